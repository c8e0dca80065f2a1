import type { Lesson } from "../../core/lessons/lesson.ts";
import type { RunRecord } from "../../core/lessons/run-record.ts";
import type { TypedLine } from "../../core/lessons/scenario.ts";

/** A line in each of the first six batches. */
const lines: readonly TypedLine[] = [
  { at: 2_300, line: "one" },
  { at: 7_300, line: "two" },
  { at: 12_300, line: "three" },
  { at: 17_300, line: "four" },
  { at: 22_300, line: "five" },
  { at: 27_300, line: "six" },
];
const scenario = { lines, until: 46_000 };

const seconds = (times: readonly number[]): string => times.map((time) => `${time / 1_000} s`).join(", ");

/** How many results had `line`. */
const seen = (run: RunRecord, line: string): number => run.timesOf(line).length;

/** When there were results, in seconds. */
const results = (run: RunRecord): number[] => [...new Set(run.printed.map(({ time }) => time / 1_000))];

/** The figures of a window, as the trace has them, in seconds. */
const window = (run: RunRecord): { length: number; slide: number } => {
  const declared = run.of("dstream-declared").find((event) => event.window !== undefined)!;
  return { length: declared.window!.length / 1_000, slide: declared.slide / 1_000 };
};
/** The interval at which the stream comes that the window reads, in seconds. */
const batch = (run: RunRecord): number => run.of("dstream-declared")[0]!.slide / 1_000;
const figures = {
  batch,
  window: (run: RunRecord) => window(run).length,
  slide: (run: RunRecord) => window(run).slide,
};

const timesOptions = [
  { name: "0", text: { en: "in none", zh: "一次也没有" } },
  { name: "1", text: { en: "in one", zh: "一次" } },
  { name: "2", text: { en: "in two", zh: "两次" } },
  { name: "3", text: { en: "in three", zh: "三次" } },
];

/** How many results have `line`, as the answer to a prediction. */
const seenIn = (line: string) => (run: RunRecord) => {
  const times = run.timesOf(line);
  return { option: String(times.length), seen: seconds(times) };
};

