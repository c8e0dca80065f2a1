import type { Language, Text } from "./lesson.ts";
import type { JudgedBatch, Problem } from "./problem.ts";

/** A problem in words: what is wrong, and what it was seen by. */
export interface ProblemWords {
  readonly headline: string;
  /** Named lists of lines: what was typed, what was expected, what was printed. */
  readonly lists: readonly { readonly name: string; readonly lines: readonly string[] }[];
}

/** So many lines of a list are told. */
const MOST = 12;

/** `6 s`, `6.3 s`. */
export function secondsText(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toFixed(3))} s`;
}

/** Says what is wrong, for the reader of an exercise. */
export function problemWords(problem: Problem, language: Language): ProblemWords {
  const say = (en: string, zh: string): string => ({ en, zh })[language];
  const s = secondsText;
  const list = (name: Text, lines: readonly string[]) => ({
    name: name[language],
    lines:
      lines.length === 0
        ? [say("(nothing)", "（无）")]
        : lines.length > MOST
          ? [...lines.slice(0, MOST), say(`… and ${lines.length - MOST} more`, `…… 另有 ${lines.length - MOST} 项`)]
          : lines,
  });
  const typedList = ({ from, time, typed }: JudgedBatch) =>
    list(
      { en: `Typed from ${s(from)} to ${s(time)}`, zh: `${s(from)} 到 ${s(time)} 之间输入` },
      typed.map(({ at, line }) => `${s(at)}  ${line.trim() === line && line !== "" ? line : JSON.stringify(line)}`),
    );
  const printedList = (printed: readonly string[]) =>
    list({ en: "Your program printed", zh: "你的程序打印了" }, printed);
  const expectedList = (expected: readonly string[]) =>
    list({ en: "The task asks for, in any order", zh: "题目要求（次序不限）" }, expected);
  const plain = (en: string, zh: string): ProblemWords => ({ headline: say(en, zh), lists: [] });

  switch (problem.kind) {
    case "wrong-output":
      return {
        headline: say(
          `The batch at ${s(problem.time)} prints something else than the task asks for.`,
          `${s(problem.time)} 的批次打印的内容与题目要求不同。`,
        ),
        lists: [typedList(problem), expectedList(problem.expected), printedList(problem.printed)],
      };
    case "no-output": {
      const { time, instead } = problem;
      const times = instead.slice(0, 5).map(s).join(say(", ", "、"));
      return {
        headline: say(
          `Nothing is printed at ${s(time)}, where the task asks for a result. Your program prints at ${times}.`,
          `题目要求在 ${s(time)} 有结果，但这时什么也没打印。你的程序在 ${times} 打印。`,
        ),
        lists: [typedList(problem), expectedList(problem.expected)],
      };
    }
    case "needless-output":
      return {
        headline: say(
          `Something is printed at ${s(problem.time)}, where the task asks for no result.`,
          `题目在 ${s(problem.time)} 不要结果，但这时打印了内容。`,
        ),
        lists: [typedList(problem), printedList(problem.printed)],
      };
    case "said":
      return { headline: problem.text[language], lists: [typedList(problem)] };
    case "refused":
      return {
        headline: say("The program does not compile, so it was not run.", "程序没有通过编译，因此没有运行。"),
        lists: [list({ en: "What the compiler says", zh: "编译器的说明" }, problem.mistakes)],
      };
    case "failed": {
      const { error } = problem;
      const place = error.site === undefined ? [] : [`${error.site.file}:${error.site.line}:${error.site.column}`];
      return {
        headline: say("The program failed.", "程序运行失败。"),
        lists: [
          list({ en: "What Spark says", zh: "Spark 的说明" }, [
            ...`${error.name}: ${error.message}`.split("\n"),
            ...(error.advice === undefined ? [] : [error.advice]),
            ...place,
          ]),
        ],
      };
    }
    case "loops":
      return plain(
        `The program did not come back for ${s(problem.waited)} and was ended. Is there a loop that never ends, or an await for something that never comes?`,
        `程序 ${s(problem.waited)} 没有响应，已被终止。是否有不会结束的循环，或者在等待（await）一件不会发生的事？`,
      );
    case "floods":
      return plain(
        `The program printed more than ${problem.limit / 1e6} million characters and was ended. print() shows ten records of a batch: is there a console.log for every record, or a loop?`,
        `程序打印了超过 ${problem.limit / 1e4} 万个字符，已被终止。print() 每批只显示十条记录：是不是对每条记录都调用了 console.log，或者写了循环？`,
      );
    case "memory":
      return plain(
        "The program used up its memory and was ended. Is there a loop that never ends and keeps what it makes?",
        "程序用完了内存，已被终止。是否有不会结束、又不断积累数据的循环？",
      );
    case "never-started":
      return problem.context
        ? plain(
            "The program made a StreamingContext, but it never started: call ssc.start() after the last output operation, and await nothing that never comes before it.",
            "程序创建了 StreamingContext，但从未启动：请在最后一个输出操作之后调用 ssc.start()，并且不要在此之前等待不会发生的事。",
          )
        : plain(
            "The program made no StreamingContext, so there was no batch to look at. Does it await something that never comes?",
            "程序没有创建 StreamingContext，因此没有任何批次可看。它是不是在等待（await）一件不会发生的事？",
          );
    case "never-prints":
      return plain(
        "Batches ran, but print() wrote nothing: end the program's stream with print().",
        "批次运行了，但 print() 没有写出任何内容：请在 DStream 的末尾调用 print()。",
      );
  }
}

/** A problem as plain text, for terminals. */
export function problemText(problem: Problem, language: Language): string {
  const { headline, lists } = problemWords(problem, language);
  return [
    headline,
    ...lists.flatMap(({ name, lines }) => [
      "",
      `${name}${language === "zh" ? "：" : ":"}`,
      ...lines.map((line) => `  ${line}`),
    ]),
  ].join("\n");
}
