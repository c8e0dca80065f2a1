import { afterEach, beforeEach, expect, test } from "vitest";
import { type BatchInfo, ConstantInputDStream, Receiver, SparkListener, StreamingListener } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

/** Hears everything, by the names of the callbacks. */
function heard(listener: object): string[] {
  const names: string[] = [];
  for (let proto = Object.getPrototypeOf(listener); proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    for (const name of Object.getOwnPropertyNames(proto).filter((each) => each.startsWith("on")))
      Object.assign(listener, { [name]: () => names.push(name) });
  }
  return names;
}

class Hears extends StreamingListener {}
class HearsJobs extends SparkListener {}

test("times and delays of a batch are those of the clock", async () => {
  const ssc = world.ssc();
  const infos: BatchInfo[] = [];
  ssc.addStreamingListener({ onBatchCompleted: ({ batchInfo }) => infos.push(batchInfo) });
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      world.clock.schedule(world.clock.now() + ms, resolve);
    });
  new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1])).foreachRDD(() => sleep(1400));
  ssc.start();
  await world.clock.advance(4000);
  const figures = infos.map((info) => [
    String(info.batchTime),
    info.submissionTime,
    info.processingStartTime,
    info.processingEndTime,
    info.schedulingDelay,
    info.processingDelay,
    info.totalDelay,
  ]);
  expect(figures).toEqual([
    ["1000 ms", 1000, 1000, 2400, 0, 1400, 1400],
    ["2000 ms", 2000, 2400, 3800, 400, 1400, 1800],
  ]);
  const [operation] = infos[1]!.outputOperationInfos.values();
  expect([operation?.startTime, operation?.endTime, operation?.duration]).toEqual([2400, 3800, 1400]);
  expect(operation?.name).toMatch(/^foreachRDD at listeners\.test\.ts:\d+$/);
  expect(operation?.description).toMatch(/^listeners\.test\.ts:\d+:\d+$/);
});

test("only the output operations that have a job in a batch are in it", async () => {
  const ssc = world.ssc();
  const ids: number[][] = [];
  ssc.addStreamingListener({
    onBatchSubmitted: ({ batchInfo }) => ids.push([...batchInfo.outputOperationInfos.keys()]),
  });
  const stream = new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1]));
  stream.window(ssc.batchDuration.times(2), ssc.batchDuration.times(2)).print();
  stream.print();
  ssc.start();
  await world.clock.advance(2000);
  expect(ids).toEqual([[1], [0, 1]]);
});

test("a listener that throws, at once or in a promise, is logged; the others and the batches go on", async () => {
  const ssc = world.ssc();
  ssc.addStreamingListener({
    onBatchCompleted: () => {
      throw new Error("at once");
    },
  });
  class Late extends StreamingListener {
    override async onBatchCompleted() {
      await undefined;
      throw new Error("later");
    }
  }
  ssc.addStreamingListener(new Late());
  let batches = 0;
  ssc.addStreamingListener({ onBatchCompleted: () => ++batches });
  new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1])).print();
  ssc.start();
  await world.clock.advance(2000);
  expect(batches).toBe(2);
  const errors = world.of("log").filter((event) => event.code === "LISTENER_FAILED");
  expect(errors.map((event) => `${event.message}: ${event.error?.message}`)).toEqual([
    "Listener (a plain object) threw an exception: at once",
    "Listener Late threw an exception: later",
    "Listener (a plain object) threw an exception: at once",
    "Listener Late threw an exception: later",
  ]);
  expect(world.of("batch-completed")).toHaveLength(2);
});

test("a listener that was removed, or that comes late, hears what happens while it is there", async () => {
  const ssc = world.ssc();
  new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1])).print();
  const first = new Hears();
  const second = new Hears();
  const [early, late] = [heard(first), heard(second)];
  ssc.addStreamingListener(first);
  ssc.start();
  await world.clock.advance(1000);
  ssc.removeStreamingListener(first);
  ssc.addStreamingListener(second);
  await world.clock.advance(1000);
  const batch = [
    "onBatchSubmitted",
    "onBatchStarted",
    "onOutputOperationStarted",
    "onOutputOperationCompleted",
    "onBatchCompleted",
  ];
  expect(early).toEqual(["onStreamingStarted", ...batch]);
  expect(late).toEqual(batch);
});

test("batches without jobs, and those that fail to be made, post nothing", async () => {
  const ssc = world.ssc();
  const listener = new Hears();
  const names = heard(listener);
  ssc.addStreamingListener(listener);
  const stream = new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1]));
  stream
    .transform((rdd, time) => {
      if (time.milliseconds === 1000) throw new Error("cannot be made");
      return rdd;
    })
    .window(ssc.batchDuration.times(3), ssc.batchDuration.times(3))
    .print();
  ssc.start();
  await world.clock.advance(2000);
  expect(names).toEqual(["onStreamingStarted"]);
});

