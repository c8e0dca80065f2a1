import { afterEach, beforeEach, expect, test } from "vitest";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

test("map output that is lost between jobs is made anew, and only that", async () => {
  const sc = world.sc();
  const counts = sc
    .parallelize(["a", "b", "a", "c"], 2)
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b);
  const before = await counts.collect();
  sc.shuffles.lose(0, 1);
  expect(await counts.collect()).toEqual(before);
  expect(world.of("stage-submitted").map((event) => [event.stage, event.tasks])).toEqual([
    [0, 2],
    [1, 2],
    [2, 1],
    [3, 2],
  ]);
});

test("map output that is lost while it is read: its stage runs again, then what is left of the reader's", async () => {
  const sc = world.sc();
  let lost = false;
  const counts = sc
    .parallelize(["a", "b", "a", "c"], 2)
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
    .mapPartitions((records) => {
      if (!lost) {
        lost = true;
        sc.shuffles.lose(0, 1);
      }
      return records;
    });
  expect((await counts.collect()).sort()).toEqual([
    ["a", 2],
    ["b", 1],
    ["c", 1],
  ]);
  const submitted = world.of("stage-submitted").map((event) => [event.stage, event.attempt, event.tasks]);
  expect(submitted).toEqual([
    [0, 0, 2],
    [1, 0, 2],
    [0, 0, 1],
    [1, 1, 1],
  ]);
});

test("a stage whose input is lost again and again fails the job", async () => {
  const sc = world.sc();
  const counts = sc
    .parallelize(["a", "b"], 2)
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b)
    .mapPartitions((records) => {
      sc.shuffles.lose(0, 1);
      return records;
    });
  // every attempt finishes one partition and finds the output gone at the second
  await expect(sc.union([counts, counts, counts]).collect()).rejects.toThrow(
    "has failed the maximum allowable number of times: 4",
  );
});
