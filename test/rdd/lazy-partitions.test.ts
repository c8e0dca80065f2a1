import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HashPartitioner, type RDD } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

const MISSING = "Input path does not exist: file:/missing";

type Declare = (lines: RDD<string>, pairs: RDD<[string, number]>, there: RDD<string>) => RDD<unknown>;

/** Operations that do not ask for partitions when they are declared, on Spark neither. */
const LATER: Readonly<Record<string, Declare>> = {
  map: (lines) => lines.map((line) => line),
  mapPartitions: (lines) => lines.mapPartitions((all) => all),
  glom: (lines) => lines.glom(),
  keyBy: (lines) => lines.keyBy((line) => line.length),
  pipe: (lines) => lines.pipe("cat"),
  "sample without replacement": (lines) => lines.sample(false, 0.5, 1),
  "sample with replacement": (lines) => lines.sample(true, 0.5, 1),
  randomSplit: (lines) => lines.randomSplit([1, 2], 1)[1]!,
  sampleByKey: (_, pairs) => pairs.sampleByKey(false, new Map([["a", 1]]), 1),
  coalesce: (lines) => lines.coalesce(2),
  "coalesce with a shuffle": (lines) => lines.coalesce(2, true),
  repartition: (lines) => lines.repartition(2),
  "distinct into so many": (lines) => lines.distinct(2),
  zip: (lines, _, there) => there.zip(lines),
  zipPartitions: (lines, _, there) => lines.zipPartitions(there, (a, b) => [...a, ...b]),
  "cartesian, on the left": (lines, _, there) => lines.cartesian(there),
  mapValues: (_, pairs) => pairs.mapValues((n) => n + 1),
  partitionBy: (_, pairs) => pairs.partitionBy(new HashPartitioner(2)),
  "reduceByKey into so many": (_, pairs) => pairs.reduceByKey((a, b) => a + b, 2),
  "groupByKey into so many": (_, pairs) => pairs.groupByKey(2),
  "combineByKey with a partitioner": (_, pairs) =>
    pairs.combineByKey(
      (n) => n,
      (a, n) => a + n,
      (a, b) => a + b,
      new HashPartitioner(2),
    ),
  "join into so many": (_, pairs) => pairs.join(pairs, 2),
  "cogroup into so many": (_, pairs) => pairs.cogroup(pairs, 2),
  "subtract into so many": (lines, _, there) => lines.subtract(there, 2),
  "intersection into so many": (lines, _, there) => lines.intersection(there, 2),
  repartitionAndSortWithinPartitions: (_, pairs) => pairs.repartitionAndSortWithinPartitions(new HashPartitioner(2)),
  "sortByKey into one": (_, pairs) => pairs.sortByKey(true, 1),
  "a lineage of several": (lines) =>
    lines
      .sample(false, 0.5, 1)
      .coalesce(3)
      .map((line): [string, number] => [line, 1])
      .sampleByKey(true, new Map([["a", 1]]), 1)
      .groupByKey(2),
};

/** Operations that ask at once how many partitions there are, as Spark's do. */
const AT_ONCE: Readonly<Record<string, Declare>> = {
  distinct: (lines) => lines.distinct(),
  groupBy: (lines) => lines.groupBy((line) => line),
  union: (lines, _, there) => there.union(lines),
  "cartesian, on the right": (lines, _, there) => there.cartesian(lines),
  zipWithIndex: (lines) => lines.zipWithIndex(),
  zipWithUniqueId: (lines) => lines.zipWithUniqueId(),
  sortBy: (lines) => lines.sortBy((line) => line),
  sortByKey: (_, pairs) => pairs.sortByKey(),
  reduceByKey: (_, pairs) => pairs.reduceByKey((a, b) => a + b),
  groupByKey: (_, pairs) => pairs.groupByKey(),
  aggregateByKey: (_, pairs) =>
    pairs.aggregateByKey(
      0,
      (a, b) => a + b,
      (a, b) => a + b,
    ),
  join: (_, pairs) => pairs.join(pairs),
  subtract: (lines, _, there) => lines.subtract(there),
  intersection: (lines, _, there) => there.intersection(lines),
};

function declare(f: Declare) {
  const sc = world.sc();
  const lines = sc.textFile("/missing");
  const pairs = lines.map((line): [string, number] => [line, 1]);
  return { sc, declared: () => f(lines, pairs, sc.parallelize(["a"], 2)) };
}

describe("files that are missing are found out when", () => {
  test.each(Object.keys(LATER))("an action runs: %s", async (name) => {
    const { sc, declared } = declare(LATER[name]!);
    const rdd = declared();
    await expect(rdd.collect()).rejects.toMatchObject({ name: "InvalidInputError", message: MISSING });
    expect(await sc.range(0, 3).count()).toBe(3);
  });

  test.each(Object.keys(AT_ONCE))("the operation is declared: %s", async (name) => {
    const { sc, declared } = declare(AT_ONCE[name]!);
    expect(declared).toThrow(MISSING);
    expect(await sc.range(0, 3).count()).toBe(3);
  });

  test("spark.default.parallelism says how many partitions there are: nobody needs to ask", async () => {
    const sc = world.sc("local[2]", { "spark.default.parallelism": "3" });
    const counts = sc
      .textFile("/missing")
      .map((line): [string, number] => [line, 1])
      .reduceByKey((a, b) => a + b);
    expect(counts.getNumPartitions()).toBe(3);
    await expect(counts.collect()).rejects.toMatchObject({ name: "InvalidInputError", message: MISSING });
  });
});

test("RDDs with unequal numbers of partitions are told apart by the action, not by zip", async () => {
  const sc = world.sc();
  const zipped = sc.parallelize([1, 2, 3], 2).zip(sc.parallelize([1, 2, 3], 3));
  const error = {
    name: "IllegalArgumentError",
    message: "Can't zip RDDs with unequal numbers of partitions: List(2, 3)",
  };
  await expect(zipped.collect()).rejects.toMatchObject(error);
  await expect(
    zipped
      .map(([a]) => [a, 1])
      .groupByKey(2)
      .count(),
  ).rejects.toMatchObject(error);
  expect(await sc.range(0, 3).count()).toBe(3);
});
