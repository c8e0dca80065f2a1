import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type DStream,
  Milliseconds,
  type RDD,
  Seconds,
  type SluiceError,
  StorageLevel,
  type StreamingContext,
} from "../../core/index.ts";
import { NumberedPairs } from "../../core/rdd/numbered/numbered-pairs.ts";
import { World } from "../support/world.ts";

let world: World;
let ssc: StreamingContext;
beforeEach(() => {
  world = new World({ previews: 0 });
  ssc = world.ssc();
  ssc.checkpoint("/checkpoints");
});
afterEach(() => world.end());

type Pair = [string, number];

const add = (a: number, b: number) => a + b;
const subtract = (a: number, b: number) => a - b;

/** A stream of batches that are made one by one. */
function input<T extends {}>(batch: (number: number) => readonly T[]) {
  const queue: RDD<T>[] = [];
  let number = 0;
  return {
    stream: ssc.queueStream(queue),
    async next(batches = 1) {
      for (let i = 0; i < batches; i++) {
        queue.push(ssc.sparkContext.parallelize(batch(number++), 2));
        await world.clock.advance(1000);
      }
    },
  };
}

/** Each window's records, sorted. */
function collect<T>(stream: DStream<T>): string[][] {
  const windows: string[][] = [];
  stream.foreachRDD(async (rdd) => {
    windows.push((await rdd.collect()).map((record) => JSON.stringify(record)).sort());
  });
  return windows;
}

const thrownBy = (f: () => unknown): SluiceError => {
  try {
    f();
  } catch (error) {
    return error as SluiceError;
  }
  throw new Error("nothing was thrown");
};

describe("what does not fit", () => {
  test("is refused in Spark's words, with the place and what to do about it", () => {
    const { stream } = input(() => [1]);
    const error = thrownBy(() => stream.window(Milliseconds(2500)));
    expect(error.message).toBe(
      "The window duration of windowed DStream (2500 ms) must be a multiple of the slide duration of parent DStream (1000 ms)",
    );
    expect(error.site?.file).toBe("windows.test.ts");
    expect(error.advice).toContain("multiples of the parent's slide");
    const pairs = stream.map((n): [number, number] => [n, 1]);
    const inverse = thrownBy(() => pairs.reduceByKeyAndWindow(add, subtract, Seconds(3), Milliseconds(700)));
    expect(inverse.message).toBe(
      "requirement failed: The slide duration of ReducedWindowedDStream (700 ms) must be multiple of the slide duration of parent DStream (1000 ms)",
    );
    expect(inverse.site?.file).toBe("windows.test.ts");
  });

  test.each([0, -1000])("a duration of %i ms", (milliseconds) => {
    const { stream } = input(() => [1]);
    const wrong = Milliseconds(milliseconds);
    for (const make of [
      () => stream.window(wrong),
      () => stream.window(Seconds(1), wrong),
      () => stream.reduceByWindow(add, wrong, Seconds(1)),
      () => stream.countByWindow(Seconds(1), wrong),
      () => stream.countByValueAndWindow(wrong, Seconds(1)),
    ])
      expect(thrownBy(make).code).toBe("WINDOW_DURATIONS");
  });

  test("numbers are no durations, which only a program without types can try", () => {
    const { stream } = input(() => [1]);
    // @ts-expect-error a number
    expect(() => stream.window(3000)).toThrow("window needs a window duration longer than zero, not 3000");
    // @ts-expect-error Spark has no default here
    expect(() => stream.countByWindow(Seconds(3))).toThrow("countByWindow needs a slide duration");
    // @ts-expect-error no stream of pairs
    expect(() => stream.reduceByKeyAndWindow(add, Seconds(3))).not.toThrow();
  });

  test("a stream that windows are made of can be checkpointed by itself only", () => {
    const { stream } = input(() => [1]);
    const window = stream.window(Seconds(2));
    window.checkpoint(Seconds(10));
    window.print();
    expect(() => ssc.start()).toThrow(
      "WindowedDStream has been marked for checkpointing but the storage level has not been set to enable persisting.",
    );
  });
});

