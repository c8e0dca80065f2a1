import { afterEach, beforeEach, expect, test } from "vitest";
import { type RDD, Seconds } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

/** With numbers as if the RDDs were the first ones, and without the places, as the recordings have it. */
function lineage(rdd: { toDebugString(): string }): string[] {
  const numbers = new Map<string, number>();
  for (const id of [...rdd.toDebugString().matchAll(/\[(\d+)\]/g)]
    .map((match) => match[1]!)
    .sort((a, b) => Number(a) - Number(b))) {
    if (!numbers.has(id)) numbers.set(id, numbers.size);
  }
  return rdd
    .toDebugString()
    .replace(/\[(\d+)\]/g, (_, id: string) => `[${numbers.get(id)}]`)
    .replace(/at debug-string\.test\.ts:\d+/g, "at HERE")
    .replace(/MemorySize: [^;]+;/g, "MemorySize: SIZE;")
    .split("\n");
}

const words = () =>
  world
    .sc()
    .parallelize(["a b", "a"], 2)
    .flatMap((line) => line.split(" "))
    .map((word) => [word, 1]);

test("narrow steps stand below one another, a shuffle a step to the right", () => {
  const counts = words().reduceByKey((a, b) => a + b);
  expect(lineage(counts.sortByKey(true, 1))).toEqual([
    "(1) ShuffledRDD[4] at sortByKey at HERE []",
    " +-(2) ShuffledRDD[3] at reduceByKey at HERE []",
    "    +-(2) MapPartitionsRDD[2] at map at HERE []",
    "       |  MapPartitionsRDD[1] at flatMap at HERE []",
    "       |  ParallelCollectionRDD[0] at parallelize at HERE []",
  ]);
});

test("several parents: all but the last keep a line beside them", () => {
  const pairs = words();
  expect(lineage(pairs.cogroup(pairs))).toEqual([
    "(2) MapPartitionsRDD[4] at cogroup at HERE []",
    " |  CoGroupedRDD[3] at cogroup at HERE []",
    " +-(2) MapPartitionsRDD[2] at map at HERE []",
    " |  |  MapPartitionsRDD[1] at flatMap at HERE []",
    " |  |  ParallelCollectionRDD[0] at parallelize at HERE []",
    " +-(2) MapPartitionsRDD[2] at map at HERE []",
    "    |  MapPartitionsRDD[1] at flatMap at HERE []",
    "    |  ParallelCollectionRDD[0] at parallelize at HERE []",
  ]);
  const counts = pairs.reduceByKey((a, b) => a + b);
  expect(lineage(counts.join(counts.mapValues((n) => n + 1)))).toEqual([
    "(2) MapPartitionsRDD[7] at join at HERE []",
    " |  MapPartitionsRDD[6] at join at HERE []",
    " |  CoGroupedRDD[5] at join at HERE []",
    " |  ShuffledRDD[3] at reduceByKey at HERE []",
    " +-(2) MapPartitionsRDD[2] at map at HERE []",
    "    |  MapPartitionsRDD[1] at flatMap at HERE []",
    "    |  ParallelCollectionRDD[0] at parallelize at HERE []",
    " |  MapPartitionsRDD[4] at mapValues at HERE []",
    " |  ShuffledRDD[3] at reduceByKey at HERE []",
    " +-(2) MapPartitionsRDD[2] at map at HERE []",
    "    |  MapPartitionsRDD[1] at flatMap at HERE []",
    "    |  ParallelCollectionRDD[0] at parallelize at HERE []",
  ]);
});

