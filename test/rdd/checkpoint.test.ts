import { afterEach, beforeEach, expect, test } from "vitest";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

test("a checkpoint is written after the next job, and cuts the lineage", async () => {
  const sc = world.sc();
  sc.setCheckpointDir("/checkpoints");
  let calls = 0;
  const rdd = sc.parallelize([1, 2, 3, 4], 2).map((x) => {
    calls++;
    return [`k${x}`, x];
  });
  rdd.checkpoint();
  expect([rdd.isCheckpointed, rdd.dependencies[0]?.rdd.kind.name]).toEqual([false, "ParallelCollectionRDD"]);
  const child = rdd.filter((pair) => pair[1] !== 2);
  expect(await child.count()).toBe(3);
  expect([rdd.isCheckpointed, rdd.dependencies[0]?.rdd.kind.name]).toEqual([true, "ReliableCheckpointRDD"]);
  expect(calls).toBe(8);
  const before = await rdd.collect();
  expect(before).toEqual([
    ["k1", 1],
    ["k2", 2],
    ["k3", 3],
    ["k4", 4],
  ]);
  expect(await child.count()).toBe(3);
  expect(calls).toBe(8);
  expect(world.host.files.list(rdd.getCheckpointFile()!).map((file) => file.name)).toEqual([
    "part-00000",
    "part-00001",
  ]);
});

test("a checkpoint is written once, also of an RDD in the middle of the lineage, and not of what nothing used", async () => {
  const sc = world.sc();
  sc.setCheckpointDir("/checkpoints");
  const middle = sc.parallelize([1, 2], 2).map((x) => x + 1);
  const unused = middle.map((x) => x);
  middle.checkpoint();
  unused.checkpoint();
  const sum = middle.map((x) => [x % 2, x]).reduceByKey((a, b) => a + b);
  await sum.collect();
  await sum.collect();
  expect(world.of("job-started").map((job) => job.action)).toEqual(["collect", "checkpoint", "collect"]);
  expect([middle.isCheckpointed, unused.isCheckpointed]).toEqual([true, false]);
});

test("the RDD of a checkpoint is named after the action whose job wrote it", async () => {
  const sc = world.sc();
  sc.setCheckpointDir("/checkpoints");
  const rdd = sc.parallelize([1, 2], 2).map((x) => x + 1);
  rdd.checkpoint();
  await rdd.count();
  expect(rdd.toDebugString()).toMatch(/ReliableCheckpointRDD\[\d+\] at count at checkpoint\.test\.ts/);
});

test("without a directory it is refused", () => {
  expect(() => world.sc().parallelize([1]).checkpoint()).toThrow(
    "Checkpoint directory has not been set in the SparkContext",
  );
});

test("a local checkpoint keeps the blocks, and says so when they are gone", async () => {
  const sc = world.sc();
  let calls = 0;
  const rdd = sc.parallelize([1, 2], 2).map((x) => {
    calls++;
    return x * 10;
  });
  rdd.localCheckpoint();
  expect(await rdd.collect()).toEqual([10, 20]);
  expect(await rdd.collect()).toEqual([10, 20]);
  expect(calls).toBe(2);
  expect([rdd.isCheckpointed, rdd.getCheckpointFile()]).toEqual([true, undefined]);
  sc.blocks.remove(`rdd_${rdd.id}_1`);
  await expect(rdd.collect()).rejects.toThrow(`Checkpoint block rdd_${rdd.id}_1 not found!`);
});

test("a checkpoint that cannot be written fails the action, and the next one works", async () => {
  const sc = world.sc();
  sc.setCheckpointDir("/checkpoints");
  const rdd = sc.parallelize([1, 2], 2);
  rdd.checkpoint();
  const { files } = world.host;
  const rename = files.rename.bind(files);
  files.rename = () => {
    throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  };
  await expect(rdd.count()).rejects.toThrow("no space left on device");
  files.rename = rename;
  expect(await rdd.count()).toBe(2);
  expect(rdd.isCheckpointed).toBe(true);
});
