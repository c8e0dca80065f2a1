import { afterEach, describe, expect, test } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import { currentHost, installHost } from "../../core/host/host.ts";
import * as sluice from "../../core/index.ts";
import {
  type DStream,
  Milliseconds,
  Seconds,
  SparkConf,
  SparkContext,
  StreamingContext,
  Time,
} from "../../core/index.ts";
import { SimHost } from "../../core/sim/sim-host.ts";
import { type Collected, StreamingTest, type StreamingTestOptions, testInput } from "../../core/testing/index.ts";
import { capturesLater } from "./programs/captures-later.ts";
import { recoverable } from "./programs/recoverable.ts";

registerModule("sluice", sluice);
let t: StreamingTest | undefined;
afterEach(() => t?.stop({ mayFail: true }));

function begin(options?: StreamingTestOptions): StreamingTest {
  t = new StreamingTest(options);
  return t;
}

const failureOf = (work: PromiseLike<unknown>) =>
  work.then(
    () => expect.fail("nothing failed"),
    (error: unknown) => error as Error & { code: string; advice: string; site: { file: string; line: number } },
  );

const countWords = (lines: DStream<string>) =>
  lines
    .flatMap((line) => line.split(" "))
    .map((word): [string, number] => [word, 1])
    .reduceByKey((a, b) => a + b);

