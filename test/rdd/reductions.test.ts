import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

const NUMBERS = [5, 3, 9, 1, 5, 7, 3];
const add = (a: number, b: number) => a + b;

test("fold takes its zero value once for each partition, and once more in the driver", async () => {
  const numbers = world.sc().parallelize(NUMBERS, 3);
  expect(await numbers.fold(0, add)).toBe(33);
  expect(await numbers.fold(10, add)).toBe(73);
  expect(await numbers.filter(() => false).fold(7, add)).toBe(28);
});

test("aggregate, to another type", async () => {
  const numbers = world.sc().parallelize(NUMBERS, 3);
  const meanParts = await numbers.aggregate(
    [0, 0],
    (sum, n) => [sum[0] + n, sum[1] + 1],
    (a, b) => [a[0] + b[0], a[1] + b[1]],
  );
  expect(meanParts).toEqual([33, 7]);
  expect(await numbers.aggregate(100, add, add)).toBe(433);
});

test("zero values may be changed in place: each partition has a copy, and so has each job", async () => {
  const numbers = world.sc().parallelize(NUMBERS, 3);
  const zero = { seen: [] as number[], keys: new Map<string, number[]>([["all", []]]) };
  const gather = () =>
    numbers.aggregate(
      zero,
      (sum, n) => {
        sum.seen.push(n);
        sum.keys.get("all")!.push(n);
        return sum;
      },
      (a, b) => {
        a.seen.push(...b.seen);
        a.keys.get("all")!.push(...b.keys.get("all")!);
        return a;
      },
    );
  for (let i = 0; i < 2; i++) {
    const { seen, keys } = await gather();
    expect(seen).toEqual(NUMBERS);
    expect(keys.get("all")).toEqual(NUMBERS);
  }
  expect(zero.seen).toEqual([]);
  expect(zero.keys.get("all")).toEqual([]);
});

test("the zero value is taken when the action is called", async () => {
  const numbers = world.sc().parallelize([1, 2], 2);
  const zero = [100];
  const sum = numbers.aggregate(
    zero,
    (a, n) => [a[0]! + n],
    (a, b) => [a[0]! + b[0]!],
  );
  zero[0] = 0;
  expect(await sum).toEqual([303]);
});

describe("in a tree", () => {
  test("results are the same, whatever the depth", async () => {
    const numbers = world.sc().range(0, 200, 1, 40);
    for (const depth of [1, 2, 3, 5]) {
      expect(await numbers.treeReduce(add, depth)).toBe(19900);
      expect(await numbers.treeAggregate(0, add, add, depth)).toBe(19900);
    }
    const collected = await numbers.treeAggregate(
      [] as number[],
      (list, n) => [...list, n],
      (a, b) => [...a, ...b],
    );
    expect(collected.sort((a, b) => a - b)).toEqual(await numbers.collect());
  });

  test("many partitions are brought together by shuffles, few are not", async () => {
    const sc = world.sc();
    await sc.range(0, 10, 1, 4).treeReduce(add);
    expect(world.of("stage-submitted").map((event) => event.tasks)).toEqual([4]);
    world.events.length = 0;
    await sc.range(0, 100, 1, 16).treeReduce(add);
    expect(world.of("stage-submitted").map((event) => event.tasks)).toEqual([16, 4]);
    expect(world.of("job-started").map((event) => event.action)).toEqual(["treeReduce"]);
  });

  test("partitions without records do not matter", async () => {
    const sc = world.sc();
    expect(await sc.parallelize([1, 2, 3], 30).treeReduce(add)).toBe(6);
    await expect(sc.parallelize([] as number[], 30).treeReduce(add)).rejects.toThrow("empty collection");
    await expect(sc.emptyRDD<number>().treeReduce(add)).rejects.toThrow("empty collection");
    expect(await sc.emptyRDD<number>().treeAggregate(5, add, add)).toBe(5);
    expect(() => sc.emptyRDD<number>().treeReduce(add, 0)).toThrow(
      "requirement failed: Depth must be greater than or equal to 1 but got 0.",
    );
  });

  test("undefined and null are records like others", async () => {
    const nothing = world.sc().parallelize([null, undefined, null], 3);
    expect(await nothing.treeReduce((a) => a)).toBe(null);
    expect(await nothing.reduce((_, b) => b)).toBe(null);
  });
});

test("reduce of nothing", async () => {
  const sc = world.sc();
  await expect(sc.parallelize([] as number[], 2).reduce(add)).rejects.toMatchObject({
    name: "UnsupportedOperationError",
    message: "empty collection",
    code: "EMPTY_COLLECTION",
  });
  expect(await sc.parallelize([4], 3).reduce(add)).toBe(4);
});

test("a function that throws fails the action, and the next job works", async () => {
  const numbers = world.sc().parallelize(NUMBERS, 3);
  const broken = () => {
    throw new RangeError("no");
  };
  await expect(numbers.reduce(broken)).rejects.toThrow("RangeError: no");
  await expect(numbers.fold(0, broken)).rejects.toThrow("RangeError: no");
  await expect(numbers.treeAggregate(0, add, broken)).rejects.toThrow("RangeError: no");
  expect(await numbers.count()).toBe(7);
});
