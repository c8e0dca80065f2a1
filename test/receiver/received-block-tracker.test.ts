import { beforeEach, describe, expect, test } from "vitest";
import { SparkConf, Time } from "../../core/index.ts";
import { ReceivedBlockTracker } from "../../core/receiver/received-block-tracker.ts";
import { logSettings, WriteAheadLog } from "../../core/receiver/write-ahead-log/write-ahead-log.ts";
import type { FaultPlan } from "../../core/sim/faults.ts";
import { FaultyFiles } from "../../core/sim/faulty-files.ts";
import type { SimFiles } from "../../core/sim/files.ts";
import type { TraceEvent } from "../../core/trace/events.ts";
import { Trace } from "../../core/trace/trace.ts";
import { faultyWorld } from "../support/faulty-world.ts";

const DIRECTORY = "/checkpoints/receivedBlockMetadata";

let now: number;
const clock = { kind: "manual" as const, now: () => now, schedule: () => ({ cancel() {} }) };
let files: SimFiles;
let events: TraceEvent[];
let trace: Trace;
let fails: boolean;
beforeEach(() => {
  now = 0;
  fails = false;
  const plan: FaultPlan = { at: ({ kind }) => (fails && (kind === "append" || kind === "write") ? "fail" : undefined) };
  files = new FaultyFiles(clock, faultyWorld(plan));
  events = [];
  trace = new Trace(clock, { previews: 0, write: (event) => void events.push(event as TraceEvent) });
});

function tracker(hasLog: boolean, recover = false, hasBlock = false, rolling = "60"): ReceivedBlockTracker {
  const conf = new SparkConf().set("spark.streaming.driver.writeAheadLog.rollingIntervalSecs", rolling);
  const log = new WriteAheadLog({ files, trace, directory: DIRECTORY, ...logSettings(conf, "driver") });
  const made = new ReceivedBlockTracker({
    trace,
    clock,
    streams: [0, 1],
    log: hasLog ? log : undefined,
    hasBlock: () => hasBlock,
  });
  if (recover) made.recover();
  return made;
}

const info = (block: string, logged = true) => ({
  block,
  records: 2,
  segment: logged ? { path: "/log-0-1", offset: 0, length: 9 } : undefined,
  isBlockIdValid: true,
});
const blocks = (of: ReceivedBlockTracker, time: number, stream = 0): string[] | undefined =>
  of
    .blocksOfBatch(new Time(time))
    ?.get(stream)
    ?.map(({ block }) => block);
const waiting = (of: ReceivedBlockTracker, stream = 0): string[] =>
  of.unallocatedBlocks(stream).map(({ block }) => block);

describe.each([false, true])("with a log: %s", (hasLog) => {
  test("a batch gets all blocks that are there, once", () => {
    const made = tracker(hasLog);
    for (const block of ["a", "b"]) expect(made.addBlock(0, info(block))).toBe(true);
    made.addBlock(1, info("c"));
    expect(made.hasUnallocatedBlocks()).toBe(true);
    made.allocateBlocksToBatch(new Time(1000));
    expect([blocks(made, 1000), blocks(made, 1000, 1)]).toEqual([["a", "b"], ["c"]]);
    expect(made.hasUnallocatedBlocks()).toBe(false);
    made.allocateBlocksToBatch(new Time(2000));
    expect(blocks(made, 2000)).toEqual([]);
  });

  test("a batch that had its turn, and one before it, gets nothing more", () => {
    const made = tracker(hasLog);
    made.addBlock(0, info("a"));
    made.allocateBlocksToBatch(new Time(2000));
    made.addBlock(0, info("b"));
    made.allocateBlocksToBatch(new Time(2000));
    made.allocateBlocksToBatch(new Time(1000));
    expect([blocks(made, 1000), blocks(made, 2000), waiting(made)]).toEqual([undefined, ["a"], ["b"]]);
    made.allocateBlocksToBatch(new Time(3000));
    expect(blocks(made, 3000)).toEqual(["b"]);
  });

  test("old batches are forgotten, and what waits is not", () => {
    const made = tracker(hasLog);
    for (const time of [1000, 2000, 3000]) {
      made.addBlock(0, info(`of ${time}`));
      made.allocateBlocksToBatch(new Time(time));
    }
    made.addBlock(0, info("new"));
    now = 4000;
    made.cleanupOldBatches(new Time(3000));
    expect([1000, 2000, 3000].map((time) => blocks(made, time))).toEqual([undefined, undefined, ["of 3000"]]);
    expect(waiting(made)).toEqual(["new"]);
  });
});