describe("inputs and what comes out of them", () => {
  test("batch by batch; no RDD is not an empty one; after the last batch come empty ones", async () => {
    const t = begin();
    const words = t.input<string>([["a b", "a"], [], null, ["c"]]);
    const counts = t.collect(countWords(words), { ordered: false });
    const lines = t.collect(words);
    await t.runBatches(3);
    expect(counts.batches).toEqual([
      [
        ["a", 2],
        ["b", 1],
      ],
      [],
      null,
    ]);
    await t.runBatches(2);
    expect(lines.batches).toEqual([["a b", "a"], [], null, ["c"], []]);
    expect(lines.times).toEqual([1000, 2000, 3000, 4000, 5000]);
    expect(lines.at(4000)).toEqual(["c"]);
    expect(lines.at(new Time(3000))).toBeNull();
    expect(t.clock.now()).toBe(5000);
  });

  test("by partition", async () => {
    const t = begin();
    const two = t.collect(t.input([[1, 2, 3], null]));
    const four = t.collect(t.input([[1, 2, 3]], { numPartitions: 4 }));
    await t.runBatches(2);
    expect(two.partitions).toEqual([[[1], [2, 3]], null]);
    expect(two.partitionsAt(1000)).toEqual([[1], [2, 3]]);
    expect(four.partitions).toEqual([
      [[], [1], [2], [3]],
      [[], [], [], []],
    ]);
  });

  test("what is fed belongs to the next batches that have nothing yet", async () => {
    const t = begin();
    const numbers = t.input<number>();
    const out = t.collect(numbers);
    numbers.feed([1]);
    numbers.feed([2]);
    await t.runBatches(3);
    numbers.feed([4], null, [6]);
    await t.runBatches(2);
    const mutable = [7];
    numbers.feed(mutable);
    mutable.push(8);
    await t.runBatches(2);
    expect(out.batches).toEqual([[1], [2], [], [4], null, [6], [7]]);
  });

  test("a test can feed in the middle of an interval and from an output operation", async () => {
    const t = begin({ start: 10_500 });
    const numbers = t.input<number>();
    const out = t.collect(numbers);
    numbers.foreachRDD(async (rdd) => {
      const [first] = await rdd.collect();
      if (first !== undefined && first < 3) numbers.feed([first + 1]);
    });
    await t.advance(700);
    numbers.feed([1]);
    await t.runBatches(4);
    expect(out.times).toEqual([11_000, 12_000, 13_000, 14_000, 15_000]);
    expect(out.batches).toEqual([[], [1], [2], [3], []]);
  });

  test("a stream with a slide of its own has an entry for each of its intervals", async () => {
    const t = begin({ batch: Milliseconds(500) });
    const sums = t.collect(t.input([[1], [2], null, [4], [5]]).window(Seconds(1), Seconds(1)));
    await t.runBatches(5);
    expect(sums.times).toEqual([1000, 2000]);
    expect(sums.batches).toEqual([[1, 2], [4]]);
  });

  test("records are counted as input, as Spark's own test streams do", async () => {
    const t = begin();
    t.input([["a", "b"], null, ["c"]]).print();
    await t.runBatches(3);
    expect(t.of("batch-submitted").map((event) => [event.time, event.records])).toEqual([
      [1000, 2],
      [3000, 1],
    ]);
  });

  test("records that have no natural order are sorted by their text", async () => {
    const t = begin();
    const out = t.collect(t.input<unknown>([[{ id: 2 }, null, { id: 1 }, "b"]]), { ordered: false });
    await t.runBatches();
    const given = out.at(1000);
    expect(given).toHaveLength(4);
    t.stop();
    const again = begin();
    const other = again.collect(again.input<unknown>([["b", { id: 1 }, { id: 2 }, null]]), { ordered: false });
    await again.runBatches();
    expect(other.at(1000)).toEqual(given);
  });

  test("what is asked for too early or in between is told so", async () => {
    const t = begin();
    const out = t.collect(t.input([[1]]));
    expect(out.batches).toEqual([]);
    expect(() => out.at(1000)).toThrow("No batch has run yet");
    await t.runBatches(2);
    expect(() => out.at(1500)).toThrow(
      "There is no batch at 1500 ms: there is one every 1000 ms, the first at 1000 ms",
    );
    expect(() => out.at(3000)).toThrow("The batch at 3000 ms has not run, the last that is was at 2000 ms");
    expect(() => t.printed.at(0)).toThrow("There is no batch at 0 ms");
  });

  test("a batch that is slow is not there before it is through", async () => {
    const t = begin({ taskCost: 800 });
    const out = t.collect(t.input([[1], [2]]));
    await t.runBatches(1);
    expect(out.batches).toEqual([]);
    expect(() => out.at(1000)).toThrow(
      /not through yet, none is: collect \(streaming-test\.test\.ts:\d+\) of the batch/,
    );
    await t.advance(800);
    expect(out.batches).toEqual([[1]]);
    await t.runBatches(2);
    expect(out.batches).toEqual([[1], [2]]);
  });

  test("streams of a context that the test made by itself", async () => {
    const t = begin({ master: "local[3]" });
    const ssc = new StreamingContext(new SparkConf(), Seconds(2));
    const out = t.collect(testInput(ssc, [[1, 2, 3]], { numPartitions: 3 }).map((n) => n * 2));
    ssc.start();
    await t.runBatches();
    expect(out.partitions).toEqual([[[2], [4], [6]]]);
    expect(t.ssc).toBe(ssc);
    expect(t.sc.defaultParallelism).toBe(3);
    expect(t.clock.now()).toBe(2000);
  });

  test("RDDs, without any stream", async () => {
    const t = begin({ conf: { "spark.default.parallelism": 5 } });
    expect(await t.sc.parallelize([1, 2, 3]).count()).toBe(3);
    expect(t.sc.parallelize([]).getNumPartitions()).toBe(5);
    await expect(t.runBatches()).rejects.toThrow("No StreamingContext has been started");
    await expect(t.runBatches(0)).rejects.toThrow("The number of batches has to be a whole number above zero, not 0");
    await expect(t.advance(-1)).rejects.toThrow("The number of milliseconds has to be a whole number above zero");
    await t.advance(100);
  });
});

