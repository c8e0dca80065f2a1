import { afterEach, describe, expect, test } from "vitest";
import { installHost } from "../../core/host/host.ts";
import { type RDD, Receiver, Seconds, StreamingContext } from "../../core/index.ts";
import { checkpointFiles, readCheckpoint } from "../../core/streaming/checkpoint/checkpoint-files.ts";
import { StreamingTest } from "../../core/testing/index.ts";
import type { Driver } from "./drivers.ts";
import { driver } from "./each-test.ts";
import { ofQueue, saving, slow } from "./programs/bugs.ts";
import { Outputs, writeInto } from "./simulation/outputs.ts";

/**
 * Bugs that Spark really had, one test each, by their numbers. Those that belong to a test of something else have their number in its name:
 * 6222, 10210, 18371, 22955, 25302, 25303, 58883. Those of Kafka come with Kafka.
 */

const DIRECTORY = "/checkpoints";

afterEach(() => writeInto(undefined));

/** A driver that goes on, or begins with what `create` makes. */
function start({ host }: Driver, create: () => StreamingContext): StreamingContext {
  installHost(host);
  const ssc = StreamingContext.getOrCreate(DIRECTORY, create);
  ssc.start();
  return ssc;
}

/** The times of the events of a kind, in order. */
function times({ events }: Driver, kind: "batch-submitted" | "batch-completed"): number[] {
  return events.flatMap((event) => (event.kind === kind ? [event.time] : []));
}

describe("drivers that go on", () => {
  test("SPARK-11740: what is known last is in the newest file, also when it is about a batch of old", async () => {
    const first = driver();
    start(first, () => slow(DIRECTORY, 60_000));
    await first.host.clock.advance(2900);
    // the batch at 1000 is done since 2700, that at 2000 was generated before
    expect(times(first, "batch-completed")).toEqual([1000]);
    const { files } = first.host;
    expect(checkpointFiles(files, DIRECTORY).at(-1)).toMatchObject({ time: 2000, backup: false });
    expect(readCheckpoint(files, DIRECTORY, () => {})).toMatchObject({ time: 1000, pendingTimes: [2000] });
  });

  test("SPARK-12122: a batch that was not done and is of the time in which nothing ran is run again once", async () => {
    const first = driver();
    const outputs = new Outputs(() => first.host, 0);
    writeInto(outputs);
    start(first, () => slow(DIRECTORY, 5000));
    await first.host.clock.advance(4500);
    first.host.die();
    const second = driver(first);
    second.host.clock.jumpTo(6500);
    start(second, () => slow(DIRECTORY, 0));
    await second.host.clock.advance(1500);
    expect(times(second, "batch-submitted")).toEqual([2000, 3000, 4000, 5000, 6000, 7000, 8000]);
    expect(times(second, "batch-completed")).toEqual([2000, 3000, 4000, 5000, 6000, 7000, 8000]);
  });

  test("SPARK-4835: a batch that is run again saves over what it had saved", async () => {
    const first = driver();
    start(first, () => saving(DIRECTORY, "/out/batch"));
    await first.host.clock.advance(2000);
    first.host.die();
    const second = driver(first);
    const { files } = second.host;
    expect(files.stat("/out/batch-2000/_SUCCESS")).toBeDefined();
    files.remove("/out/batch-2000/_SUCCESS");
    start(second, () => saving(DIRECTORY, "/out/batch"));
    await second.host.clock.advance(1000);
    expect(second.codes).toEqual([]);
    expect(times(second, "batch-completed")).toEqual([2000, 3000]);
    expect(files.stat("/out/batch-2000/_SUCCESS")).toBeDefined();
    const saved = ["part-00000", "part-00001"].map((part) =>
      new TextDecoder().decode(files.read(`/out/batch-2000/${part}`)),
    );
    expect(saved.join("")).toBe("1\n");
  });

  test("SPARK-8630: a queue is warned of when there are checkpoints, which go on being written; who would recover it is told", async () => {
    const first = driver();
    start(first, () => ofQueue(DIRECTORY));
    await first.host.clock.advance(2000);
    expect(first.codes).toEqual(["NOT_RECOVERED"]);
    expect(times(first, "batch-completed")).toEqual([1000, 2000]);
    first.host.die();
    expect(() => start(driver(first), () => ofQueue(DIRECTORY))).toThrow(
      expect.objectContaining({
        cause: expect.objectContaining({
          message: expect.stringContaining("queueStream doesn't support checkpointing."),
        }),
      }),
    );
  });

  test("SPARK-13316: streams that are declared on a recovered context are refused, and nothing runs", async () => {
    const first = driver();
    start(first, () => slow(DIRECTORY, 0));
    await first.host.clock.advance(1000);
    first.host.die();
    const second = driver(first);
    installHost(second.host);
    const ssc = StreamingContext.getOrCreate(DIRECTORY, () => slow(DIRECTORY, 0));
    ssc.socketTextStream("localhost", 9999).print();
    expect(() => ssc.start()).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^SocketInputDStream@\d+ has not been initialized$/),
        code: "NOT_INITIALIZED",
        advice: expect.stringContaining("only in the function that makes the context"),
        site: expect.objectContaining({ file: expect.stringContaining("spark-bugs.test.ts") }),
      }),
    );
    await second.host.clock.advance(2000);
    expect([ssc.getState(), times(second, "batch-submitted")]).toEqual(["STOPPED", []]);
  });
});