test("a receiver that starts again has stopped and started: its error is told then, and not for itself", async () => {
  const ssc = world.ssc();
  world.host.network.refuse("localhost", 9999);
  const events: unknown[] = [];
  ssc.addStreamingListener({
    onReceiverStarted: ({ receiverInfo }) => events.push(["started", receiverInfo.name, receiverInfo.active]),
    onReceiverError: ({ receiverInfo }) => events.push(["error", receiverInfo.lastErrorMessage]),
    onReceiverStopped: ({ receiverInfo: { active, lastErrorMessage, lastError, lastErrorTime } }) =>
      events.push(["stopped", active, lastErrorMessage, lastError !== "", lastErrorTime]),
  });
  ssc.queueStream([]).print();
  ssc.socketTextStream("localhost", 9999).print();
  ssc.start();
  await world.clock.advance(2000);
  const message = "Restarting receiver with delay 2000ms: Error connecting to localhost:9999";
  expect(events).toEqual([
    ["started", "SocketReceiver-1", true],
    ["stopped", false, message, true, 0],
    ["started", "SocketReceiver-1", true],
    ["stopped", false, message, true, 2000],
  ]);
});

test("what a receiver reports is its last error, and keeps the time of -1, as on Spark", async () => {
  class Complains extends Receiver<string> {
    onStart(): void {
      this.reportError("a complaint", new Error("why"));
    }
    onStop(): void {}
  }
  const ssc = world.ssc();
  const errors: unknown[] = [];
  ssc.addStreamingListener({ onReceiverError: ({ receiverInfo }) => errors.push(receiverInfo) });
  ssc.receiverStream(new Complains()).print();
  ssc.start();
  await world.clock.advance(0);
  expect(errors).toMatchObject([
    { streamId: 0, active: true, lastErrorMessage: "a complaint", lastError: "Error: why", lastErrorTime: -1 },
  ]);
});

test("a listener cannot stop what tells it", async () => {
  const ssc = world.ssc();
  ssc.addStreamingListener({ onBatchCompleted: () => ssc.stop() });
  ssc.sparkContext.addSparkListener({ onJobEnd: () => ssc.sparkContext.stop() });
  new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1])).print();
  ssc.start();
  await world.clock.advance(1000);
  expect(ssc.getState()).toBe("ACTIVE");
  const messages = world.of("log").flatMap((event) => event.error?.message ?? []);
  expect(messages).toContain("Cannot stop StreamingContext within listener bus thread.");
  expect(messages).toContain("Cannot stop SparkContext within listener bus thread.");
});

test("what a listener prints stands behind what it was told of", async () => {
  const ssc = world.ssc();
  ssc.addStreamingListener({ onBatchSubmitted: () => ssc.trace.info("heard") });
  new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1])).print();
  ssc.start();
  await world.clock.advance(1000);
  expect(world.events.map((event) => event.seq)).toEqual(world.events.map((_, i) => i));
  const submitted = world.events.findIndex((event) => event.kind === "batch-submitted");
  const said = world.events.findIndex((event) => event.kind === "log" && event.message === "heard");
  expect(said).toBeGreaterThan(submitted);
});

test("jobs, stages and tasks of an action, in order", async () => {
  const sc = world.sc();
  const listener = new HearsJobs();
  const names = heard(listener);
  sc.addSparkListener(listener);
  await sc
    .parallelize([1, 2, 3], 1)
    .map((x) => [x % 2, x])
    .reduceByKey((a, b) => a + b, 1)
    .count();
  const stage = ["onStageSubmitted", "onTaskStart", "onTaskEnd", "onStageCompleted"];
  expect(names).toEqual(["onJobStart", ...stage, ...stage, "onJobEnd"]);
});

test("a job that fails says with what", async () => {
  const sc = world.sc();
  const ends: unknown[] = [];
  const reasons: unknown[] = [];
  sc.addSparkListener({
    onJobEnd: ({ jobId, jobResult }) =>
      ends.push([jobId, jobResult.kind === "JobFailed" ? jobResult.exception.message : jobResult.kind]),
    onTaskEnd: ({ reason, taskType, taskInfo }) => reasons.push([reason?.message, taskType, taskInfo.failed]),
  });
  await sc.parallelize([1]).count();
  const failing = sc.parallelize([1], 1).map(() => {
    throw new Error("no");
  });
  await expect(failing.collect()).rejects.toThrow("no");
  expect(ends).toEqual([
    [0, "JobSucceeded"],
    [1, expect.stringContaining("Job aborted due to stage failure: Task 0 in stage 1.0 failed 1 times")],
  ]);
  expect(reasons.at(-1)).toEqual(["no", "ResultTask", true]);
});

test("a streaming job knows its batch", async () => {
  const ssc = world.ssc();
  const properties: unknown[] = [];
  ssc.sparkContext.addSparkListener({ onJobStart: (job) => properties.push(job.properties) });
  new ConstantInputDStream(ssc, ssc.sparkContext.parallelize([1], 1)).print();
  ssc.start();
  await world.clock.advance(1000);
  expect(properties).toEqual([
    { "spark.streaming.internal.batchTime": "1000", "spark.streaming.internal.outputOpId": "0" },
  ]);
});
