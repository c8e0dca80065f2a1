import type { Lesson } from "../../core/lessons/lesson.ts";
import type { RunRecord } from "../../core/lessons/run-record.ts";
import type { TypedLine } from "../../core/lessons/scenario.ts";

/** Someone quotes Hamlet, and is silent from 2 s to 3 s. */
const lines: readonly TypedLine[] = [
  { at: 300, line: "to be or not to be" },
  { at: 740, line: "that is the question" },
  { at: 1_400, line: "to be kind" },
  { at: 3_250, line: "or not" },
];
const scenario = { lines, until: 4_500 };

/** What `print` wrote for `word` at `time`. */
const count = (run: RunRecord, word: string, time: number): string =>
  run
    .printedAt(time)
    ?.find((record) => record.startsWith(`(${word},`))
    ?.slice(word.length + 2, -1) ?? "";

/** The batch interval, in seconds. */
const interval = (run: RunRecord): number => run.of("streaming-started")[0]!.batchInterval / 1_000;

const WORDS = ["Spark", "stream", "batch", "block", "the", "a"];

export default {
  title: { en: "NetworkWordCount", zh: "NetworkWordCount：第一个流程序" },
  prerequisites: [],
  pages: [
    {
      name: "a-program-that-listens",
      scenario,
      view: "timeline",
      look: {
        en: "A dot in the top lane is a line as it arrives. At the end of each second a column appears.",
        zh: "最上面一行的圆点是刚到达的一行文字。每过一秒，就多出一列。",
      },
      facts: {
        interval,
        batches: (run) => run.batches.length,
        "to-first": (run) => count(run, "to", 1_000),
        lines: (run) => run.of("record-arrived").length,
      },
    },
    {
      name: "context",
      scenario,
      view: "batches",
      look: {
        en: "Open a batch in the list: all of its tasks ran in the second slot. The first belongs to the receiver.",
        zh: "在列表里打开一个批次：它的任务全部在第二个槽位里运行，第一个槽位归接收器所有。",
      },
      facts: {
        slots: (run) => run.of("application-started")[0]!.slots,
        receivers: (run) => run.of("receiver-started").length,
        interval,
      },
    },
    {
      name: "lines-in",
      scenario,
      view: "timeline",
      look: {
        en: "Each box in the receiver's lane is a block; each block is a partition of the RDD below it.",
        zh: "接收器那一行里，每个方框是一个块；每个块成为下方 RDD 的一个分区。",
      },
      facts: {
        "block-interval": (run) => run.of("streaming-started")[0]!.blockInterval,
        "lines-first": (run) => run.typed(0, 1_000).length,
        "blocks-first": (run) => run.of("blocks-allocated")[0]!.blocks.length,
        "partitions-first": (run) => run.rdds("lines")[0]!.partitions,
        "partitions-empty": (run) => run.rdds("lines")[2]!.partitions,
      },
    },
    {
      name: "words-and-counts",
      scenario,
      view: "timeline",
      look: {
        en: "Follow the row of counts from column to column. Does the count of a word grow?",
        zh: "看 counts 那一行，从一列看到下一列：同一个词的计数会增长吗？",
      },
      facts: {
        streams: (run) => run.of("dstream-declared").length,
      },
      prediction: {
        question: {
          en: "`be` stands twice in the lines of the first second, and once in those of the next. What does the batch at 2 s print for it?",
          zh: "第一秒输入的文字里有两个 `be`，第二秒里有一个。2 s 的批次会为它打印什么？",
        },
        options: [
          { name: "one", text: { en: "(be,1): this batch only", zh: "(be,1)：只算这一批" } },
          { name: "three", text: { en: "(be,3): all since the start", zh: "(be,3)：从启动算起的总数" } },
          { name: "none", text: { en: "nothing: it was printed before", zh: "什么也不打印：之前已经打印过" } },
        ],
        answer: (run) => {
          const counted = count(run, "be", 2_000);
          const option = { "1": "one", "3": "three" }[counted] ?? "none";
          return { option, seen: run.printedAt(2_000)?.join("  ") ?? "" };
        },
      },
    },
    {
      name: "start",
      scenario,
      view: "timeline",
      look: {
        en: "The column at 3 s has no record, and yet its output operation ran.",
        zh: "3 s 那一列没有记录，但输出操作照样运行了。",
      },
      facts: {
        heads: (run) => run.printed.length,
        "empty-records": (run) => run.printedAt(3_000)!.length,
      },
    },
    {
      name: "exercise",
      scenario: {
        lines: [
          { at: 300, line: "The stream" },
          { at: 700, line: "  the  STREAM " },
          { at: 1_300, line: "A batch" },
          { at: 1_600, line: "" },
        ],
        until: 2_500,
      },
      view: "timeline",
      look: {
        en: "A word that has two rows in one batch, and a word that is empty.",
        zh: "同一批里哪个词占了两行，哪个“词”是空的。",
      },
      exercise: {
        scenario: (random) => {
          const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
          const inCase = (word: string): string => pick([word, word.toLowerCase(), word.toUpperCase()]);
          const made: TypedLine[] = [
            { at: 250, line: "the The THE" },
            { at: 450, line: "  a  Batch " },
            { at: 1_350, line: "" },
          ];
          for (let batch = 0; batch < 5; batch++) {
            for (let n = Math.floor(random() * 3); n >= 0; n--) {
              const words = Array.from({ length: 1 + Math.floor(random() * 4) }, () => inCase(pick(WORDS)));
              const line = pick(["", "", " "]) + words.join(pick([" ", " ", "  "])) + pick(["", "", " "]);
              made.push({ at: batch * 1_000 + 110 + Math.floor(random() * 780), line });
            }
          }
          return { lines: made.sort((a, b) => a.at - b.at), until: 5_500, seed: Math.floor(random() * 1e6) };
        },
        check: (run) => {
          const expected = new Map<number, { from: number; records: string[] }>();
          for (let time = 1_000; time <= 5_000; time += 1_000) {
            const from = time - 1_000;
            const counts = new Map<string, number>();
            for (const { line } of run.typed(from, time))
              for (const word of line.toLowerCase().match(/\S+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
            expected.set(time, { from, records: [...counts].map(([word, n]) => `(${word},${n})`) });
          }
          return run.compare(expected);
        },
        hints: [
          {
            en: 'What does `"a  b".split(" ")` give? Type a line with two spaces into netcat and look at the row of words.',
            zh: '`"a  b".split(" ")` 的结果是什么？在 netcat 里输入一行带两个空格的文字，看看单词那一行。',
          },
          {
            en: "A DStream has `filter`, as an array has. Which words should it let through?",
            zh: "DStream 和数组一样有 `filter`。哪些词应该放行？",
          },
          {
            en: "Two words are the same key if they are the same text: make them lower case before `reduceByKey`, and let only words through that are not empty.",
            zh: "文本相同才是同一个键：在 `reduceByKey` 之前把单词转成小写，并且只放行非空的词。",
          },
        ],
      },
    },
  ],
} satisfies Lesson;