describe("starting and stopping", () => {
  test("SPARK-7958: a start that fails half-way leaves nothing running, and another context may start", async () => {
    await using t = new StreamingTest();
    let started = 0;
    class Counting extends Receiver<number> {
      onStart(): void {
        started++;
      }
      onStop(): void {
        started--;
      }
    }
    const { sc } = t;
    const failing = new StreamingContext(sc, Seconds(1));
    const received = failing.receiverStream(new Counting());
    // no checkpoint directory was set
    received
      .map((n): [number, number] => [n, 1])
      .updateStateByKey((values) => values.length)
      .print();
    expect(() => failing.start()).toThrow("The checkpoint directory has not been set");
    expect([failing.getState(), StreamingContext.getActive(), started]).toEqual(["STOPPED", undefined, 0]);
    await failing.stop(false);
    expect(sc.tasks.freeSlots).toBe(2);
    const next = new StreamingContext(sc, Seconds(1));
    const out: number[] = [];
    next.queueStream([sc.parallelize([1], 1)]).foreachRDD(async (rdd) => void out.push(...(await rdd.collect())));
    next.start();
    await t.advance(2000);
    expect(out).toEqual([1]);
  });

  test("SPARK-11104: a stop, and the one of the shutdown at the same time, do not wait for each other", async () => {
    for (const gracefully of [false, true]) {
      await using t = new StreamingTest();
      const { ssc } = t;
      t.input([[1], [2]]).print();
      await t.runBatches(1);
      const ended: string[] = [];
      const stops = [
        ssc.stop(true, gracefully).then(() => ended.push("stop")),
        ssc.stopOnShutdown(() => {}).then(() => ended.push("shutdown")),
        ssc.awaitTermination().then(() => ended.push("awaited")),
      ];
      for (let i = 0; i < 10 && ended.length < 3; i++) await t.host.clock.advance(1000);
      expect(ended.sort()).toEqual(["awaited", "shutdown", "stop"]);
      await Promise.all(stops);
    }
  });
});

