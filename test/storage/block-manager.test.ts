import { afterEach, beforeEach, expect, test } from "vitest";
import { StorageLevel } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

/** About 16 kB of records. */
const records = (letter: string) => Array.from({ length: 100 }, (_, i) => letter.repeat(120) + i);

function context(memory: string) {
  return world.sc("local[2]", { "sluice.storage.memory": memory });
}

test("what was used least recently makes room", () => {
  const { blocks } = context("40k");
  blocks.put("rdd_1_0", records("a"), StorageLevel.MEMORY_ONLY);
  blocks.put("rdd_2_0", records("b"), StorageLevel.MEMORY_ONLY);
  blocks.get("rdd_1_0");
  blocks.put("rdd_3_0", records("c"), StorageLevel.MEMORY_ONLY);
  expect(["rdd_1_0", "rdd_2_0", "rdd_3_0"].map((id) => blocks.has(id))).toEqual([true, false, true]);
  expect(blocks.memoryUsed).toBeLessThanOrEqual(40 * 1024);
});

test("a block is not evicted for its sibling; without room it is not kept, and said so", () => {
  const { blocks } = context("40k");
  for (let i = 0; i < 3; i++) blocks.put(`rdd_1_${i}`, records("a"), StorageLevel.MEMORY_ONLY);
  expect([0, 1, 2].map((i) => blocks.has(`rdd_1_${i}`))).toEqual([true, true, false]);
  expect(world.codes).toContain("NO_ROOM_FOR_BLOCK");
});

test("a level with disk spills there, and the block reads the same from there", () => {
  const { blocks } = context("20k");
  blocks.put("rdd_1_0", records("a"), StorageLevel.MEMORY_AND_DISK);
  blocks.put("rdd_2_0", records("b"), StorageLevel.MEMORY_AND_DISK);
  expect(blocks.info("rdd_1_0")).toMatchObject({ memory: 0, onDisk: true });
  expect(blocks.get("rdd_1_0")).toEqual(records("a"));
  blocks.put("rdd_3_0", [["k", 1], null, undefined], StorageLevel.DISK_ONLY);
  expect(blocks.get("rdd_3_0")).toEqual([["k", 1], null, undefined]);
});

test("a serialised level gives new records each time", () => {
  const { blocks } = context("1m");
  const original = [{ n: 1 }];
  blocks.put("rdd_1_0", original, StorageLevel.MEMORY_ONLY_SER);
  const first = blocks.get("rdd_1_0");
  expect(first).toEqual(original);
  expect(first![0]).not.toBe(original[0]);
});

test.each([
  StorageLevel.MEMORY_ONLY,
  StorageLevel.MEMORY_ONLY_SER,
  StorageLevel.MEMORY_AND_DISK,
  StorageLevel.MEMORY_AND_DISK_SER_2,
  StorageLevel.DISK_ONLY,
  StorageLevel.MEMORY_ONLY_2,
])("an RDD persisted at %s is computed once, a lost block again", async (level) => {
  const sc = context("1m");
  let calls = 0;
  const rdd = sc.parallelize(["a", "b", "c"], 3).map((x) => {
    calls++;
    return [x, calls];
  });
  rdd.persist(level);
  const first = await rdd.collect();
  expect(await rdd.collect()).toEqual(first);
  expect(calls).toBe(3);
  sc.blocks.remove(`rdd_${rdd.id}_1`);
  await rdd.count();
  expect(calls).toBe(4);
  rdd.unpersist();
  expect(sc.blocks.size).toBe(0);
});

test("a budget too small for anything still gives the right answer", async () => {
  const sc = context("1k");
  const rdd = sc.parallelize(records("x"), 4).cache();
  expect(await rdd.count()).toBe(100);
  expect(await rdd.collect()).toEqual(records("x"));
});

test("the end of the application leaves no file", async () => {
  const sc = context("1k");
  await sc.parallelize(records("x"), 4).persist(StorageLevel.MEMORY_AND_DISK).count();
  const directory = world.host.files.temporaryDirectory();
  expect(world.host.files.list(`${directory}/blocks`)).toHaveLength(4);
  sc.stop();
  expect(world.host.files.stat(`${directory}/blocks`)).toBeUndefined();
});
