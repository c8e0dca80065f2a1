import { afterEach, beforeEach, expect, test } from "vitest";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

const NUMBERS = [5, 3, 9, 1, 5, 7, 3];

test("zip", async () => {
  const numbers = world.sc().parallelize(NUMBERS, 3);
  expect(await numbers.zip(numbers.map((n) => n * 10)).collect()).toEqual(NUMBERS.map((n) => [n, n * 10]));
});

test("zip of what does not match", async () => {
  const sc = world.sc();
  const numbers = sc.parallelize(NUMBERS, 3);
  await expect(numbers.zip(numbers.filter((n) => n > 3)).collect()).rejects.toThrow(
    /^Job aborted due to stage failure: Task 0 in stage \d+\.0 failed 1 times.*: Can only zip RDDs with same number of elements in each partition$/,
  );
  await expect(numbers.zip(sc.parallelize(NUMBERS, 2)).collect()).rejects.toThrow(
    "Can't zip RDDs with unequal numbers of partitions: List(3, 2)",
  );
  expect(await numbers.count()).toBe(7);
});

test("zipPartitions gives the iterators of up to four RDDs", async () => {
  const sc = world.sc();
  const a = sc.parallelize([1, 2, 3, 4], 2);
  const b = sc.parallelize(["x", "y", "z"], 2);
  const sizes = a.zipPartitions(b, (numbers, texts) => [[...numbers].length, [...texts].length]);
  expect(await sizes.collect()).toEqual([2, 1, 2, 2]);
  const three = a.zipPartitions(b, a, (p, q, r) => [[...p, ...q, ...r].join("")]);
  expect(await three.collect()).toEqual(["12x12", "34yz34"]);
  const four = a.zipPartitions(a, a, b, (p, q, r, s) => [[...p, ...q, ...r, ...s].length]);
  expect(await four.collect()).toEqual([7, 8]);
});

test("zipPartitions keeps the first one's partitioner when it is told to", () => {
  const pairs = world
    .sc()
    .parallelize([["a", 1]], 1)
    .reduceByKey((a, b) => a + b);
  expect(pairs.zipPartitions(pairs, (a) => a, true).partitioner).toBe(pairs.partitioner);
  expect(pairs.zipPartitions(pairs, (a) => a).partitioner).toBeUndefined();
});

test("zipWithIndex counts the partitions by a job at once, but not of a single one, and not the last", async () => {
  const sc = world.sc();
  const indexed = sc.parallelize(NUMBERS, 3).zipWithIndex();
  expect(world.of("stage-submitted").map((event) => event.tasks)).toEqual([2]);
  expect(world.of("job-started")[0]!.action).toBe("zipWithIndex");
  expect(await indexed.collect()).toEqual(NUMBERS.map((n, i) => [n, i]));
  expect(await indexed.mapPartitions((records) => records).collect()).toEqual(NUMBERS.map((n, i) => [n, i]));
  const jobs = world.of("job-started").length;
  expect(await sc.parallelize(["x"], 1).zipWithIndex().collect()).toEqual([["x", 0]]);
  expect(await sc.emptyRDD().zipWithIndex().collect()).toEqual([]);
  expect(world.of("job-started")).toHaveLength(jobs + 2);
});

test("zipWithUniqueId: record i of partition p of n gets i·n + p, without a job", async () => {
  const numbered = world.sc().parallelize(NUMBERS, 3).zipWithUniqueId();
  expect(world.of("job-started")).toHaveLength(0);
  expect(await numbered.glom().collect()).toEqual([
    [
      [5, 0],
      [3, 3],
    ],
    [
      [9, 1],
      [1, 4],
    ],
    [
      [5, 2],
      [7, 5],
      [3, 8],
    ],
  ]);
});

test("range", async () => {
  const sc = world.sc();
  expect(await sc.range(0, 10, 3, 2).glom().collect()).toEqual([
    [0, 3],
    [6, 9],
  ]);
  expect(await sc.range(3, -3, -2).collect()).toEqual([3, 1, -1]);
  expect(await sc.range(3, 3).collect()).toEqual([]);
  expect(sc.range(0, 5).getNumPartitions()).toBe(2);
  expect(
    await sc
      .range(0, 4, 1, 1)
      .mapPartitions((records) => records.take(2))
      .collect(),
  ).toEqual([0, 1]);
  expect(() => sc.range(0, 5, 0)).toThrow("requirement failed: step cannot be 0");
  expect(() => sc.range(0, 5, 1, -1)).toThrow("Positive number of partitions required");
  expect(() => sc.range(0, 0.5)).toThrow("range needs whole numbers");
});
