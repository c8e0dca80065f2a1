import { afterEach, beforeEach, expect, test } from "vitest";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

test("a job is cut into stages at its shuffles, and what is there already is skipped", async () => {
  const counts = world
    .sc()
    .parallelize(["a", "b", "a"], 2)
    .map((word) => [word, 1])
    .reduceByKey((a, b) => a + b);
  await counts.collect();
  await counts
    .map(([word]) => [word.length, 1])
    .reduceByKey((a, b) => a + b)
    .collect();
  expect(world.of("job-started").map((event) => event.stages)).toEqual([
    [0, 1],
    [2, 3, 4],
  ]);
  expect(world.of("stage-submitted").map((event) => event.stage)).toEqual([0, 1, 3, 4]);
  expect(world.of("stage-skipped").map((event) => event.stage)).toEqual([2]);
  expect(world.of("shuffle-written").map((event) => event.buckets)).toEqual([
    [0, 1],
    [1, 1],
    [0, 1],
    [0, 1],
  ]);
});

test("one shuffle that two branches of a job read runs once", async () => {
  const sc = world.sc();
  let calls = 0;
  const counts = sc
    .parallelize(["a"], 1)
    .map((word) => {
      calls++;
      return [word, 1];
    })
    .reduceByKey((a, b) => a + b);
  expect(
    await counts
      .mapValues((n) => n * 10)
      .union(counts)
      .values()
      .collect(),
  ).toEqual([10, 1]);
  expect(calls).toBe(1);
});

test("tasks take turns on the slots, and overlap where they cost time", async () => {
  world.end();
  world = new World({ taskCost: 100 });
  const job = world.sc("local[2]").parallelize([1, 2, 3], 3).count();
  await world.clock.advance(1000);
  expect(await job).toBe(3);
  const ends = world.of("task-completed").map(({ t, slot, partition, duration }) => [t, slot, partition, duration]);
  expect(ends).toEqual([
    [100, 0, 0, 100],
    [100, 1, 1, 100],
    [200, 0, 2, 100],
  ]);
});

test("a task that fails is tried as often as the master says; then the job says it in Spark's words", async () => {
  const attempts: number[] = [];
  const rdd = world
    .sc("local[2,3]")
    .parallelize([1, 2], 2)
    .map((x) => {
      if (x === 2) {
        attempts.push(x);
        throw new RangeError("two");
      }
      return x;
    });
  await expect(rdd.collect()).rejects.toThrow(
    "Job aborted due to stage failure: Task 1 in stage 0.0 failed 3 times, most recent failure: " +
      "Lost task 1.2 in stage 0.0 (TID 3) (localhost executor driver): RangeError: two",
  );
  expect(attempts).toHaveLength(3);
  expect(await rdd.filter((x) => x === 1).take(1)).toEqual([1]);
});

test("the error of the user's function is the cause, with its place", async () => {
  const failing = world
    .sc()
    .parallelize([1], 1)
    .map((): number => {
      throw new TypeError("mine");
    });
  const error = await failing.collect().then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error?.cause).toBeInstanceOf(TypeError);
  expect(world.of("job-completed").at(-1)?.error?.site?.file).toBe("jobs.test.ts");
});
