import { afterEach, beforeEach, expect, test } from "vitest";
import { type RDD, Seconds, StreamingContext } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

/** A stream with one RDD of `records` in every batch. */
function constant(ssc: StreamingContext, records: number[] = [1, 2, 3]) {
  const rdd = ssc.sparkContext.parallelize(records, 2);
  const queue: RDD<number>[] = [];
  return ssc.queueStream(queue, true, rdd);
}

/** Waits on the world's own clock. */
const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    world.clock.schedule(world.clock.now() + milliseconds, resolve);
  });

test("a slow batch delays the next, and the delay is measured", async () => {
  const ssc = world.ssc();
  constant(ssc).foreachRDD(() => sleep(1400));
  ssc.start();
  await world.clock.advance(6000);
  const figures = world.of("batch-completed").map((e) => [e.time, e.schedulingDelay, e.processingTime, e.totalDelay]);
  expect(figures).toEqual([
    [1000, 0, 1400, 1400],
    [2000, 400, 1400, 1800],
    [3000, 800, 1400, 2200],
  ]);
  expect(world.of("batch-submitted")).toHaveLength(6);
});

test("concurrentJobs opens a second door", async () => {
  const ssc = world.ssc("local[2]", { "spark.streaming.concurrentJobs": "2" });
  constant(ssc).foreachRDD(() => sleep(1400));
  ssc.start();
  await world.clock.advance(6000);
  expect(world.of("batch-completed").map((e) => e.schedulingDelay)).toEqual([0, 0, 0, 0]);
});

test("an action that nobody awaits still belongs to its batch, and so does its error", async () => {
  const ssc = world.ssc();
  const stream = constant(ssc);
  stream.foreachRDD((rdd) => {
    rdd.count();
  });
  stream.foreachRDD((rdd) => {
    rdd.foreach((x) => {
      if (x === 3) throw new Error("three");
    });
  });
  ssc.start();
  await world.clock.advance(1000);
  const [first, second] = world.of("output-completed");
  expect(first?.error).toBeUndefined();
  expect(second?.error?.message).toContain("Error: three");
  expect(world.of("job-started").map((job) => [job.action, job.output])).toEqual([
    ["count", 0],
    ["foreach", 1],
  ]);
  await expect(ssc.awaitTermination()).rejects.toThrow("three");
});

test("an error that the program handles does not fail the batch", async () => {
  const ssc = world.ssc();
  let handled = "";
  constant(ssc, []).foreachRDD(async (rdd) => {
    try {
      await rdd.first();
    } catch (error) {
      handled = (error as Error).message;
    }
  });
  ssc.start();
  await world.clock.advance(1000);
  expect(handled).toBe("empty collection");
  expect(world.of("batch-completed")[0]?.failures).toBe(0);
});

test("a failing output harms neither the others nor later batches; the context stays active and awaitTermination rethrows", async () => {
  const ssc = world.ssc();
  const stream = constant(ssc);
  const ran: number[] = [];
  stream.foreachRDD((_rdd, time) => {
    if (time.milliseconds === 1000) throw new Error("A broke");
  });
  stream.foreachRDD((_rdd, time) => ran.push(time.milliseconds));
  ssc.start();
  await world.clock.advance(3000);
  expect(ran).toEqual([1000, 2000, 3000]);
  expect(ssc.getState()).toBe("ACTIVE");
  await expect(ssc.awaitTermination()).rejects.toThrow("A broke");
  await expect(ssc.awaitTermination()).rejects.toThrow("A broke");
});

test("a transform that throws loses its batch and no other", async () => {
  const ssc = world.ssc();
  constant(ssc)
    .transform((rdd, time) => {
      if (time.milliseconds === 2000) throw new Error("not now");
      return rdd;
    })
    .print();
  ssc.start();
  await world.clock.advance(3000);
  expect(world.of("generation-failed").map((e) => [e.time, e.error.message])).toEqual([[2000, "not now"]]);
  expect(world.of("batch-completed").map((e) => e.time)).toEqual([1000, 3000]);
});

test("getActiveOrCreate gives the context that runs, else the one that is made, or found in a checkpoint directory", async () => {
  const made: string[] = [];
  const create = (name: string) => () => {
    made.push(name);
    const ssc = world.ssc();
    constant(ssc).foreachRDD(() => {});
    return ssc;
  };
  const ssc = StreamingContext.getActiveOrCreate(create("first"));
  ssc.start();
  expect(StreamingContext.getActiveOrCreate(create("second"))).toBe(ssc);
  expect(StreamingContext.getActiveOrCreate("/none", create("third"))).toBe(ssc);
  await ssc.stop();
  expect(StreamingContext.getActiveOrCreate("/none", create("fourth"))).not.toBe(ssc);
  expect(made).toEqual(["first", "fourth"]);
});

test("how long RDDs are remembered can be said once", () => {
  const ssc = world.ssc();
  ssc.remember(Seconds(5));
  expect(() => ssc.remember(Seconds(9))).toThrow(
    "requirement failed: Remember duration already set as 5000 ms. Cannot set it again.",
  );
});

