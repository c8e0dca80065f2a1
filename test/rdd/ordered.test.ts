import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RangePartitioner } from "../../core/index.ts";
import { naturalOrder } from "../../core/rdd/ordering.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

const NUMBERS = [5, 3, 9, 1, 5, 7, 3];
const PAIRS: [string, number][] = [
  ["b", 2],
  ["a", 1],
  ["c", 4],
  ["a", 3],
  ["d", 0],
  ["b", 5],
];

describe("the natural order", () => {
  const isSorted = (values: readonly unknown[]) => {
    for (let i = 0; i < values.length; i++) {
      for (let j = 0; j < values.length; j++)
        expect(Math.sign(naturalOrder(values[i], values[j]))).toBe(Math.sign(i - j));
    }
  };

  test("of numbers, texts, booleans, dates, tuples and what is not there", () => {
    isSorted([-Infinity, -2.5, 0, 1, 2n, 3, 10, Infinity, Number.NaN]);
    // by UTF-16 units, as Java: a character beyond 0xffff comes before U+FFFD
    isSorted(["", "A", "B", "a", "aa", "b", "ä", "😀", "\ufffd"]);
    isSorted([false, true]);
    isSorted([new Date(0), new Date(1)]);
    isSorted([[], [1], [1, "a"], [1, "b"], [2], [2, "a", true]]);
    isSorted([undefined, 1, 2]);
    isSorted([new Version(1), new Version(2)]);
  });

  test("is missing for other things, and between different ones", () => {
    expect(() => naturalOrder({}, {})).toThrow("No implicit Ordering defined for Object");
    expect(() => naturalOrder(1, "a")).toThrow("No implicit Ordering defined for number and string");
    expect(() => naturalOrder(null, null)).toThrow("No implicit Ordering defined for null");
    expect(() => naturalOrder([1], ["a"])).toThrow("No implicit Ordering defined for number and string");
  });

  class Version {
    readonly number: number;
    constructor(number: number) {
      this.number = number;
    }
    compareTo(other: Version): number {
      return this.number - other.number;
    }
  }
});

test("takeOrdered, top, max, min", async () => {
  const numbers = world.sc().parallelize(NUMBERS, 3);
  expect(await numbers.takeOrdered(3)).toEqual([1, 3, 3]);
  expect(await numbers.top(3)).toEqual([9, 7, 5]);
  expect(await numbers.top(99)).toEqual([9, 7, 5, 5, 3, 3, 1]);
  expect(await numbers.top(0)).toEqual([]);
  expect([await numbers.max(), await numbers.min()]).toEqual([9, 1]);
  const byLastDigit = (a: number, b: number) => ((a * 7) % 10) - ((b * 7) % 10);
  expect(await numbers.distinct().takeOrdered(5, byLastDigit)).toEqual([3, 5, 1, 7, 9].sort(byLastDigit));
  expect(await numbers.max(byLastDigit)).toBe([...NUMBERS].sort(byLastDigit).at(-1));
  expect(world.of("job-started").map((event) => event.action)).toContain("top");
});

test("of nothing", async () => {
  const empty = world.sc().parallelize([] as number[], 2);
  expect(await empty.top(1)).toEqual([]);
  expect(await empty.takeOrdered(1)).toEqual([]);
  await expect(empty.max()).rejects.toThrow("empty collection");
  await expect(empty.min()).rejects.toThrow("empty collection");
  expect(await empty.sortBy((n) => n).collect()).toEqual([]);
  expect(empty.sortBy((n) => n).getNumPartitions()).toBe(1);
  expect(() => empty.top(-1)).toThrow("k (-1) must be nonnegative");
});

test("sortBy: every record of a partition is before those of the next", async () => {
  const numbers = world.sc().parallelize(NUMBERS, 3);
  expect(
    await numbers
      .sortBy((n) => n)
      .glom()
      .collect(),
  ).toEqual([
    [1, 3, 3],
    [5, 5],
    [7, 9],
  ]);
  expect(await numbers.sortBy((n) => n, false).collect()).toEqual([9, 7, 5, 5, 3, 3, 1]);
  expect(
    await numbers
      .sortBy((n) => n, true, 1)
      .glom()
      .collect(),
  ).toEqual([[1, 3, 3, 5, 5, 7, 9]]);
  expect(numbers.sortBy((n) => n).partitioner).toBeUndefined();
});