test("what is kept, and how", async () => {
  const pairs = words().setName("pairs").cache();
  expect(lineage(pairs)[0]).toBe("(2) pairs MapPartitionsRDD[2] at map at HERE [Memory Deserialized 1x Replicated]");
  await pairs.count();
  expect(lineage(pairs)).toEqual([
    "(2) pairs MapPartitionsRDD[2] at map at HERE [Memory Deserialized 1x Replicated]",
    " |       CachedPartitions: 2; MemorySize: SIZE; DiskSize: 0.0 B",
    " |  MapPartitionsRDD[1] at flatMap at HERE [Memory Deserialized 1x Replicated]",
    " |  ParallelCollectionRDD[0] at parallelize at HERE [Memory Deserialized 1x Replicated]",
  ]);
  expect(lineage(pairs.mapValues((n) => n))[2]).toBe(" |      CachedPartitions: 2; MemorySize: SIZE; DiskSize: 0.0 B");
});

test("the steps inside of an operation are called after it, and so is where it stands", () => {
  const numbers = world.sc().parallelize([1, 2], 12);
  for (const [name, rdd] of [
    ["distinct", numbers.distinct()],
    ["repartition", numbers.repartition(2)],
    ["sortBy", numbers.sortBy((n) => n, true, 1)],
    ["groupBy", numbers.groupBy((n) => n)],
    ["intersection", numbers.intersection(numbers)],
    ["subtract", numbers.subtract(numbers)],
  ] as [string, RDD<unknown>][]) {
    const lines = lineage(rdd).filter((line) => !line.includes("ParallelCollectionRDD"));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toContain(` at ${name} at HERE`);
  }
  expect(numbers.toDebugString()).toMatch(
    /^\(12\) ParallelCollectionRDD\[\d+\] at parallelize at debug-string\.test\.ts:\d+ \[\]$/,
  );
});

test("RDDs of a stream come from the stream's line; those of the program's own functions from theirs", async () => {
  const ssc = world.ssc("local[2]", {}, Seconds(1));
  const seen: string[] = [];
  const queue = [ssc.sparkContext.parallelize(["a b", "a"], 2)];
  ssc
    .queueStream(queue)
    .flatMap((line) => line.split(" "))
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
    .transform((rdd) => rdd.mapValues((n) => n + 1))
    .repartition(3)
    .foreachRDD((rdd) => {
      seen.push(
        ...rdd
          .filter(() => true)
          .toDebugString()
          .split("\n"),
      );
    });
  ssc.start();
  await world.clock.advance(1000);
  const steps = seen.map((line) =>
    /(\w+)\[\d+\] at (\w+) at debug-string\.test\.ts:\d+/.exec(line)!.slice(1).join(" "),
  );
  expect(steps).toEqual([
    "MapPartitionsRDD filter",
    "MapPartitionsRDD repartition",
    "CoalescedRDD repartition",
    "ShuffledRDD repartition",
    "MapPartitionsRDD repartition",
    "MapPartitionsRDD mapValues",
    "ShuffledRDD reduceByKey",
    "MapPartitionsRDD map",
    "MapPartitionsRDD flatMap",
    "ParallelCollectionRDD parallelize",
  ]);
});

test("partitions have their indices", () => {
  expect(world.sc().parallelize([1], 3).partitions).toEqual([{ index: 0 }, { index: 1 }, { index: 2 }]);
});

test("an RDD without partitions is an EmptyRDD, also the one that a queue gives", async () => {
  const ssc = world.ssc();
  const { sparkContext: sc } = ssc;
  expect(lineage(sc.emptyRDD())).toEqual(["(0) EmptyRDD[0] at emptyRDD at HERE []"]);
  const kinds: string[] = [];
  ssc.queueStream<number>([], true, null).foreachRDD((rdd) => void kinds.push(rdd.kind.name));
  ssc.start();
  await world.clock.advance(1000);
  expect(kinds).toEqual(["EmptyRDD"]);
  expect(
    await sc
      .emptyRDD<number>()
      .map((x) => x + 1)
      .union(sc.parallelize([1], 1))
      .collect(),
  ).toEqual([1]);
});

test("an RDD of a collection has a partition at least", () => {
  const sc = world.sc();
  expect(() => sc.parallelize([1], 0)).toThrow(/^Positive number of partitions required$/);
});
