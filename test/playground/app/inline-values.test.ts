import { expect, test, vi } from "vitest";
import type { Happening } from "../../../core/sim/deeds.ts";
import { inlineValues, lastDone } from "../../../playground/app/inline-values.ts";
import { Attempts } from "../../../playground/views/attempts.ts";
import { TimelineFold } from "../../../playground/views/timeline/fold.ts";
import { timelineAt } from "../../../playground/views/timeline/model.ts";
import { compiled, runWith } from "../fixtures/fault-runs.ts";

vi.setConfig({ testTimeout: 120_000 });

const PROGRAM = `import { Seconds, SparkConf, StreamingContext } from "sluice";
import { pairs } from "./helpers/words.ts";

function create(): StreamingContext {
  const ssc = new StreamingContext(new SparkConf().setMaster("local[3]").setAppName("Values"), Seconds(1));
  ssc.checkpoint("/checkpoint");
  const counts = pairs(ssc.socketTextStream("localhost", 9999));
  counts
    .updateStateByKey((values: number[], state: number | undefined) => (state ?? 0) + values.length)
    .checkpoint(Seconds(1))
    .foreachRDD(async (rdd) => void (await rdd.collect()));
  return ssc;
}

const ssc = StreamingContext.getOrCreate("/checkpoint", create);
ssc.start();
await ssc.awaitTermination();
`;
const WORDS = `import type { DStream } from "sluice";

export function pairs(lines: DStream<string>): DStream<[string, number]> {
  const words = lines.flatMap((line) => line.split(" "));
  return words.map((word): [string, number] => {
    if (word === "bad") throw new RangeError("a bad word");
    return [word, 1];
  });
}
`;

const typed = (at: number, line: string): Happening => ({ kind: "line", at, host: "localhost", port: 9999, line });

/** What stands beside the lines of both files, without the streams' letters, and of which batch, when the latest batch of the run is done. */
async function valuesOf(happenings: readonly Happening[], until: number) {
  const { trace } = await runWith(compiled(PROGRAM, { "helpers/words.ts": WORDS }), happenings, until);
  const fold = new TimelineFold();
  fold.append(new Attempts().qualify(trace));
  const model = timelineAt(fold, { position: fold.length, now: until, columns: 6 });
  const values = [...inlineValues(model)].map(([file, lines]) => [
    file,
    Object.fromEntries([...lines].map(([line, text]) => [line, text.replace(/^\w+ {2}/, "")])),
  ]);
  return { batch: lastDone(model)?.time, ...Object.fromEntries(values) };
}

test("values stand beside the lines that make them, in each file", async () => {
  expect(await valuesOf([typed(300, "to be to")], 1900)).toEqual({
    batch: 1000,
    "program.ts": { 7: "to be to", 9: "(be,1), (to,2)" },
    "helpers/words.ts": { 4: "to, be, … 3", 5: "(to,1), (be,1), … 3" },
  });
});

test("a batch that failed has the values that its tasks got to", async () => {
  expect(await valuesOf([typed(300, "to be"), typed(1300, "one"), typed(1700, "bad")], 2900)).toEqual({
    batch: 2000,
    "program.ts": { 7: "one, bad" },
    "helpers/words.ts": { 4: "one, bad", 5: "(one,1)" },
  });
});

test("after a driver has died, they are those of the next one", async () => {
  const happenings: Happening[] = [
    typed(300, "to be"),
    { kind: "kill-driver", at: 2500, restart: 500 },
    typed(3300, "to go"),
  ];
  expect(await valuesOf(happenings, 2900)).toMatchObject({ batch: 2000, "program.ts": { 9: "(be,1), (to,1)" } });
  expect(await valuesOf(happenings, 4900)).toEqual({
    batch: 4000,
    // the count goes on from the checkpoint
    "program.ts": { 7: "to go", 9: "(be,1), (go,1), … 3" },
    "helpers/words.ts": { 4: "to, go", 5: "(to,1), (go,1)" },
  });
});
