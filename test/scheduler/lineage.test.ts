import { afterEach, beforeEach, expect, test } from "vitest";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

const pairs = [
  ["a", 1],
  ["b", 2],
] as [string, number][];

test("a job tells what it is computed from, where it is shuffled, and what it finds in the cache", async () => {
  const sc = world.sc();
  const sums = sc
    .parallelize(pairs, 2)
    .mapValues((n) => n + 1)
    .reduceByKey((a, b) => a + b)
    .cache();
  await sums.map(([key]) => key).collect();
  await sums.count();
  const [first, second] = world.of("job-started").map((job) => job.rdds!);
  const shapes = first!.map((rdd) => [rdd.text.split("[")[0], rdd.parents.length, rdd.level, rdd.kept]);
  expect(shapes).toEqual([
    ["MapPartitionsRDD", 1, undefined, undefined],
    ["ShuffledRDD", 1, "MEMORY_ONLY", undefined],
    ["MapPartitionsRDD", 1, undefined, undefined],
    ["ParallelCollectionRDD", 0, undefined, undefined],
  ]);
  expect(first!.map((rdd) => rdd.parents.map((parent) => parent.shuffle))).toEqual([[undefined], [0], [undefined], []]);
  expect(second!.map((rdd) => [rdd.kept, rdd.parents])).toEqual([[true, []]]);
});

test("a lineage that a checkpoint has cut says so; nothing is told when nobody is watching", async () => {
  const sc = world.sc();
  sc.setCheckpointDir("/checkpoints");
  const numbers = sc.parallelize([1, 2, 3], 2).map((n) => n + 1);
  numbers.checkpoint();
  await numbers.count();
  await numbers.count();
  const last = world.of("job-started").at(-1)!.rdds!;
  expect(last[0]!.checkpointed).toBe(true);
  await world.end();
  world = new World({ previews: 0 });
  await world.sc().parallelize([1]).count();
  expect(world.of("job-started").map((job) => job.rdds)).toEqual([undefined]);
});
