import { expect, test } from "vitest";
import { RunRecord } from "../../core/lessons/run-record.ts";
import { StreamingTest } from "../../core/testing/index.ts";
import type { TraceEvent } from "../../core/trace/events.ts";

const scenario = {
  lines: [
    { at: 300, line: "early" },
    { at: 1_300, line: "late" },
  ],
  until: 2_500,
};

/** What a run leaves that prints these records, batch by batch. */
async function record(...batches: string[][]): Promise<RunRecord> {
  const t = new StreamingTest();
  t.input(batches).print();
  await t.runBatches(batches.length);
  await t.stop();
  return new RunRecord(scenario, t.trace);
}

const expected = (...batches: string[][]) =>
  new Map(batches.map((records, i) => [(i + 1) * 1_000, { from: i * 1_000, records }]));

test("what print wrote, record by record: empty ones too", async () => {
  const run = await record(["a", ""], [], [""]);
  expect(run.printedAt(1_000)).toEqual(["a", ""]);
  expect(run.printedAt(2_000)).toEqual([]);
  // after the end of the scenario
  expect(run.printedAt(3_000)).toBeUndefined();
  expect(run.timesOf("a")).toEqual([1_000]);
});

test("nothing differs where the records are the same in any order", async () => {
  const run = await record(["a", "b"], ["c"]);
  expect(run.compare(expected(["b", "a"], ["c"]))).toBeUndefined();
});

test("the first difference is told, with what was typed for it", async () => {
  const run = await record(["a"], ["c", "c"]);
  expect(run.compare(expected(["a"], ["c"]))).toEqual({
    kind: "wrong-output",
    time: 2_000,
    from: 1_000,
    typed: [{ at: 1_300, line: "late" }],
    expected: ["c"],
    printed: ["c", "c"],
  });
});

test("output at another time than expected is told", async () => {
  const run = await record(["a"], ["b"]);
  expect(run.compare(expected(["a"]))).toEqual({
    kind: "needless-output",
    time: 2_000,
    from: 1_000,
    typed: [{ at: 1_300, line: "late" }],
    printed: ["b"],
  });
  const late = new Map([[1_500, { from: 0, records: ["a"] }]]);
  expect(new RunRecord(scenario).compare(late)).toEqual({
    kind: "no-output",
    time: 1_500,
    from: 0,
    typed: scenario.lines,
    expected: ["a"],
    instead: [],
  });
});

test("what the program itself wrote is told apart from what print wrote", () => {
  const say = (text: string): TraceEvent => ({
    t: 1,
    seq: 0,
    kind: "console",
    stream: "stdout",
    text,
    origin: "driver",
  });
  expect(new RunRecord(scenario, [say("one\ntwo\n"), say("three\n")]).logged).toEqual(["one", "two", "three"]);
});