export default {
  title: { en: "How long does a record live in a window?", zh: "一条记录在窗口里能活多久？" },
  prerequisites: ["01-network-word-count", "02-a-sequence-of-rdds"],
  pages: [
    {
      name: "three-times",
      scenario,
      speed: 4,
      view: "timeline",
      look: {
        en: "The bracket below `lines` shows which intervals the window reads. Step from batch to batch and watch it slide.",
        zh: "`lines` 下方的括号表示窗口读取哪些间隔。逐批前进，看它怎样滑动。",
      },
      facts: {
        ...figures,
        "seen-three": (run) => seen(run, "three"),
        "first-three": (run) => run.timesOf("three")[0]! / 1_000,
        "last-three": (run) => run.timesOf("three").at(-1)! / 1_000,
      },
      prediction: {
        question: {
          en: "`three` is typed in the third interval, at 12.3 s. In how many results does it stand?",
          zh: "`three` 在第三个间隔（12.3 s）输入。它会出现在几次结果里？",
        },
        options: timesOptions,
        answer: seenIn("three"),
      },
    },
    {
      name: "every-ten-seconds",
      program: "slide-10.ts",
      scenario,
      speed: 4,
      view: "timeline",
      look: {
        en: "The brackets overlap by one interval. Which lines stand in the overlap?",
        zh: "相邻的括号重叠一个间隔。哪些行落在重叠处？",
      },
      facts: {
        window: figures.window,
        slide: figures.slide,
        "seen-two": (run) => seen(run, "two"),
        "seen-three": (run) => seen(run, "three"),
        "seen-four": (run) => seen(run, "four"),
        "seen-five": (run) => seen(run, "five"),
        first: (run) => results(run)[0]!,
        second: (run) => results(run)[1]!,
      },
      prediction: {
        question: {
          en: "The window is as long as before, and slides by 10 s. In how many results does `four`, typed at 17.3 s, stand?",
          zh: "窗口长度不变，滑动间隔改为 10 s。17.3 s 输入的 `four` 会出现在几次结果里？",
        },
        options: timesOptions,
        answer: seenIn("four"),
      },
    },
    {
      name: "once-each",
      program: "slide-15.ts",
      scenario,
      speed: 4,
      view: "timeline",
      look: {
        en: "The brackets touch each other, and nothing is read twice.",
        zh: "括号首尾相接，没有哪个间隔被读两次。",
      },
      facts: {
        batch,
        window: figures.window,
        least: (run) => Math.min(...lines.map(({ line }) => seen(run, line))),
        most: (run) => Math.max(...lines.map(({ line }) => seen(run, line))),
        results: (run) => results(run).length,
        rdds: (run) => run.rdds("lines").length,
      },
    },
    {
      name: "multiples",
      program: "window-12.ts",
      scenario: { lines: lines.slice(0, 1), until: 6_000 },
      speed: 4,
      view: "timeline",
      look: {
        en: "The program ends before it begins. Read in the console what Spark says, and at which line.",
        zh: "程序还没开始就结束了。看控制台：Spark 说了什么，指的是哪一行。",
      },
      facts: {
        batch,
        ran: (run) => run.of("streaming-started").length,
      },
      prediction: {
        question: {
          en: "The batch interval stays at 5 s, the window is to be 12 s long. What happens?",
          zh: "批处理间隔仍是 5 s，窗口长度改为 12 s。会发生什么？",
        },
        options: [
          { name: "rounded", text: { en: "the window reads three batches, 15 s", zh: "窗口读三个批次，也就是 15 s" } },
          { name: "cut", text: { en: "the window reads part of a batch", zh: "窗口会读到批次的一部分" } },
          { name: "refused", text: { en: "the program is refused", zh: "程序被拒绝" } },
        ],
        answer: (run) => {
          const start = run.of("streaming-started").length;
          return start === 0 ? { option: "refused", seen: "" } : { option: "rounded", seen: seconds(run.batches) };
        },
      },
    },
    {
      name: "gaps",
      program: "gaps.ts",
      scenario,
      speed: 4,
      view: "timeline",
      look: {
        en: "Dots lie over the intervals that no window reads.",
        zh: "没有窗口读取的间隔上画了点。",
      },
      facts: {
        ...figures,
        "seen-one": (run) => seen(run, "one"),
        "seen-two": (run) => seen(run, "two"),
        lost: (run) => lines.filter(({ line }) => seen(run, line) === 0).length,
        lines: () => lines.length,
      },
      prediction: {
        question: {
          en: "The window is 5 s long and slides by 10 s. In how many results does `one`, typed at 2.3 s, stand?",
          zh: "窗口长度 5 s，滑动间隔 10 s。2.3 s 输入的 `one` 会出现在几次结果里？",
        },
        options: timesOptions,
        answer: seenIn("one"),
      },
    },
    {
      name: "exercise",
      scenario,
      speed: 4,
      view: "timeline",
      look: {
        en: "At which times is something printed, and how far back does it reach?",
        zh: "什么时候打印，打印的内容往回覆盖多久？",
      },
      exercise: {
        scenario: (random) => {
          const made: TypedLine[] = [];
          for (let slide = 0; slide < 6; slide++) {
            // print shows ten records, and a window has two of these
            for (let second = 0; second < 5; second++) {
              if (random() < 0.3) continue;
              const at = slide * 6_000 + second * 1_000 + 210 + Math.floor(random() * 1_380);
              made.push({ at, line: `line ${made.length + 1}` });
            }
          }
          return { lines: made.sort((a, b) => a.at - b.at), until: 37_000, seed: Math.floor(random() * 1e6) };
        },
        check: (run) => {
          const expected = new Map<number, { from: number; records: string[] }>();
          for (let time = 6_000; time <= 36_000; time += 6_000) {
            const from = Math.max(0, time - 12_000);
            expected.set(time, { from, records: run.typed(from, time).map(({ line }) => line) });
          }
          return run.compare(expected);
        },
        hints: [
          {
            en: "A line lives in as many results as there are slides in the length of the window. How long is the window to be, if it slides by 6 s?",
            zh: "窗口长度里有几个滑动间隔，一行就会出现在几次结果里。滑动间隔是 6 s，窗口该有多长？",
          },
          {
            en: "Does Spark refuse your window? Length and slide have to be multiples of a third number. Look for it further up.",
            zh: "窗口被 Spark 拒绝了吗？长度和间隔都必须是另一个数的倍数，往上找找它。",
          },
          {
            en: "A window of 12 s that slides by 6 s needs a batch interval that 6 is a multiple of: 6, 3, 2 or 1 s.",
            zh: "窗口 12 s、滑动 6 s，批处理间隔必须能整除 6：6、3、2 或 1 s。",
          },
        ],
      },
    },
  ],
} satisfies Lesson;
