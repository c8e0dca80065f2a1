import type { Lesson } from "../../core/lessons/lesson.ts";
import type { RunRecord } from "../../core/lessons/run-record.ts";
import type { TypedLine } from "../../core/lessons/scenario.ts";

/** Nobody types from 1 s to 2 s. */
const lines: readonly TypedLine[] = [
  { at: 250, line: "a river" },
  { at: 700, line: "cut into pieces" },
  { at: 2_450, line: "is still a river" },
];
const scenario = { lines, until: 4_500 };

/** How often the program measured `line`. */
const measured = (run: RunRecord, line: string): number =>
  run.logged.filter((text) => text === `measuring "${line}"`).length;

/** What the first output operation, the count, printed at `time`. */
const counted = (run: RunRecord, time: number): string =>
  run.printed.find((block) => block.time === time && block.output === 0)?.records.join(" ") ?? "";

const WORDS = ["drop", "brook", "river", "lake", "sea"];

export default {
  title: { en: "A DStream is a sequence of RDDs", zh: "DStream 是一串 RDD" },
  prerequisites: ["01-network-word-count"],
  pages: [
    {
      name: "one-rdd-an-interval",
      scenario,
      view: "timeline",
      look: {
        en: "One row is one DStream, one column is one interval. Each cell is an RDD.",
        zh: "一行是一个 DStream，一列是一个批处理间隔，每个格子是一个 RDD。",
      },
      facts: {
        batches: (run) => run.batches.length,
        rdds: (run) => run.rdds("lines").length,
        "first-partitions": (run) => run.rdds("lines")[0]!.partitions,
        "third-partitions": (run) => run.rdds("lines")[2]!.partitions,
      },
    },
    {
      name: "empty-batches",
      scenario,
      view: "timeline",
      look: {
        en: "Compare the column at 2 s with its neighbours: what is there, and what is not?",
        zh: "把 2 s 那一列与左右两列对比：有什么，没有什么？",
      },
      facts: {
        "empty-partitions": (run) => run.rdds("lines")[1]!.partitions,
        jobs: (run) => run.of("job-started").filter(({ time }) => time === 2_000).length,
        count: (run) => counted(run, 2_000),
        longest: (run) => run.printed.find(({ time, output }) => time === 2_000 && output === 1)!.records.length,
      },
      prediction: {
        question: {
          en: "Nobody types in the second interval. What does `howMany.print()` write for the batch at 2 s?",
          zh: "第二个间隔里没有人输入。`howMany.print()` 会为 2 s 的批次写出什么？",
        },
        options: [
          { name: "nothing", text: { en: "nothing: there is no batch", zh: "什么也不写：没有这个批次" } },
          { name: "head", text: { en: "a head without a record", zh: "只有表头，没有记录" } },
          { name: "zero", text: { en: "a head, and `0`", zh: "表头，以及 `0`" } },
        ],
        answer: (run) => {
          const block = run.printed.find(({ time, output }) => time === 2_000 && output === 0);
          if (block === undefined) return { option: "nothing", seen: "" };
          return { option: block.records.length === 0 ? "head" : "zero", seen: block.records.join(" ") };
        },
      },
    },
    {
      name: "a-recipe",
      scenario,
      view: "graph",
      look: {
        en: "Left the program, written once; right what the batch at hand made of it. Choose another batch.",
        zh: "一边是只写一次的程序，另一边是当前批次据此生成的内容。换一个批次看看。",
      },
      facts: {
        streams: (run) => run.of("dstream-declared").length,
        lengths: (run) => run.rdds("lengths").length,
        batches: (run) => run.batches.length,
      },
    },
    {
      name: "computed-twice",
      scenario,
      view: "timeline",
      look: {
        en: "Read the console: who writes each line, and how often?",
        zh: "看控制台：每一行是谁写的，写了几次？",
      },
      facts: {
        outputs: (run) => run.of("output-declared").length,
        jobs: (run) => run.of("job-started").filter(({ time }) => time === 1_000).length,
      },
      prediction: {
        question: {
          en: "The program uses `lengths` for two outputs. How often is the line `a river` measured?",
          zh: "程序的两个输出都用到 `lengths`。`a river` 这一行会被测量几次？",
        },
        options: [
          { name: "1", text: { en: "once", zh: "一次" } },
          { name: "2", text: { en: "twice", zh: "两次" } },
          { name: "4", text: { en: "once in every batch", zh: "每个批次各一次" } },
        ],
        answer: (run) => {
          const times = measured(run, "a river");
          return { option: String(times), seen: `measuring "a river" × ${times}` };
        },
      },
    },
    {
      name: "exercise",
      scenario,
      view: "timeline",
      look: {
        en: "Count the lines that begin with `measuring` in the console.",
        zh: "数一数控制台里以 `measuring` 开头的行。",
      },
      facts: {
        twice: (run) => measured(run, "a river"),
      },
      exercise: {
        scenario: (random) => {
          const made: TypedLine[] = [];
          for (let batch = 0; batch < 5; batch++) {
            // a batch in the middle stays empty
            for (let n = batch === 2 ? 0 : 1 + Math.floor(random() * 3); n > 0; n--) {
              const words = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
                return WORDS[Math.floor(random() * WORDS.length)]!;
              });
              const at = batch * 1_000 + 110 + Math.floor(random() * 780);
              // each line is another one, so that it can be told how often it was measured
              made.push({ at, line: `${made.length + 1} ${words.join(" ")}` });
            }
          }
          return { lines: made.sort((a, b) => a.at - b.at), until: 5_500, seed: Math.floor(random() * 1e6) };
        },
        check: (run) => {
          const expected = new Map<number, { from: number; records: string[] }>();
          for (let time = 1_000; time <= 5_000; time += 1_000) {
            const from = time - 1_000;
            const lengths = run.typed(from, time).map(({ line }) => line.length);
            const longest = lengths.length === 0 ? [] : [String(Math.max(...lengths))];
            expected.set(time, { from, records: [String(lengths.length), ...longest] });
          }
          const problem = run.compare(expected);
          if (problem !== undefined) return problem;
          for (const [time, { from }] of expected) {
            const typed = run.typed(from, time);
            const wrong = typed.find(({ line }) => measured(run, line) !== 1);
            if (wrong === undefined) continue;
            const times = measured(run, wrong.line);
            return {
              kind: "said",
              time,
              from,
              typed,
              text: {
                en: `In the batch at ${time / 1000} s the line "${wrong.line}" was measured ${times} times. The task asks for once, and for console.log to stay.`,
                zh: `在 ${time / 1000} s 的批次里，"${wrong.line}" 这一行被测量了 ${times} 次。题目要求一次，并且保留 console.log。`,
              },
            };
          }
          return undefined;
        },
        hints: [
          {
            en: "Which DStream do both outputs have in common? What would have to be kept, so that the second finds it ready?",
            zh: "两个输出共用的是哪个 DStream？要留住什么，第二个输出才能直接取用？",
          },
          {
            en: "A DStream has a method that makes Spark keep each of its RDDs in memory, once it is computed. If you keep `lines`, they are still measured twice.",
            zh: "DStream 有一个方法，让 Spark 把算好的每个 RDD 留在内存里。如果留住的是 `lines`，测量还是会做两遍。",
          },
          {
            en: "The method is `cache()`, and the DStream is the one that `map` gives.",
            zh: "这个方法是 `cache()`，要用在 `map` 得到的那个 DStream 上。",
          },
        ],
      },
    },
  ],
} satisfies Lesson;
