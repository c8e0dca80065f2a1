import { afterEach, beforeEach, expect, test } from "vitest";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World({ taskCost: 100 });
});
afterEach(() => world.end());

test("cancelling a group ends its jobs and no others; tasks that wait do not start", async () => {
  const sc = world.sc("local[1]");
  let calls = 0;
  sc.setJobGroup("slow", "a group");
  const slow = sc.parallelize([1, 2, 3], 3).foreach(() => {
    calls++;
  });
  sc.clearJobGroup();
  const other = sc.parallelize([1], 1).count();
  await world.clock.advance(150);
  sc.cancelJobGroup("slow");
  await expect(slow).rejects.toThrow("Job 0 cancelled part of cancelled job group slow");
  await world.clock.advance(1000);
  expect(await other).toBe(1);
  expect(calls).toBe(2);
});

test("all jobs can be cancelled, and the next one works", async () => {
  const sc = world.sc("local[1]");
  const first = sc.parallelize([1, 2], 2).count();
  await world.clock.advance(50);
  sc.cancelAllJobs();
  await expect(first).rejects.toThrow("Job 0 cancelled as part of cancellation of all jobs");
  const second = sc.parallelize([1, 2], 2).count();
  await world.clock.advance(500);
  expect(await second).toBe(2);
});