describe("what is kept", () => {
  test("of windows, the RDDs of their parent, and each for as long as a window sees it", async () => {
    const { stream, next } = input((n) => [n]);
    const parent = stream.map((n) => n * 10);
    const levels: StorageLevel[] = [];
    parent.foreachRDD((rdd) => levels.push(rdd.getStorageLevel()));
    const windows = parent.window(Seconds(3));
    windows.foreachRDD(async (rdd) => {
      levels.push(rdd.getStorageLevel());
      await rdd.count();
    });
    ssc.start();
    await next(2);
    expect(levels).toEqual([
      StorageLevel.MEMORY_ONLY_SER,
      StorageLevel.NONE,
      StorageLevel.MEMORY_ONLY_SER,
      StorageLevel.NONE,
    ]);
    await next(20);
    // the stream itself remembers a batch, for the window three more; two partitions each
    expect(ssc.sparkContext.blocks.size).toBe(2 * 4);
  });

  test("persist of a window means its parent", async () => {
    const { stream, next } = input((n) => [n]);
    const levels: StorageLevel[] = [];
    const parent = stream.map((n) => n);
    parent.foreachRDD((rdd) => levels.push(rdd.getStorageLevel()));
    parent.window(Seconds(3)).persist(StorageLevel.MEMORY_ONLY).print();
    ssc.start();
    await next();
    expect(levels).toEqual([StorageLevel.MEMORY_ONLY]);
  });

  test.each([undefined, StorageLevel.MEMORY_ONLY, StorageLevel.DISK_ONLY])(
    "windows with an inverse, and the batches they are made of, at %s",
    async (level) => {
      const { stream, next } = input((n): Pair[] => [["a", n]]);
      const windows = stream.reduceByKeyAndWindow(add, subtract, Seconds(2), Seconds(1), 1);
      if (level !== undefined) windows.persist(level);
      const levels = new Set<StorageLevel>();
      windows.foreachRDD((rdd) => levels.add(rdd.getStorageLevel()));
      const seen = collect(windows);
      ssc.start();
      await next(5);
      expect([...levels]).toEqual([level ?? StorageLevel.MEMORY_ONLY_SER]);
      expect(seen.at(-1)).toEqual(['["a",7]']);
      const kept = ssc.sparkContext.blocks.info("rdd_2_0");
      expect(kept?.level).toBe(level ?? StorageLevel.MEMORY_ONLY_SER);
    },
  );

  test("a block that is lost is computed anew", async () => {
    const { stream, next } = input((n): Pair[] => [
      ["a", n],
      [`b${n % 3}`, 1],
    ]);
    const inverse = collect(stream.reduceByKeyAndWindow(add, subtract, Seconds(3), Seconds(1), 2, ([, n]) => n !== 0));
    const plain = collect(stream.reduceByKeyAndWindow(add, Seconds(3), Seconds(1), 2));
    ssc.start();
    for (let batch = 0; batch < 16; batch++) {
      ssc.sparkContext.blocks.clear();
      await next();
    }
    expect(inverse.slice(1)).toEqual(plain.slice(1));
    expect(plain.at(-1)).toEqual(['["a",42]', '["b0",1]', '["b1",1]', '["b2",1]']);
  });
});

test("functions may change their first argument, also where a lost block is computed anew", async () => {
  interface Box {
    n: number;
  }
  const { stream, next } = input((n): Pair[] => [["a", n]]);
  const plus = (a: Box, b: Box) => {
    a.n += b.n;
    return a;
  };
  const minus = (a: Box, b: Box) => {
    a.n -= b.n;
    return a;
  };
  const boxes = stream.mapValues((n): Box => ({ n }));
  const seen = collect(boxes.reduceByKeyAndWindow(plus, minus, Seconds(4), Seconds(2), 1));
  const plain = collect(stream.reduceByKeyAndWindow(add, Seconds(4), Seconds(2), 1));
  ssc.start();
  for (let batch = 0; batch < 14; batch++) {
    ssc.sparkContext.blocks.clear();
    await next();
  }
  expect(seen).toEqual(plain.map((window) => window.map((pair) => pair.replace(/\d+/, '{"n":$&}'))));
  expect(plain.at(-1)).toEqual(['["a",46]']);
});