describe("the world", () => {
  test("sockets", async () => {
    const t = begin();
    const lines = t.collect(t.ssc.socketTextStream("localhost", 9999));
    const netcat = t.netcat(9999);
    netcat.send("early", "lines");
    netcat.sendAt(1500, "second");
    await t.runBatches(2);
    expect(lines.batches).toEqual([["early", "lines"], ["second"]]);
    netcat.hangUp();
    netcat.refuse();
    netcat.sendBytes(new TextEncoder().encode("th"));
    await t.runBatches(1);
    netcat.listen();
    netcat.sendBytes(new TextEncoder().encode("ird\n"));
    await t.runBatches(5);
    expect(lines.batches.flat()).toEqual(["early", "lines", "second", "third"]);
    expect(t.of("receiver-restarting").length).toBeGreaterThan(0);
  });

  test("files", async () => {
    const t = begin();
    t.files.put("/stop-words", "the\na\n");
    const stop = new Set(await t.sc.textFile("/stop-words").collect());
    const words = t.input([["the", "cat"]]).filter((word) => !stop.has(word));
    words.foreachRDD((rdd) => rdd.saveAsTextFile("/out"));
    await t.runBatches();
    const parts = t.files.list("/out").filter(({ name }) => name.startsWith("part-"));
    const text = parts.map(({ name }) => new TextDecoder().decode(t.files.read(`/out/${name}`))).join("");
    expect(text).toBe("cat\n");
  });

  test("what is printed, in all and by batch", async () => {
    const t = begin();
    t.input([["a"], null, ["b"]]).print();
    await t.runBatches(3);
    const block = (time: number, record: string) =>
      `-------------------------------------------\nTime: ${time} ms\n-------------------------------------------\n${record}\n\n`;
    expect(t.printed.batches).toEqual([block(1000, "a"), "", block(3000, "b")]);
    expect(t.printed.at(3000)).toBe(block(3000, "b"));
    expect(t.stdout).toBe(block(1000, "a") + block(3000, "b"));
  });

  test("warnings and the trace", async () => {
    const t = begin({ master: "local[1]" });
    t.input([[1]]).print();
    await t.runBatches();
    expect(t.warnings.map((event) => event.code)).toContain("ONE_SLOT");
    expect(t.of("batch-completed").map((event) => event.time)).toEqual([1000]);
    expect(t.trace[0]?.kind).toBe("application-started");
  });

  test("code under test sees the clock's time and the seed's numbers, the test itself the real ones", async () => {
    const run = async () => {
      const t = begin({ start: 1_795_000_000_000 });
      const seen: unknown[] = [];
      const out = t.collect(t.input([[1]]).map(() => [Date.now(), Math.random()]));
      t.ssc.graph.inputs[0]!.dstream.foreachRDD(async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        seen.push(new Date().toISOString());
      });
      await t.runBatches();
      expect(Math.abs(Date.now() - t.clock.now())).toBeGreaterThan(1000);
      expect(seen).toEqual([]);
      await t.advance(500);
      await t.stop();
      return [out.batches, seen];
    };
    const first = await run();
    expect(first[1]).toEqual(["2026-11-18T11:06:41.300Z"]);
    expect(first[0]).toEqual([[[1_795_000_001_000, expect.any(Number)]]]);
    expect(await run()).toEqual(first);
  });

  test("the same test leaves the same trace", async () => {
    const run = async (seed: number) => {
      const t = begin({ seed, previews: 5 });
      t.collect(countWords(t.ssc.socketTextStream("localhost", 9999)).repartition(3));
      t.collect(t.input([[1, 2, 3, 4, 5, 6, 7, 8]]).transform((rdd) => rdd.sample(false, 0.5)));
      for (let i = 0; i < 20; i++) t.netcat(9999).sendAt(i * 170, `w${i % 3} w${i % 7}`);
      await t.runBatches(4);
      await t.stop();
      return t.trace.map((event) => JSON.stringify(event));
    };
    const one = await run(1);
    expect(await run(1)).toEqual(one);
    expect(await run(2)).not.toEqual(one);
  });
});

