import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CompactBuffer, HashPartitioner, type RDD } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

type Pair = [string, number];

const PAIRS: Pair[] = [
  ["b", 2],
  ["a", 1],
  ["c", 4],
  ["a", 3],
  ["d", 0],
  ["b", 5],
];
const add = (a: number, b: number) => a + b;
const parts = async <T>(rdd: RDD<T>): Promise<T[][]> => (await rdd.glom().collect()).map((part) => [...part].sort());

test("foldByKey, where Spark puts the keys", async () => {
  const pairs = world.sc().parallelize(PAIRS, 3);
  expect(await parts(pairs.foldByKey(0, add))).toEqual([
    [["c", 4]],
    [
      ["a", 4],
      ["d", 0],
    ],
    [["b", 7]],
  ]);
  // once for each key in each partition in which it is
  expect((await pairs.foldByKey(10, add, 1).lookup("a"))[0]).toBe(24);
});

test("aggregateByKey has a copy of its zero value for every key", async () => {
  const pairs = world.sc().parallelize(PAIRS, 2);
  const zero: number[] = [];
  const lists = pairs.aggregateByKey(
    zero,
    (list, n) => {
      list.push(n);
      return list;
    },
    (a, b) => a.concat(b),
  );
  zero.push(99);
  expect((await lists.mapValues((list) => list.sort().join()).collect()).sort()).toEqual([
    ["a", "1,3"],
    ["b", "2,5"],
    ["c", "4"],
    ["d", "0"],
  ]);
  expect(await lists.count()).toBe(4);
});

test("groupBy and groupByKey", async () => {
  const sc = world.sc();
  const byRest = sc.parallelize([5, 3, 9, 1, 5, 7, 3], 3).groupBy((n) => n % 4);
  expect(await byRest.glom().collect()).toEqual([
    [[3, CompactBuffer.of(3, 7, 3)]],
    [[1, CompactBuffer.of(5, 9, 1, 5)]],
    [],
  ]);
  const grouped = sc.parallelize(PAIRS, 3).groupByKey(2);
  const [first] = await grouped.lookup("a");
  expect(first).toBeInstanceOf(CompactBuffer);
  expect([...first!]).toEqual([1, 3]);
  expect(first!.map((n) => n + 1)).toEqual([2, 4]);
  expect(String((await grouped.first())[1].typeName)).toBe("CompactBuffer");
  expect(
    await sc
      .parallelize([["k", 3]], 1)
      .groupByKey()
      .collect(),
  ).toEqual([["k", CompactBuffer.of(3)]]);
});

test("grouping what is partitioned needs no shuffle", async () => {
  const placed = world.sc().parallelize(PAIRS, 3).partitionBy(new HashPartitioner(2));
  const grouped = placed.groupByKey(2);
  expect(grouped.dependencies[0]!.type).toBe("narrow");
  expect([...(await grouped.lookup("b"))[0]!]).toEqual([2, 5]);
});

test("a group that was changed does not change what a later job reads", async () => {
  const grouped = world.sc().parallelize(PAIRS, 3).groupByKey(1);
  const longer = grouped.mapValues((values) => values.push(100));
  expect((await longer.collect()).sort()).toEqual((await longer.collect()).sort());
});