describe("windows made of each other", () => {
  test("are declared over a cogroup, as on Spark", async () => {
    const { stream, next } = input((n): Pair[] => [["a", n]]);
    let text = "";
    stream
      .reduceByKeyAndWindow(add, subtract, Seconds(2), Seconds(1), 1, () => true)
      .foreachRDD((rdd) => {
        text = rdd.toDebugString();
      });
    ssc.start();
    await next();
    const names = text.split("\n").map((line) => line.replace(/^[ |+\-()\d]*/, "").replace(/:\d+ \[.*/, ""));
    expect(names).toEqual([
      expect.stringMatching(/^MapPartitionsRDD\[\d+\] at reduceByKeyAndWindow at windows\.test\.ts$/),
      expect.stringMatching(/^MapPartitionsRDD\[\d+\] at reduceByKeyAndWindow at windows\.test\.ts$/),
      expect.stringMatching(/^CoGroupedRDD\[\d+\] at reduceByKeyAndWindow at windows\.test\.ts$/),
      expect.stringMatching(/^ParallelCollectionRDD\[\d+\] at reduceByKeyAndWindow at windows\.test\.ts$/),
      expect.stringMatching(/^ShuffledRDD\[\d+\] at reduceByKeyAndWindow at windows\.test\.ts$/),
      expect.stringMatching(/^ParallelCollectionRDD\[\d+\] at parallelize at windows\.test\.ts$/),
    ]);
  });

  test("with a slide longer than the window are wrong, as on Spark, and said to be", async () => {
    const { stream, next } = input((n): Pair[] => [["a", n + 1]]);
    const seen = collect(stream.reduceByKeyAndWindow(add, subtract, Seconds(1), Seconds(3)));
    expect(world.of("log").find((event) => event.code === "INVERSE_WINDOW_GAP")?.message).toMatch(
      /^The window at windows\.test\.ts:\d+ slides by 3000 ms, which is longer than the window \(1000 ms\)/,
    );
    ssc.start();
    await next(6);
    // 3 and 6 would be right; 1 and 2 never leave
    expect(seen).toEqual([['["a",6]'], ['["a",9]']]);
  });

  test("with a filter that drops a key that is still in the window fail later", async () => {
    const { stream, next } = input((n): Pair[] => (n === 0 ? [["a", 1]] : []));
    const windows = stream.reduceByKeyAndWindow(add, subtract, Seconds(2), Seconds(1), 1, () => false);
    const seen = collect(windows);
    ssc.start();
    await next(3);
    expect(seen).toEqual([[], []]);
    const [failed] = world.of("output-completed").filter((event) => event.error !== undefined);
    expect(failed?.time).toBe(3000);
    expect(failed?.error?.message).toContain(
      "Neither previous window has value for key, nor new values found. Are you sure your key class hashes consistently?",
    );
    await expect(ssc.awaitTermination()).rejects.toMatchObject({ cause: { code: "WINDOW_KEY_LOST" } });
  });

  test("null for a filter is none, as in Scala", async () => {
    const { stream, next } = input((n): Pair[] => [["a", n]]);
    const seen = collect(stream.reduceByKeyAndWindow(add, subtract, Seconds(1), Seconds(1), 1, null));
    ssc.start();
    await next(3);
    expect(seen.at(-1)).toEqual(['["a",2]']);
  });
});

describe("over many batches", () => {
  const gc = (() => {
    setFlagsFromString("--expose-gc");
    return runInNewContext("gc") as () => void;
  })();

  /** Collects garbage, with time for what is cleaned up behind it. */
  async function settle(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  test("nothing grows: RDDs, lineage, blocks, shuffles, checkpoints (SPARK-25302, SPARK-25303)", async () => {
    const { stream, next } = input((n): Pair[] => [
      ["a", n],
      [`b${n % 50}`, 1],
    ]);
    const rdds: WeakRef<RDD<unknown>>[] = [];
    const lineage: number[] = [];
    const windows = [
      stream.reduceByKeyAndWindow(add, subtract, Seconds(30), Seconds(1), 2, ([, n]) => n !== 0),
      stream.reduceByKeyAndWindow(add, subtract, Seconds(6), Seconds(3), 2),
      stream.reduceByKeyAndWindow(add, Seconds(20), Seconds(2), 2),
      stream.map(([, n]) => n).window(Seconds(10), Seconds(5)),
    ];
    for (const stream of windows) {
      stream.foreachRDD(async (rdd) => {
        rdds.push(new WeakRef<RDD<unknown>>(rdd));
        lineage.push(rdd.toDebugString().split("\n").length);
        await (rdd as RDD<unknown>).count();
      });
    }
    ssc.start();
    const figures = async () => {
      await settle();
      const { blocks, shuffles } = ssc.sparkContext;
      const directories = world.host.files.list(ssc.sparkContext.getCheckpointDir()!);
      return {
        rdds: rdds.filter((ref) => ref.deref() !== undefined).length,
        lineage: Math.max(...lineage.splice(0)),
        blocks: blocks.size,
        bytes: blocks.memoryUsed,
        shuffles: shuffles.size,
        checkpoints: directories.length,
      };
    };
    await next(300);
    const early = await figures();
    await next(1500);
    const late = await figures();
    expect(late.rdds).toBeLessThanOrEqual(early.rdds + 2);
    expect(late.lineage).toBe(early.lineage);
    expect(late.blocks).toBeLessThanOrEqual(early.blocks + 4);
    expect(late.bytes).toBeLessThanOrEqual(early.bytes * 1.1);
    expect(late.shuffles).toBeLessThanOrEqual(early.shuffles + 10);
    expect(late.checkpoints).toBeLessThanOrEqual(early.checkpoints + 1);
    expect(world.of("output-completed").filter((event) => event.error !== undefined)).toEqual([]);
  }, 120_000);

  test("keys that are new in each batch do not pile up either", async () => {
    const keys = 3000;
    const { stream, next } = input((n): Pair[] => Array.from({ length: keys }, (_, i) => [`${n}:${i}`, 1]));
    const known: number[] = [];
    const counts: number[] = [];
    for (const windows of [
      stream.reduceByKeyAndWindow(add, Seconds(3), Seconds(1), 1),
      stream.reduceByKeyAndWindow(add, subtract, Seconds(3), Seconds(1), 1, ([, n]) => n !== 0),
    ]) {
      windows.foreachRDD(async (rdd) => {
        counts.push(await rdd.count());
        for (let id = 0; id <= rdd.id; id++) {
          const block = ssc.sparkContext.blocks.content(`rdd_${id}_0`);
          if (block instanceof NumberedPairs) known.push(block.space.keys.length);
        }
      });
    }
    ssc.start();
    await next(40);
    expect(counts.slice(-2)).toEqual([3 * keys, 3 * keys]);
    expect(known.length).toBeGreaterThan(0);
    expect(Math.max(...known)).toBeLessThanOrEqual(10 * keys);
  }, 60_000);
});

test("the trace says how long a window is", () => {
  const { stream } = input((n): Pair[] => [["a", n]]);
  stream.reduceByKeyAndWindow(add, Seconds(30));
  stream.map(([, n]) => n).reduceByWindow(add, subtract, Milliseconds(90_000), Seconds(2));
  const declared = world.of("dstream-declared").slice(-3);
  expect(declared.map(({ operation, detail, slide }) => [operation, detail, slide])).toEqual([
    ["reduceByKeyAndWindow", "window 30 s, slide 1 s", 1000],
    ["map", undefined, 1000],
    ["reduceByWindow", "window 90 s, slide 2 s", 2000],
  ]);
});
