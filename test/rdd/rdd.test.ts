import { afterEach, beforeEach, expect, test } from "vitest";
import { HashPartitioner, Partitioner } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

test("partitions are cut as Spark cuts them", async () => {
  const sc = world.sc();
  expect(await sc.parallelize([1, 2, 3, 4, 5], 3).glom().collect()).toEqual([[1], [2, 3], [4, 5]]);
  expect(await sc.parallelize([1], 3).glom().collect()).toEqual([[], [], [1]]);
  expect(sc.emptyRDD().getNumPartitions()).toBe(0);
});

test("nothing runs before an action", async () => {
  let calls = 0;
  const rdd = world
    .sc()
    .parallelize([1, 2, 3], 1)
    .map((x) => {
      calls++;
      return x * 2;
    });
  expect(calls).toBe(0);
  expect(await rdd.collect()).toEqual([2, 4, 6]);
  expect(calls).toBe(3);
});

test("take computes no record more than it needs, also through mapPartitions", async () => {
  const seen: number[] = [];
  const rdd = world
    .sc()
    .parallelize([1, 2, 3, 4, 5, 6], 2)
    .map((x) => {
      seen.push(x);
      return x;
    });
  expect(await rdd.take(2)).toEqual([1, 2]);
  expect(seen).toEqual([1, 2]);
  seen.length = 0;
  expect(await rdd.mapPartitions((records) => records.map((x) => x + 1)).take(1)).toEqual([2]);
  expect(seen).toEqual([1]);
});

test("take looks at one partition, then at four times as many", async () => {
  const rdd = world
    .sc()
    .parallelize(
      Array.from({ length: 9 }, (_, i) => i),
      9,
    )
    .filter((x) => x === 8);
  expect(await rdd.take(1)).toEqual([8]);
  expect(world.of("stage-submitted").map((event) => event.tasks)).toEqual([1, 4, 4]);
});

test("operations by key", async () => {
  const pairs = world.sc().parallelize(
    [
      ["a", 1],
      ["b", 2],
      ["a", 3],
    ],
    2,
  );
  expect(new Map(await pairs.reduceByKey((a, b) => a + b).collect())).toEqual(
    new Map([
      ["a", 4],
      ["b", 2],
    ]),
  );
  expect(
    (
      await pairs
        .groupByKey()
        .mapValues((values) => [...values].join())
        .collect()
    ).sort(),
  ).toEqual([
    ["a", "1,3"],
    ["b", "2"],
  ]);
  expect(await pairs.flatMapValues((n) => [n, n]).count()).toBe(6);
  expect(await pairs.countByValue()).toEqual(
    new Map([
      [["a", 1], 1],
      [["b", 2], 1],
      [["a", 3], 1],
    ]),
  );
});

test("keys compare by value", async () => {
  const sc = world.sc();
  const tuples = sc.parallelize(
    [
      [["x", 1], 1],
      [["x", 1], 2],
      [["x", 2], 4],
    ] as [[string, number], number][],
    2,
  );
  expect((await tuples.reduceByKey((a, b) => a + b).collect()).sort()).toEqual([
    [["x", 1], 3],
    [["x", 2], 4],
  ]);
  const objects = sc.parallelize([{ a: 1 }, { a: 1 }, { a: 2 }], 3).map((o) => [o, 1]);
  expect(
    await objects
      .reduceByKey((a, b) => a + b)
      .values()
      .collect()
      .then((values) => values.sort()),
  ).toEqual([1, 2]);
});

test("copies of one class, as each task has its own, are the same key", async () => {
  const point = (n: number) => {
    class Point {
      readonly n = n;
    }
    return new Point();
  };
  const pairs = world
    .sc()
    .parallelize([1, 1, 2], 3)
    .map((n) => [point(n), 1]);
  const counts = await pairs.reduceByKey((a, b) => a + b, 1).collect();
  expect(counts.map(([p, count]) => [p.n, count])).toEqual([
    [1, 2],
    [2, 1],
  ]);
});

test("a combiner that is changed in place does not change what a later job reads", async () => {
  const counted = world
    .sc()
    .parallelize(
      [
        ["a", 1],
        ["a", 2],
        ["a", 3],
      ],
      3,
    )
    .combineByKey(
      (n) => ({ values: [n] }),
      (c, n) => {
        c.values.push(n);
        return c;
      },
      (a, b) => {
        a.values.push(...b.values);
        return a;
      },
    )
    .mapValues((c) => c.values.length);
  expect(await counted.collect()).toEqual([["a", 3]]);
  expect(await counted.collect()).toEqual([["a", 3]]);
});