describe("failures", () => {
  test("a task that fails rejects at its batch, with the program's line; the next batches can be run", async () => {
    const t = begin();
    const out = t.collect(
      t.input([[1], [2], [3]]).map((n) => {
        if (n === 2) throw new RangeError("two");
        return n;
      }),
    );
    const error = await failureOf(t.runBatches(3));
    expect(error.message).toContain("RangeError: two");
    expect((error.cause as Error).stack).toMatch(/streaming-test\.test\.ts/);
    expect(t.clock.now()).toBe(2000);
    await t.runBatches();
    expect(out.batches).toEqual([[1], null, [3]]);
    expect(t.failures).toMatchObject([
      { time: 2000, operation: "collect", error: { name: "SparkError", site: { file: "streaming-test.test.ts" } } },
    ]);
    expect(error).toBe(await failureOf(t.ssc.awaitTermination()));
    await t.stop();
  });

  test("so does an output operation's own error, which is the very error that it threw", async () => {
    const t = begin();
    const thrown = new TypeError("no");
    t.input([[1]]).foreachRDD(() => {
      throw thrown;
    });
    expect(await failureOf(t.runBatches())).toBe(thrown);
    expect(t.failures[0]).toMatchObject({ time: 1000, operation: "foreachRDD", site: { file: expect.any(String) } });
  });

  test("and a batch that cannot be made", async () => {
    const t = begin();
    t.input([[1]])
      .transform(() => {
        throw new Error("not today");
      })
      .print();
    expect((await failureOf(t.advance(1500))).message).toBe("not today");
    expect(t.failures).toMatchObject([{ time: 1000, operation: undefined }]);
  });

  test("a second failure is told after the first", async () => {
    const t = begin();
    t.input([[1], [2]]).foreachRDD((_rdd, time) => {
      throw new Error(`at ${time.milliseconds}`);
    });
    expect((await failureOf(t.runBatches(2))).message).toBe("at 1000");
    expect((await failureOf(t.runBatches(1))).message).toBe("at 2000");
    await t.stop();
  });

  test("who asks for it hears nothing of them, but can look", async () => {
    const t = begin();
    t.input([[1], [2]]).foreachRDD((_rdd, time) => {
      throw new Error(`at ${time.milliseconds}`);
    });
    await t.runBatches(3, { mayFail: true });
    expect(t.failures.map(({ time, error }) => [time, error.message])).toEqual([
      [1000, "at 1000"],
      [2000, "at 2000"],
      [3000, "at 3000"],
    ]);
    await t.stop();
  });

  test("those that nobody heard of are told when the test stops", async () => {
    const t = begin();
    t.input([[1]]).foreachRDD(() => {
      throw new Error("unheard");
    });
    t.ssc.start();
    await t.clock.advance(1000);
    expect((await failureOf(t.stop())).message).toBe("unheard");
    expect(() => currentHost()).toThrow();
  });

  test("Spark's own complaints come as they are", async () => {
    const t = begin();
    t.input([[1]]);
    await expect(t.runBatches()).rejects.toThrow("No output operations registered, so nothing to execute");
    expect(() => begin({ conf: { "spark.streaming.blockIntervall": "1s" } })).toThrow("Unknown configuration key");
    await begin().stop();
  });

  test("a test cannot travel to a task", async () => {
    const t = begin();
    const sum = t.collect(t.input([[1]]));
    expect(Object.getOwnPropertySymbols(t).map((symbol) => (t as never)[symbol])).toEqual([
      "a StreamingTest, which lives on the driver only",
    ]);
    expect(Object.getOwnPropertySymbols(sum)).toHaveLength(1);
  });
});

describe("what waits for something real", () => {
  const real = globalThis.setTimeout;
  const wait = (milliseconds: number) => new Promise((resolve) => real(resolve, milliseconds));

  test("is waited for on demand, while the clock stands still", async () => {
    const t = begin();
    const out: number[] = [];
    t.input([[1], [2]]).foreachRDD(async (rdd) => {
      await wait(30);
      out.push(...(await rdd.collect()));
    });
    await t.runBatches(2);
    expect(out).toEqual([]);
    await t.processed();
    expect(out).toEqual([1, 2]);
    expect(t.clock.now()).toBe(2000);
  });

  test("not for ever", async () => {
    const t = begin();
    t.input([[1]]).foreachRDD(() => new Promise(() => {}));
    await t.runBatches();
    const error = await failureOf(t.processed({ timeout: 20 }));
    expect(error.message).toMatch(
      /Batches are not through after 20 ms: foreachRDD \(streaming-test\.test\.ts:\d+\) of the batch at 1000 ms still runs/,
    );
  });

  test("and its failure is told", async () => {
    const t = begin();
    t.input([[1]]).foreachRDD(async () => {
      await wait(5);
      throw new Error("too late");
    });
    await t.runBatches();
    expect((await failureOf(t.processed())).message).toBe("too late");
  });
});