describe("joins", () => {
  const ages = (): RDD<Pair> =>
    world.sc().parallelize<Pair>(
      [
        ["ann", 30],
        ["bob", 25],
        ["ann", 31],
      ],
      2,
    );

  test("inner and outer", async () => {
    const left = ages();
    const right = left.context.parallelize<[string, string]>(
      [
        ["ann", "x"],
        ["cyd", "y"],
        ["ann", "z"],
      ],
      3,
    );
    const all = async <T>(rdd: RDD<T>) => (await rdd.collect()).map((record) => JSON.stringify(record)).sort();
    const ann = ['["ann",[30,"x"]]', '["ann",[30,"z"]]', '["ann",[31,"x"]]', '["ann",[31,"z"]]'];
    expect(await all(left.join(right))).toEqual(ann);
    expect(await all(left.leftOuterJoin(right))).toEqual([...ann, '["bob",[25,null]]']);
    expect(await all(left.rightOuterJoin(right))).toEqual([...ann, '["cyd",[null,"y"]]']);
    expect(await all(left.fullOuterJoin(right))).toEqual([...ann, '["bob",[25,null]]', '["cyd",[null,"y"]]']);
    expect((await left.leftOuterJoin(right).lookup("bob"))[0]).toEqual([25, undefined]);
    expect(left.join(right).getNumPartitions()).toBe(3);
    expect(left.join(right, 5).partitioner).toEqual(new HashPartitioner(5));
  });

  test("values that are undefined or null are there", async () => {
    const sc = world.sc();
    const left = sc.parallelize([["a", undefined]] as [string, undefined][], 1);
    const right = sc.parallelize([["a", null]] as [string, null][], 1);
    expect(await left.fullOuterJoin(right).collect()).toEqual([["a", [undefined, null]]]);
    expect(await left.join(right).count()).toBe(1);
  });

  test("keys compare by value", async () => {
    const sc = world.sc();
    const left = sc.parallelize([[["x", 1], "l"]] as [[string, number], string][], 2);
    const right = sc.parallelize(
      [
        [["x", 1], "r"],
        [["x", 2], "r"],
      ] as [[string, number], string][],
      3,
    );
    expect(await left.join(right).collect()).toEqual([
      [
        ["x", 1],
        ["l", "r"],
      ],
    ]);
    expect(await right.subtractByKey(left).collect()).toEqual([[["x", 2], "r"]]);
  });

  test("RDDs that are partitioned alike are joined without a shuffle", async () => {
    const sc = world.sc();
    const by = new HashPartitioner(2);
    const left = sc.parallelize(PAIRS, 3).partitionBy(by);
    const right = sc.parallelize(PAIRS, 3).reduceByKey(add, by);
    await Promise.all([left.count(), right.count()]);
    world.events.length = 0;
    const joined = left.join(right);
    expect(joined.partitioner).toBe(by);
    expect(await joined.count()).toBe(6);
    expect(world.of("shuffle-written")).toHaveLength(0);
    expect(world.of("stage-submitted")).toHaveLength(1);
  });

  test("an RDD with itself", async () => {
    const pairs = world.sc().parallelize(PAIRS, 3);
    expect(await pairs.join(pairs).count()).toBe(10);
  });

  test("with nothing", async () => {
    const pairs = ages();
    const nothing = pairs.context.emptyRDD<Pair>();
    expect(await pairs.join(nothing).count()).toBe(0);
    expect(await pairs.leftOuterJoin(nothing).count()).toBe(3);
    expect(await nothing.fullOuterJoin(pairs).count()).toBe(3);
    expect(await pairs.subtractByKey(nothing).count()).toBe(3);
  });
});

describe("cogroup", () => {
  test("of two, three and four", async () => {
    const sc = world.sc();
    const a = sc.parallelize(PAIRS, 3);
    const b = sc.parallelize(
      [
        ["a", "x"],
        ["e", "y"],
      ] as [string, string][],
      1,
    );
    const show = async (rdd: RDD<[string, readonly CompactBuffer<unknown>[]]>) =>
      (await rdd.mapValues((groups) => groups.map((group) => group.join("+")).join("|")).collect())
        .sort()
        .map((pair) => pair.join(":"));
    expect(await show(a.cogroup(b))).toEqual(["a:1+3|x", "b:2+5|", "c:4|", "d:0|", "e:|y"]);
    expect(await show(a.cogroup(b, a))).toEqual(["a:1+3|x|1+3", "b:2+5||2+5", "c:4||4", "d:0||0", "e:|y|"]);
    expect(await show(a.groupWith(b, b, b))).toEqual(["a:1+3|x|x|x", "b:2+5|||", "c:4|||", "d:0|||", "e:|y|y|y"]);
    expect(a.cogroup(b, a, 7).getNumPartitions()).toBe(7);
    expect(a.cogroup(b, new HashPartitioner(4)).getNumPartitions()).toBe(4);
    expect((await a.cogroup(b).first())[1][0]).toBeInstanceOf(CompactBuffer);
  });
});

test("subtractByKey stays in the partitions of the first", async () => {
  const sc = world.sc();
  const left = sc.parallelize(PAIRS, 3);
  const rest = left.subtractByKey(
    sc.parallelize(
      [
        ["a", null],
        ["z", null],
      ] as [string, null][],
      5,
    ),
  );
  expect(rest.getNumPartitions()).toBe(3);
  expect((await rest.collect()).sort()).toEqual([
    ["b", 2],
    ["b", 5],
    ["c", 4],
    ["d", 0],
  ]);
});