test("sortByKey, with the cuts that Spark finds", async () => {
  const sc = world.sc();
  const pairs = sc.parallelize(PAIRS, 3);
  expect(await pairs.sortByKey().glom().collect()).toEqual([
    [
      ["a", 1],
      ["a", 3],
    ],
    [
      ["b", 2],
      ["b", 5],
    ],
    [
      ["c", 4],
      ["d", 0],
    ],
  ]);
  expect((await pairs.sortByKey(false).keys().collect()).join("")).toBe("dcbbaa");
  expect(pairs.sortByKey().partitioner).toBeInstanceOf(RangePartitioner);
  expect(world.of("job-started")[0]!.action).toBe("sortByKey");
  const jobs = world.of("job-started").length;
  pairs.sortByKey(true, 1);
  expect(world.of("job-started")).toHaveLength(jobs);
});

test("sorted by a comparator", async () => {
  const words = world
    .sc()
    .parallelize(["Bb", "aa", "AA", "bB", "c"], 2)
    .map((word): [string, number] => [word, 1]);
  const ignoringCase = (a: string, b: string) => naturalOrder(a.toLowerCase(), b.toLowerCase());
  expect(await words.sortByKey(true, 2, ignoringCase).keys().collect()).toEqual(["aa", "AA", "Bb", "bB", "c"]);
  expect(await words.sortByKey(false, 2, ignoringCase).keys().collect()).toEqual(["c", "Bb", "bB", "aa", "AA"]);
  const byKey = await words
    .keys()
    .sortBy((word) => word, true, 1, ignoringCase)
    .collect();
  expect(byKey.map((word) => word.toLowerCase())).toEqual(["aa", "aa", "bb", "bb", "c"]);
});

test("keys of other kinds are sorted, too", async () => {
  const sc = world.sc();
  const keys = async <K>(values: K[]) =>
    (
      await sc
        .parallelize(
          values.map((key): [K, null] => [key, null]),
          3,
        )
        .sortByKey()
        .collect()
    ).map(([key]) => key);
  expect(await keys([3, Number.NaN, -1, 1e9, 0.5])).toEqual([-1, 0.5, 3, 1e9, Number.NaN]);
  expect(await keys([3n, -5n, 10n ** 30n])).toEqual([-5n, 3n, 10n ** 30n]);
  expect(await keys([true, false, true])).toEqual([false, true, true]);
  expect(await keys([new Date(5), new Date(1)])).toEqual([new Date(1), new Date(5)]);
  expect(
    await keys([
      ["b", 1],
      ["a", 2],
      ["a", 1],
    ]),
  ).toEqual([
    ["a", 1],
    ["a", 2],
    ["b", 1],
  ]);
  expect(await keys([2, undefined, 1])).toEqual([undefined, 1, 2]);
  expect(await keys([2n, 1, 1.5])).toEqual([1, 1.5, 2n]);
});

test("repartitionAndSortWithinPartitions", async () => {
  const pairs = world.sc().parallelize(PAIRS, 3);
  const ranges = new RangePartitioner(2, pairs);
  const sorted = pairs.repartitionAndSortWithinPartitions(ranges);
  expect((await sorted.keys().glom().collect()).map((part) => part.join(""))).toEqual(["aabb", "cd"]);
  const again = sorted.mapValues((n) => n).repartitionAndSortWithinPartitions(ranges, (a, b) => naturalOrder(b, a));
  expect(again.dependencies[0]!.type).toBe("narrow");
  expect((await again.keys().glom().collect()).map((part) => part.join(""))).toEqual(["bbaa", "dc"]);
});