describe("the end", () => {
  test("a graceful stop processes what was received", async () => {
    const t = begin();
    const lines = t.collect(t.ssc.socketTextStream("localhost", 9999));
    await t.runBatches();
    t.netcat(9999).send("last words");
    await t.advance(50);
    await t.stop({ gracefully: true });
    expect(lines.batches.flat()).toEqual(["last words"]);
  });

  test("what was collected can be read after the stop; the test cannot go on", async () => {
    const t = begin();
    const out = t.collect(t.input([[1]]));
    await t.runBatches();
    await t.stop();
    await t.stop();
    expect(out.batches).toEqual([[1]]);
    await expect(t.runBatches()).rejects.toThrow("This StreamingTest has been stopped");
    expect(() => t.input()).toThrow("This StreamingTest has been stopped");
    expect(() => new SparkConf().get("spark.master")).toThrow("No configuration value");
  });

  test("await using", async () => {
    let context: SparkContext;
    {
      await using t = begin();
      const out = t.collect(t.input([[1]]));
      await t.runBatches();
      expect(out.batches).toEqual([[1]]);
      context = t.sc;
    }
    expect(context.isStopped).toBe(true);
  });

  test("a test that was left behind makes room for the next, and says so when it goes on", async () => {
    const left = new StreamingTest();
    const old = left.collect(left.input([[1], [2]]));
    await left.runBatches();
    const moving = failureOf(left.runBatches(2));
    const t = begin();
    const out = t.collect(t.input([[3]]));
    await t.runBatches();
    expect(out.batches).toEqual([[3]]);
    expect(old.at(1000)).toEqual([1]);
    const error = await moving;
    expect(error.message).toMatch(
      /This StreamingTest has ended because another one was made at streaming-test\.test\.ts:\d+: there is one at a time/,
    );
    await left.stop();
    expect(t.host).toBe(currentHost());
    expect(await t.sc.parallelize([1]).count()).toBe(1);
  });

  test("the world outside is as it was", async () => {
    const outer = new SimHost({ turn: async () => {}, trace: { previews: 0, write() {} } });
    installHost(outer);
    try {
      const sc = new SparkContext(new SparkConf().setMaster("local").setAppName("outer"));
      const t = begin();
      expect(await t.sc.parallelize([1]).count()).toBe(1);
      await t.stop();
      expect(currentHost()).toBe(outer);
      expect(SparkContext.getActive()).toBe(sc);
      expect(sc.isStopped).toBe(false);
      sc.stop();
    } finally {
      installHost(undefined);
    }
  });
});

describe("a driver that dies", () => {
  test("what it checkpointed goes on in the next, and is collected on", async () => {
    const t = begin();
    const declared: Collected<[string, number]>[] = [];
    recoverable(t, declared);
    await t.runBatches(2);
    await t.crash(1500);
    expect(t.clock.now()).toBe(3500);
    await expect(t.runBatches()).rejects.toThrow("The StreamingContext has been stopped");
    const ssc = recoverable(t, declared);
    await t.runBatches(2);
    expect(t.ssc).toBe(ssc);
    expect(declared).toHaveLength(1);
    expect(declared[0]!.batches).toEqual([
      [["a", 1]],
      [
        ["b", 1],
        ["a", 1],
      ],
      [["c", 1]],
      [["d", 2]],
      [["e", 1]],
    ]);
    await t.stop();
  });

  test("what was not written to a file is gone; netcats listen on", async () => {
    const t = begin();
    const listen = () => {
      const out = t.collect(t.ssc.socketTextStream("localhost", 9999));
      t.ssc.start();
      return out;
    };
    const netcat = t.netcat(9999);
    const before = listen();
    await t.advance(100);
    netcat.send("lost");
    await t.advance(100);
    await t.crash();
    netcat.send("found");
    const after = listen();
    await t.runBatches(2);
    expect(after.batches).toEqual([["found"], []]);
    expect(before.batches.flat()).toEqual([null, null]);
  });

  test("a checkpoint that cannot be made is a failure of no batch's", async () => {
    const t = begin({ checkpoint: "/checkpoint" });
    const out = t.collect(capturesLater(t.input([["a"], ["b"]])));
    const error = await failureOf(t.runBatches(2));
    expect(error.message).toContain("the DStreams with their functions are not serializable");
    expect(t.failures).toMatchObject([{ operation: undefined, error: { name: "NotSerializableError" } }]);
    expect(out.at(1000)).toEqual(["a"]);
  });

  test("where nothing is compiled, streams of state work, and a driver cannot be recovered", async () => {
    const t = begin({ checkpoint: "/checkpoint" });
    const total = (ones: Iterable<number>, before = 0) => [...ones].length + before;
    const counts = t.input([["a"], ["a"]]).map((word): [string, number] => [word, 1]);
    const out = t.collect(counts.updateStateByKey(total));
    await t.runBatches(2);
    expect(out.batches).toEqual([[["a", 1]], [["a", 2]]]);
    expect(t.warnings.map((event) => event.code)).toContain("NO_DRIVER_CHECKPOINT");
  });
});