describe("the default partitioner", () => {
  const sized = (n: number) => world.sc("local[2]").parallelize(PAIRS, n);

  test("has as many partitions as the largest parent, unless one is partitioned well enough", () => {
    const five = sized(5);
    const three = five.context.parallelize(PAIRS, 3);
    expect(five.join(three).getNumPartitions()).toBe(5);
    expect(five.reduceByKey(add, 7).join(three).getNumPartitions()).toBe(7);
    expect(five.reduceByKey(add, 2).join(five).getNumPartitions()).toBe(2);
    const many = five.context.parallelize(PAIRS, 50);
    expect(five.reduceByKey(add, 2).join(many).getNumPartitions()).toBe(50);
    expect(five.sortByKey().join(three).partitioner).toEqual(five.sortByKey().partitioner);
  });

  test("or spark.default.parallelism partitions, where that is set", () => {
    const sc = world.sc("local[2]", { "spark.default.parallelism": "4" });
    const pairs = sc.parallelize(PAIRS, 9);
    expect(pairs.join(pairs).getNumPartitions()).toBe(4);
    expect(pairs.groupBy(([key]) => key).getNumPartitions()).toBe(4);
    expect(pairs.reduceByKey(add, 6).join(pairs).getNumPartitions()).toBe(6);
  });
});

describe("actions", () => {
  test("countByKey, collectAsMap, lookup, reduceByKeyLocally", async () => {
    const pairs = world.sc().parallelize<Pair>(
      [
        ["a", 1],
        ["b", 2],
        ["a", 3],
      ],
      2,
    );
    expect(await pairs.countByKey()).toEqual(
      new Map([
        ["a", 2],
        ["b", 1],
      ]),
    );
    expect(await pairs.collectAsMap()).toEqual(
      new Map([
        ["a", 3],
        ["b", 2],
      ]),
    );
    expect(await pairs.lookup("a")).toEqual([1, 3]);
    expect(await pairs.lookup("zz")).toEqual([]);
    expect(await pairs.reduceByKeyLocally(add)).toEqual(
      new Map([
        ["a", 4],
        ["b", 2],
      ]),
    );
    expect(world.of("job-started").map((event) => event.action)).toEqual([
      "countByKey",
      "collectAsMap",
      "lookup",
      "lookup",
      "reduceByKeyLocally",
    ]);
  });

  test("keys that are tuples count once", async () => {
    const pairs = world.sc().parallelize(
      [
        [["x", 1], 1],
        [["x", 1], 2],
      ] as [[string, number], number][],
      2,
    );
    expect([...(await pairs.countByKey())]).toEqual([[["x", 1], 2]]);
    expect([...(await pairs.collectAsMap())]).toEqual([[["x", 1], 2]]);
    expect([...(await pairs.reduceByKeyLocally(add))]).toEqual([[["x", 1], 3]]);
    expect(await pairs.lookup(["x", 1])).toEqual([1, 2]);
  });

  test("countByValue", async () => {
    const numbers = world.sc().parallelize([5, 3, 9, 1, 5, 7, 3], 3);
    expect([...(await numbers.countByValue())].sort()).toEqual([
      [1, 1],
      [3, 2],
      [5, 2],
      [7, 1],
      [9, 1],
    ]);
  });

  test("toLocalIterator runs a job for each partition, when it gets there", async () => {
    const numbers = world.sc().parallelize([1, 2, 3, 4], 2);
    const seen: number[] = [];
    for await (const n of numbers.toLocalIterator()) {
      seen.push(n);
      if (n === 2) expect(world.of("job-started")).toHaveLength(1);
      if (n === 3) break;
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(world.of("job-started").map((event) => event.action)).toEqual(["toLocalIterator", "toLocalIterator"]);
  });
});

test("typed arrays cannot be keys, and the next job works", async () => {
  const pairs = world.sc().parallelize([[new Uint8Array(1), 1]] as [Uint8Array, number][], 1);
  await expect(pairs.reduceByKey(add).collect()).rejects.toThrow("Cannot use map-side combining with array keys.");
  await expect(pairs.groupByKey().collect()).rejects.toThrow("HashPartitioner cannot partition array keys.");
  await expect(pairs.join(pairs).collect()).rejects.toThrow("HashPartitioner cannot partition array keys.");
  await expect(pairs.reduceByKeyLocally(add)).rejects.toThrow("reduceByKeyLocally() does not support array keys");
  expect(() => pairs.groupByKey(-3)).toThrow("requirement failed: Number of partitions (-3) cannot be negative.");
  expect(await pairs.count()).toBe(1);
});
