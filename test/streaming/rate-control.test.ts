import { afterEach, beforeEach, expect, test } from "vitest";
import type { StreamingContext } from "../../core/index.ts";
import { StreamingTest } from "../../core/testing/index.ts";
import { World } from "../support/world.ts";

const ENABLED = "spark.streaming.backpressure.enabled";
const INITIAL = "spark.streaming.backpressure.initialRate";
const MIN_RATE = "spark.streaming.backpressure.pid.minRate";
const MAX_RATE = "spark.streaming.receiver.maxRate";

let world: World;
beforeEach(() => {
  world = new World({ previews: 0, taskCost: 100 });
});
afterEach(() => world.end());

/** A context whose batches take 100 ms for each block of theirs, and 100 lines a millisecond for so long. */
function start(conf: Record<string, string>, milliseconds: number): StreamingContext {
  const ssc = world.ssc("local[2]", { "spark.streaming.blockInterval": "1s", ...conf });
  ssc.socketTextStream("localhost", 9999).foreachRDD((rdd) => rdd.count());
  ssc.start();
  const many = new TextEncoder().encode("line\n".repeat(100));
  for (let ms = 0; ms < milliseconds; ms++)
    world.clock.schedule(ms, () => world.host.network.sendBytes("localhost", 9999, many));
  return ssc;
}

const records = (): number[] => world.of("batch-submitted").map((event) => event.records);
const rates = (): number[] => world.of("rate-changed").map((event) => event.rate);

test("the first batch takes what comes, unless there is an initial rate (SPARK-11627)", async () => {
  const ssc = start({ [ENABLED]: "true" }, 1000);
  await world.clock.advance(1000);
  expect(records()).toEqual([100_000]);
  expect(rates()).toEqual([]);
  const stopped = ssc.stop(true, false);
  await world.clock.advance(1000);
  await stopped;
  start({ [ENABLED]: "true", [INITIAL]: "300" }, 10);
  await world.clock.advance(1000);
  expect(records().at(-1)).toBe(300);
  expect(rates()).toEqual([300]);
});

test("the rate follows what batches can do, from the second on, and the trace says why", async () => {
  start({ [ENABLED]: "true", [INITIAL]: "300" }, 100);
  await world.clock.advance(4000);
  const [initial, ...changes] = world.of("rate-changed");
  expect(initial).toMatchObject({ t: 0, stream: 0, rate: 300 });
  expect(initial).not.toHaveProperty("batch");
  // a batch takes 100 ms for 300 records, which is 3000 a second; the first one only shows that
  expect(changes[0]).toMatchObject({
    t: 2100,
    stream: 0,
    rate: 3000,
    estimate: 3000,
    batch: { time: 2000, elements: 300, processingDelay: 100, schedulingDelay: 0 },
  });
  // 100 ms of the third second were still at 300; as that takes 100 ms again, the fourth may take all that there is left
  expect(records()).toEqual([300, 300, 30 + 2700, 6670]);
  expect(changes[1]).toMatchObject({ t: 3100, rate: 27_300, batch: { time: 3000, elements: 2730 } });
});

test("not above the most that is set", async () => {
  start({ [ENABLED]: "true", [INITIAL]: "300", [MAX_RATE]: "500" }, 100);
  await world.clock.advance(4000);
  const changed = world.of("rate-changed");
  expect(changed.map(({ rate, estimate }) => [rate, estimate])).toEqual([
    [300, undefined],
    [500, 3000],
  ]);
  expect(records()).toEqual([300, 300, 30 + 450, 500]);
});

test("not below the least, also when batches wait, and less than one a second is one (SPARK-18371)", async () => {
  await world.end();
  world = new World({ previews: 0, taskCost: 3000 });
  start({ [ENABLED]: "true", [INITIAL]: "1", [MIN_RATE]: "0.25" }, 10);
  await world.clock.advance(20_000);
  // a batch of one record takes three seconds
  const estimated = world.of("batch-completed").length;
  expect(estimated).toBeGreaterThan(4);
  expect(rates()).toEqual([1]);
  expect(records()).toEqual(Array<number>(20).fill(1));
});

