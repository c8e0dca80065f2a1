import { afterEach, beforeEach, expect, test } from "vitest";
import { HashPartitioner, type RDD } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

const parts = async <T>(rdd: RDD<T>): Promise<T[][]> => rdd.glom().collect();
const sorted = <T>(partitions: T[][]): T[][] => partitions.map((part) => part.sort());

test("distinct keeps the number of partitions, and places records by their hash", async () => {
  const numbers = world.sc().parallelize([5, 3, 9, 1, 5, 7, 3], 3);
  expect(sorted(await parts(numbers.distinct()))).toEqual([[3, 9], [1, 7], [5]]);
  expect((await numbers.distinct(2).collect()).sort()).toEqual([1, 3, 5, 7, 9]);
  expect(numbers.distinct(2).getNumPartitions()).toBe(2);
  expect(numbers.distinct().partitioner).toBeUndefined();
});

test("distinct of what is partitioned needs no shuffle", async () => {
  const sc = world.sc();
  const placed = sc
    .parallelize(
      [
        ["a", 1],
        ["a", 1],
        ["b", 1],
      ] as [string, number][],
      2,
    )
    .partitionBy(new HashPartitioner(3));
  const distinct = placed.distinct();
  expect(distinct.partitioner).toBe(placed.partitioner);
  expect(distinct.dependencies[0]!.type).toBe("narrow");
  expect((await distinct.collect()).sort()).toEqual([
    ["a", 1],
    ["b", 1],
  ]);
});

test("records are equal by value", async () => {
  const tuples = world.sc().parallelize(
    [
      [1, "x"],
      [1, "x"],
      [2, "x"],
    ] as [number, string][],
    3,
  );
  expect((await tuples.distinct().collect()).sort()).toEqual([
    [1, "x"],
    [2, "x"],
  ]);
  expect(await tuples.intersection(tuples).count()).toBe(2);
  expect(await tuples.subtract(tuples).count()).toBe(0);
});

test("intersection has no duplicates; subtract keeps those of the first", async () => {
  const sc = world.sc();
  const a = sc.parallelize([5, 3, 9, 1, 5, 1], 2);
  const b = sc.parallelize([3, 5, 5, 8], 2);
  expect(sorted(await parts(a.intersection(b)))).toEqual([[], [3, 5]]);
  expect(a.intersection(b).partitioner).toBeUndefined();
  expect(a.intersection(b, 7).getNumPartitions()).toBe(7);
  expect(sorted(await parts(a.subtract(b)))).toEqual([[], [1, 1, 9]]);
  expect(a.subtract(b, 5).getNumPartitions()).toBe(5);
  expect(await a.intersection(sc.emptyRDD()).count()).toBe(0);
});

test("subtract of pairs that are partitioned stays where they are", async () => {
  const sc = world.sc();
  const placed = sc
    .parallelize(
      [
        ["a", 1],
        ["b", 2],
        ["c", 3],
      ] as [string, number][],
      2,
    )
    .partitionBy(new HashPartitioner(4));
  const left = placed.subtract(
    sc.parallelize(
      [
        ["b", 2],
        ["c", 4],
      ] as [string, number][],
      1,
    ),
  );
  expect(left.getNumPartitions()).toBe(4);
  expect((await left.collect()).sort()).toEqual([
    ["a", 1],
    ["c", 3],
  ]);
});

test("cartesian: every record with every record, partition by partition", async () => {
  const sc = world.sc();
  const a = sc.parallelize([5, 3, 9, 1, 5], 2);
  const b = sc.parallelize([3, 5, 5, 8], 2);
  expect((await parts(a.cartesian(b))).slice(0, 2)).toEqual([
    [
      [5, 3],
      [5, 5],
      [3, 3],
      [3, 5],
    ],
    [
      [5, 5],
      [5, 8],
      [3, 5],
      [3, 8],
    ],
  ]);
  expect(await a.cartesian(b).count()).toBe(20);
});

test("union keeps everything", async () => {
  const sc = world.sc();
  const a = sc.parallelize([1, 1], 1);
  expect(await a.union(a).union(sc.emptyRDD()).collect()).toEqual([1, 1, 1, 1]);
});