test("without a log nothing is written; with one nothing before something happens", () => {
  tracker(false).addBlock(0, info("a"));
  tracker(true).cleanupOldBatches(new Time(100));
  expect(files.stat("/checkpoints")).toBeUndefined();
});

describe("a log that cannot be written", () => {
  test("a block that was not logged is not there", () => {
    const made = tracker(true);
    fails = true;
    expect(made.addBlock(0, info("a"))).toBe(false);
    expect(waiting(made)).toEqual([]);
    fails = false;
    expect(made.addBlock(0, info("b"))).toBe(true);
    expect(waiting(tracker(true, true))).toEqual(["b"]);
  });

  test("blocks that could not be allocated wait for the next batch", () => {
    const made = tracker(true);
    made.addBlock(0, info("a"));
    fails = true;
    made.allocateBlocksToBatch(new Time(1000));
    expect([blocks(made, 1000), waiting(made)]).toEqual([undefined, ["a"]]);
    fails = false;
    made.allocateBlocksToBatch(new Time(2000));
    expect(blocks(made, 2000)).toEqual(["a"]);
  });

  test("as long as blocks could not be allocated, no file goes in which they stand", () => {
    const made = tracker(true, false, false, "1");
    made.addBlock(0, info("a"));
    now = 5000;
    fails = true;
    made.allocateBlocksToBatch(new Time(5000));
    fails = false;
    made.cleanupOldBatches(new Time(4000));
    expect(waiting(tracker(true, true))).toEqual(["a"]);
    made.allocateBlocksToBatch(new Time(6000));
    made.cleanupOldBatches(new Time(4000));
    expect(files.list(DIRECTORY).map(({ name }) => name)).not.toContain("log-0-1000");
  });

  test("a batch whose end could not be logged is kept", () => {
    const made = tracker(true);
    made.allocateBlocksToBatch(new Time(1000));
    fails = true;
    made.cleanupOldBatches(new Time(2000));
    expect(blocks(made, 1000)).toEqual([]);
  });
});

describe("another driver goes on", () => {
  test("where the last one was", () => {
    const first = tracker(true);
    first.addBlock(0, info("a"));
    first.addBlock(1, info("b"));
    first.allocateBlocksToBatch(new Time(1000));
    first.addBlock(0, info("c"));
    first.allocateBlocksToBatch(new Time(2000));
    first.addBlock(0, info("d"));
    first.cleanupOldBatches(new Time(1500));
    const second = tracker(true, true);
    expect([blocks(second, 1000), blocks(second, 2000), blocks(second, 2000, 1)]).toEqual([undefined, ["c"], []]);
    expect(waiting(second)).toEqual(["d"]);
    second.allocateBlocksToBatch(new Time(2000));
    expect([blocks(second, 2000), waiting(second)]).toEqual([["c"], ["d"]]);
    second.allocateBlocksToBatch(new Time(3000));
    expect(blocks(tracker(true, true), 3000)).toEqual(["d"]);
  });

  test("an allocation takes only what it holds, whatever stands before it in the log", () => {
    const first = tracker(true);
    first.addBlock(0, info("a"));
    // another thread of the same driver may log a block between the two
    const other = tracker(true);
    other.addBlock(0, info("b"));
    first.allocateBlocksToBatch(new Time(1000));
    const second = tracker(true, true);
    expect([blocks(second, 1000), waiting(second)]).toEqual([["a"], ["b"]]);
  });

  test("only when it is told to", () => {
    tracker(true).addBlock(0, info("a"));
    expect(waiting(tracker(true))).toEqual([]);
  });

  test("ids of blocks are those of the driver that received them, unless they are still in memory", () => {
    const first = tracker(true);
    first.addBlock(0, info("logged"));
    first.addBlock(0, info("kept", false));
    const valid = (hasBlock: boolean) =>
      tracker(true, true, hasBlock)
        .unallocatedBlocks(0)
        .map(({ isBlockIdValid }) => isBlockIdValid);
    expect(valid(false)).toEqual([false, false]);
    expect(valid(true)).toEqual([false, true]);
  });

  test("a record that is broken is passed over", () => {
    const first = tracker(true);
    first.addBlock(0, info("a"));
    const [file] = files.list(DIRECTORY);
    files.append(`${DIRECTORY}/${file!.name}`, new TextEncoder().encode("broken"));
    expect(waiting(tracker(true, true))).toEqual(["a"]);
    expect(events.map((event) => (event.kind === "log" ? event.code : ""))).toContain("WAL_DAMAGED");
  });
});