test("a stream is only held back by its own records: one without any keeps its rate", async () => {
  const ssc = world.ssc("local[4]", { [ENABLED]: "true", [INITIAL]: "200", "spark.streaming.blockInterval": "1s" });
  for (const port of [1, 2]) ssc.socketTextStream("localhost", port).foreachRDD((rdd) => rdd.count());
  ssc.start();
  world.host.network.sendBytes("localhost", 2, new TextEncoder().encode("line\n".repeat(3000)));
  await world.clock.advance(4000);
  expect(world.of("rate-changed").map(({ stream, rate }) => [stream, rate])).toEqual(
    expect.arrayContaining([
      [0, 200],
      [1, 200],
    ]),
  );
  expect(world.of("rate-changed").filter(({ stream, batch }) => stream === 0 && batch !== undefined)).toEqual([]);
  expect(world.of("rate-changed").filter(({ stream, batch }) => stream === 1 && batch !== undefined)).not.toEqual([]);
});

test("a batch that fails counts as well", async () => {
  const ssc = world.ssc("local[2]", { [ENABLED]: "true", [INITIAL]: "300", "spark.streaming.blockInterval": "1s" });
  ssc.socketTextStream("localhost", 9999).foreachRDD(async (rdd) => {
    await rdd.count();
    throw new Error("afterwards");
  });
  ssc.start();
  ssc.awaitTermination().catch(() => {});
  world.host.network.sendBytes("localhost", 9999, new TextEncoder().encode("line\n".repeat(3000)));
  await world.clock.advance(2500);
  expect(rates()).toEqual([300, 3000]);
});

test("without backpressure no rate ever changes", async () => {
  start({ [MAX_RATE]: "300" }, 100);
  await world.clock.advance(4000);
  expect(rates()).toEqual([300]);
  expect(records()).toEqual([300, 300, 300, 300]);
});

test("what is wrong with an estimator is said where the stream is made", () => {
  const ssc = world.ssc("local[2]", { [ENABLED]: "true", "spark.streaming.backpressure.rateEstimator": "fuzzy" });
  expect(() => ssc.socketTextStream("localhost", 9999)).toThrow("Unknown rate estimator: fuzzy");
});

test("a new driver goes on with what the last one had learned", async () => {
  await world.end();
  const t = new StreamingTest({ taskCost: 100, conf: { [ENABLED]: "true", [INITIAL]: "300" } });
  await using _ = t;
  const create = (): StreamingContext => {
    throw new Error("there is a checkpoint");
  };
  const { StreamingContext, Seconds, SparkConf } = await import("../../core/index.ts");
  const ssc = new StreamingContext(new SparkConf().set("spark.streaming.blockInterval", "1s"), Seconds(1));
  ssc.checkpoint("/checkpoint");
  ssc.socketTextStream("localhost", 9999).count().print();
  ssc.start();
  t.netcat(9999).sendBytes(new TextEncoder().encode("line\n".repeat(300)));
  await t.runBatches(2);
  await t.advance(900);
  expect(t.of("rate-changed").map((event) => event.rate)).toEqual([300]);
  await t.crash();
  const events = t.trace.length;
  StreamingContext.getOrCreate("/checkpoint", create).start();
  t.netcat(9999).sendBytes(new TextEncoder().encode("line\n".repeat(3000)));
  await t.advance(3900);
  // the first batch with records gives an estimate, since it is not the estimator's first
  const told = t.trace.slice(events).filter((event) => event.kind === "rate-changed" && event.batch !== undefined);
  const submitted = t.trace
    .slice(events)
    .filter((event) => event.kind === "batch-submitted")
    .find((event) => event.records > 0);
  expect(told[0]).toMatchObject({ batch: { time: submitted?.time } });
});