test("pairs that are where they belong are combined without a shuffle", async () => {
  const placed = world
    .sc()
    .parallelize(
      [
        ["a", 1],
        ["b", 2],
        ["a", 3],
      ],
      2,
    )
    .partitionBy(new HashPartitioner(2));
  const reduced = placed.reduceByKey((a, b) => a + b, new HashPartitioner(2));
  expect(reduced.dependencies.map((dependency) => dependency.type)).toEqual(["narrow"]);
  expect((await reduced.collect()).sort()).toEqual([
    ["a", 4],
    ["b", 2],
  ]);
});

test("a partitioner that gives a number out of range is told off, and the next job works", async () => {
  class Broken extends Partitioner {
    readonly numPartitions = 2;
    getPartition() {
      return 7;
    }
  }
  const sc = world.sc();
  const pairs = sc.parallelize([["a", 1]], 1);
  await expect(pairs.partitionBy(new Broken()).collect()).rejects.toThrow(
    "Broken.getPartition gave 7 for the key a; it has 2 partitions",
  );
  expect(await pairs.count()).toBe(1);
});

test("keys are in partitions from 0 on, also those whose hash is negative", () => {
  const partitioner = new HashPartitioner(2);
  expect([-4, -3, -2, -1, 0, 1].map((key) => partitioner.getPartition(key))).toEqual([0, 1, 0, 1, 0, 1]);
});

test("repartition spreads, coalesce joins neighbours", async () => {
  const rdd = world.sc().parallelize(
    Array.from({ length: 100 }, (_, i) => i),
    2,
  );
  const spread = await rdd.repartition(4).glom().collect();
  expect(spread.map((part) => part.length)).toEqual([25, 25, 25, 25]);
  expect(spread.flat().sort((a, b) => a - b)).toEqual(await rdd.collect());
  expect((await rdd.repartition(4).coalesce(2).glom().collect()).length).toBe(2);
  expect(() => rdd.repartition(0)).toThrow("Number of partitions (0) must be positive.");
});

test("an action on nothing", async () => {
  const empty = world.sc().emptyRDD<number>();
  await expect(empty.first()).rejects.toThrow("empty collection");
  await expect(empty.reduce((a, b) => a + b)).rejects.toThrow("empty collection");
  expect(await empty.isEmpty()).toBe(true);
  expect(await empty.count()).toBe(0);
});

test("foreach may be async, one record after the other within a partition", async () => {
  const order: number[] = [];
  await world
    .sc()
    .parallelize([3, 1, 2], 1)
    .foreach(async (x) => {
      await Promise.resolve();
      order.push(x);
    });
  expect(order).toEqual([3, 1, 2]);
});

test("what is cached is computed once, until it is unpersisted", async () => {
  let calls = 0;
  const rdd = world
    .sc()
    .parallelize([1, 2], 2)
    .map((x) => {
      calls++;
      return x;
    })
    .cache();
  await rdd.count();
  await rdd.count();
  expect(calls).toBe(2);
  rdd.unpersist();
  await rdd.count();
  expect(calls).toBe(4);
});

test("accumulators count what succeeded, and are the driver's to read", async () => {
  const sc = world.sc("local[2,2]");
  const total = sc.longAccumulator("total");
  const seen = sc.collectionAccumulator<string>();
  let failedOnce = false;
  await sc.parallelize([1, 2, 3], 3).foreach((x) => {
    total.add(x);
    if (x === 2 && !failedOnce) {
      failedOnce = true;
      throw new Error("once");
    }
    seen.add(`x${x}`);
  });
  expect([total.value, total.count, total.avg, [...seen.value].sort()]).toEqual([6, 3, 2, ["x1", "x2", "x3"]]);
  await expect(
    sc
      .parallelize([1], 1)
      .map(() => total.value)
      .collect(),
  ).rejects.toThrow("Can't read accumulator value in task");
});

test("a second context is told where the first was made", () => {
  world.sc();
  expect(() => world.sc()).toThrow(
    /^Only one SparkContext should be running in this JVM \(see SPARK-2243\)\.The currently running SparkContext was created at:\n\S+:\d+$/,
  );
});

test("a stopped context says so", async () => {
  const sc = world.sc();
  const rdd = sc.parallelize([1]);
  sc.stop();
  expect(() => sc.parallelize([1])).toThrow("Cannot call methods on a stopped SparkContext.");
  await expect(rdd.count()).rejects.toThrow("SparkContext has been shutdown");
});