describe("streams", () => {
  test("SPARK-2343: a queue that is taken all at once gives each RDD once", async () => {
    await using t = new StreamingTest();
    const rdd = (n: number): RDD<number> => t.sc.parallelize([n], 1);
    const queue = [rdd(1), rdd(2), rdd(3)];
    const out = t.collect(t.ssc.queueStream(queue, false));
    await t.runBatches(2);
    queue.push(rdd(4), rdd(5));
    await t.runBatches(2);
    expect(out.batches.map((batch) => [...(batch ?? [])].sort())).toEqual([[1, 2, 3], [], [4, 5], []]);
    expect(queue).toEqual([]);
  });

  test("SPARK-7326: a window of windows that slide has whole windows, whenever the context was started", async () => {
    for (const begin of [0, 1000, 3000]) {
      await using t = new StreamingTest({ start: begin });
      const windows = t
        .input(Array.from({ length: 12 }, (_, i) => [i + 1]))
        .window(Seconds(4), Seconds(2))
        .window(Seconds(4), Seconds(4));
      const out = t.collect(windows);
      await t.runBatches(12);
      const pair = (end: number): number[] => [end - 3, end - 2, end - 1, end].filter((n) => n > 0);
      const expected = [4, 8, 12].map((end) => [...pair(end - 2), ...pair(end)]);
      expect(out.batches.filter((batch) => batch !== null).map((batch) => [...batch!])).toEqual(expected);
    }
  });

  test("SPARK-11812: reduceByKeyAndWindow without an inverse function has all of its window", async () => {
    await using t = new StreamingTest();
    const numbers = Array.from({ length: 8 }, (_, i) => Array.from({ length: i }, (_, n) => n));
    const pairs = t.input(numbers).map((n): [number, number] => [n, 1]);
    const out = t.collect(pairs.reduceByKeyAndWindow((a, b) => a + b, Seconds(3), Seconds(1)));
    await t.runBatches(8);
    const expected = numbers.map((_, i) => {
      const counts = new Map<number, number>();
      for (const n of numbers.slice(Math.max(0, i - 2), i + 1).flat()) counts.set(n, (counts.get(n) ?? 0) + 1);
      return [...counts];
    });
    const sorted = (batch: readonly (readonly [number, number])[] | null) =>
      [...(batch ?? [])].sort(([a], [b]) => a - b);
    expect(out.batches.map(sorted)).toEqual(expected.map(sorted));
  });

  test("SPARK-6847: the lineage of states is cut, also when a stream that is made of them is checkpointed in the same batches", async () => {
    await using t = new StreamingTest();
    t.ssc.checkpoint(DIRECTORY);
    const states = t
      .input(Array.from({ length: 200 }, (_, i): [string, number][] => [["a", i]]))
      .updateStateByKey((values: number[], sum?: number) => values.reduce((a, b) => a + b, sum ?? 0))
      .checkpoint(Seconds(1));
    const after = states.map(([word, n]): [string, number] => [word, n]).checkpoint(Seconds(1));
    const lines: number[] = [];
    const out = t.collect(after);
    states.foreachRDD((rdd) => void lines.push(rdd.toDebugString().split("\n").length));
    await t.runBatches(200);
    expect(out.batches.at(-1)).toEqual([["a", 19_900]]);
    expect(Math.max(...lines.slice(-10))).toBeLessThanOrEqual(Math.max(...lines.slice(5, 15)));
  });

  test("SPARK-32734: an action in transform does not hold up the batches", async () => {
    await using t = new StreamingTest({ taskCost: 400 });
    const counts: Promise<number>[] = [];
    const out = t.collect(
      t.input([[1], [2], [3]], { numPartitions: 1 }).transform((rdd) => {
        counts.push(rdd.count());
        return rdd;
      }),
    );
    await t.runBatches(12);
    const submitted = t.of("batch-submitted").slice(0, 3);
    expect(submitted.map(({ t, time }) => [time, t])).toEqual([1000, 2000, 3000].map((time) => [time, time]));
    expect(out.batches.slice(0, 3)).toEqual([[1], [2], [3]]);
    expect(await Promise.all(counts.slice(0, 3))).toEqual([1, 1, 1]);
  });
});