test("a union that fails for want of an RDD has asked all of its streams: what a queue gave is gone", async () => {
  const ssc = world.ssc();
  const sc = ssc.sparkContext;
  const queue = [sc.parallelize([1], 1), sc.parallelize([2], 1)];
  const missing = ssc.inputStream<number>("test", {
    name: "Missing",
    parents: [],
    slideDuration: Seconds(1),
    start() {},
    stop() {},
    compute: ({ milliseconds }) => (milliseconds === 1000 ? undefined : sc.parallelize([0], 1)),
  });
  missing.union(ssc.queueStream(queue)).print();
  ssc.start();
  await world.clock.advance(2000);
  expect(world.stdout).toContain("Time: 2000 ms\n-------------------------------------------\n0\n2\n");
  await expect(ssc.awaitTermination()).rejects.toThrow(
    "Could not generate RDD from a parent for unifying at time 1000 ms",
  );
});

test("a transform that gives nothing, or a promise, is told off", async () => {
  const ssc = world.ssc();
  const stream = constant(ssc);
  stream.transform((() => undefined) as never).print();
  ssc.start();
  await world.clock.advance(1000);
  await expect(ssc.awaitTermination()).rejects.toThrow("Transform function must not return null");
});

test("the life of a context, by Spark's rules", async () => {
  const ssc = world.ssc();
  expect(ssc.getState()).toBe("INITIALIZED");
  const stream = constant(ssc);
  expect(() => ssc.start()).toThrow("No output operations registered, so nothing to execute");
  expect(ssc.getState()).toBe("STOPPED");
  expect(() => ssc.start()).toThrow("StreamingContext has already been stopped");
  expect(() => stream.map((x) => x)).toThrow("after stopping a context is not supported");
  await ssc.stop();

  const next = world.ssc();
  constant(next).print();
  next.start();
  next.start();
  expect(world.codes).toContain("ALREADY_STARTED");
  expect(await Promise.race([next.awaitTerminationOrTimeout(50), world.clock.advance(100).then(() => "late")])).toBe(
    false,
  );
  await next.stop();
  expect(next.getState()).toBe("STOPPED");
  expect(next.sparkContext.isStopped).toBe(true);
  expect(await next.awaitTerminationOrTimeout(50)).toBe(true);
});

test("a graceful stop processes what was received", async () => {
  const ssc = world.ssc();
  const lines: string[] = [];
  ssc.socketTextStream("localhost", 9999).foreachRDD(async (rdd) => {
    lines.push(...(await rdd.collect()));
  });
  ssc.start();
  await world.clock.advance(1000);
  world.host.network.send("localhost", 9999, "last words");
  await world.clock.advance(50);
  const stopped = ssc.stop(true, true);
  await world.clock.advance(5000);
  await stopped;
  expect(lines).toEqual(["last words"]);
  expect(world.of("batch-completed").map((e) => e.time)).toEqual(
    [1000, 2000, 3000, 4000].slice(0, world.of("batch-completed").length),
  );
  expect(ssc.getState()).toBe("STOPPED");
});

test("an abrupt stop does not run the batches that wait", async () => {
  const ssc = world.ssc();
  const ran: number[] = [];
  constant(ssc).foreachRDD(async (_rdd, time) => {
    ran.push(time.milliseconds);
    await sleep(1500);
  });
  ssc.start();
  await world.clock.advance(3100);
  const stopped = ssc.stop();
  await world.clock.advance(10_000);
  await stopped;
  expect(ran).toEqual([1000, 2000]);
});

test("stop inside of an output operation does not wait for itself", async () => {
  const ssc = world.ssc();
  constant(ssc).foreachRDD(() => ssc.stop());
  ssc.start();
  await world.clock.advance(2000);
  await ssc.awaitTermination();
  expect(world.codes).toContain("STOP_IN_OUTPUT");
  expect(world.of("batch-submitted")).toHaveLength(1);
});

test("a clock that jumps: the batches that were missed are made one after the other", async () => {
  const ssc = world.ssc();
  const times: number[] = [];
  constant(ssc).foreachRDD((_rdd, time) => times.push(time.milliseconds));
  ssc.start();
  await world.clock.advance(1000);
  world.clock.jumpTo(4500);
  await world.clock.advance(600);
  expect(times).toEqual([1000, 2000, 3000, 4000, 5000]);
});

test("the same program and scenario leave the same trace, byte for byte", async () => {
  const traces: string[] = [];
  for (let run = 0; run < 2; run++) {
    const other = new World({ start: 60_000 });
    const ssc = other.ssc("local[3]");
    const words = ssc.socketTextStream("localhost", 9999).flatMap((line) => line.split(" "));
    words.countByValue().print();
    words.repartition(3).count().print();
    ssc.start();
    for (let i = 0; i < 20; i++) other.host.network.sendAt(60_050 + i * 170, "localhost", 9999, `w${i % 3} w${i % 7}`);
    await other.clock.advance(5000);
    await other.end();
    traces.push(other.events.map((event) => JSON.stringify(event)).join("\n"));
  }
  expect(traces[1]).toBe(traces[0]);
  expect(traces[0]).toContain("(w0,");
});