test("filterByRange reads only the partitions that may have the keys", async () => {
  const pairs = world.sc().parallelize(PAIRS, 3);
  expect((await pairs.filterByRange("b", "c").keys().collect()).sort()).toEqual(["b", "b", "c"]);
  const sorted = pairs.sortByKey(true, 3);
  await sorted.count();
  world.events.length = 0;
  expect(await sorted.filterByRange("b", "bb").keys().collect()).toEqual(["b", "b"]);
  expect(world.of("stage-submitted").at(-1)!.tasks).toBeLessThan(3);
  const descending = pairs.sortByKey(false, 3);
  expect(await descending.filterByRange("a", "b").keys().collect()).toEqual(["b", "b", "a", "a"]);
});

test("lookup asks only the partition that has the key", async () => {
  const sorted = world.sc().parallelize(PAIRS, 3).sortByKey();
  await sorted.count();
  world.events.length = 0;
  expect(await sorted.lookup("a")).toEqual([1, 3]);
  expect(world.of("stage-submitted").at(-1)!.tasks).toBe(1);
});

describe("RangePartitioner", () => {
  test("many ranges are found by halves as one after the other", () => {
    const sc = world.sc();
    const pairs = sc.range(0, 4000, 1, 4).map((n): [number, null] => [n * 2, null]);
    for (const partitions of [40, 129, 200]) {
      const ranges = new RangePartitioner(partitions, pairs);
      const placed = Array.from({ length: 4000 }, (_, i) => ranges.getPartition(i * 2));
      expect(placed).toEqual([...placed].sort((a, b) => a - b));
      expect(new Set(placed).size).toBe(ranges.numPartitions);
      const largest = Math.max(...[...Map.groupBy(placed, (p) => p).values()].map((keys) => keys.length));
      expect(largest).toBeLessThan((4000 / partitions) * 4);
    }
  });

  test("a partition with far more records than others is sampled once more", async () => {
    const sc = world.sc();
    const skewed = sc
      .range(0, 4, 1, 4)
      .flatMap((p) => Array.from({ length: p === 0 ? 20_000 : 3 }, (_, i): [number, null] => [i, null]));
    const sizes = (await skewed.sortByKey(true, 4).glom().collect()).map((part) => part.length);
    expect(world.of("job-started").filter((event) => event.action === "sortByKey")).toHaveLength(2);
    expect(Math.max(...sizes)).toBeLessThan(9000);
  });

  test("is equal when its bounds are", () => {
    const pairs = world.sc().parallelize(PAIRS, 3);
    expect(new RangePartitioner(3, pairs).equals(new RangePartitioner(3, pairs))).toBe(true);
    expect(new RangePartitioner(3, pairs).equals(new RangePartitioner(2, pairs))).toBe(false);
    expect(new RangePartitioner(3, pairs).equals(new RangePartitioner(3, pairs, false))).toBe(false);
  });

  test("does not take what makes no sense", () => {
    const pairs = world.sc().parallelize(PAIRS, 3);
    expect(() => pairs.sortByKey(true, -1)).toThrow(
      "requirement failed: Number of partitions cannot be negative but found -1.",
    );
    expect(() => new RangePartitioner(2, pairs, true, undefined, 0)).toThrow(
      "requirement failed: Sample points per partition must be greater than 0 but found 0",
    );
  });
});

test("a comparator that throws fails the action, and the next job works", async () => {
  const sc = world.sc();
  const pairs = sc.parallelize(PAIRS, 1);
  const broken = () => {
    throw new TypeError("cannot compare");
  };
  await expect(pairs.sortByKey(true, 1, broken).collect()).rejects.toThrow(
    /^Job aborted due to stage failure: .*TypeError: cannot compare$/,
  );
  expect(() => pairs.sortByKey(true, 2, broken)).toThrow("cannot compare");
  await expect(sc.parallelize([1, 2], 1).max(broken)).rejects.toThrow("cannot compare");
  await expect(sc.parallelize([{ a: 1 }, { a: 2 }], 1).top(1)).rejects.toThrow(
    "No implicit Ordering defined for Object",
  );
  expect(await pairs.count()).toBe(6);
});
