import { afterEach, beforeEach, expect, test } from "vitest";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

test("tasks read a broadcast value", async () => {
  const sc = world.sc();
  const stop = sc.broadcast(new Set(["the", "a"]));
  const words = sc.parallelize(["the", "quick", "a", "fox"], 2).filter((word) => !stop.value.has(word));
  expect(await words.collect()).toEqual(["quick", "fox"]);
  stop.unpersist();
  expect(await words.collect()).toEqual(["quick", "fox"]);
});

test("a destroyed one is refused, and the next job works", async () => {
  const sc = world.sc();
  const factor = sc.broadcast(10);
  const rdd = sc.parallelize([1, 2], 2);
  factor.destroy();
  expect(() => factor.value).toThrow("Attempted to use Broadcast(0) after it was destroyed");
  await expect(rdd.map((x) => x * factor.value).collect()).rejects.toThrow(
    "Attempted to use Broadcast(0) after it was destroyed",
  );
  expect(await rdd.count()).toBe(2);
});

test("an RDD cannot be broadcast", () => {
  const sc = world.sc();
  expect(() => sc.broadcast(sc.parallelize([1]))).toThrow(
    "requirement failed: Can not directly broadcast RDDs; instead, call collect() and broadcast the result.",
  );
});
