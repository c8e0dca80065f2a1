import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RDD, StatCounter } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

const NUMBERS = [5, 3, 9, 1, 5, 7, 3];

test("sum, mean, variances and deviations are Spark's", async () => {
  const numbers = world.sc().parallelize(NUMBERS, 3);
  expect(await numbers.sum()).toBe(33);
  expect(await numbers.mean()).toBeCloseTo(4.714285714285714, 14);
  expect(await numbers.variance()).toBeCloseTo(6.204081632653062, 14);
  expect(await numbers.popVariance()).toBe(await numbers.variance());
  expect(await numbers.stdev()).toBeCloseTo(2.4907993963089563, 14);
  expect(await numbers.popStdev()).toBe(await numbers.stdev());
  expect(await numbers.sampleStdev()).toBeCloseTo(2.690370836538197, 14);
  expect(await numbers.sampleVariance()).toBeCloseTo(7.238095238095238, 14);
  expect(String(await numbers.stats())).toBe(
    "(count: 7, mean: 4.714286, stdev: 2.490799, max: 9.000000, min: 1.000000)",
  );
});

test("of no numbers", async () => {
  const sc = world.sc();
  const empty = sc.parallelize([] as number[], 2);
  expect(await empty.sum()).toBe(0);
  expect(await empty.mean()).toBe(0);
  expect(await empty.stdev()).toBeNaN();
  expect(String(await empty.stats())).toBe("(count: 0, mean: 0.000000, stdev: NaN, max: -Infinity, min: Infinity)");
  await expect(empty.histogram(2)).rejects.toThrow(
    "Histogram on either an empty RDD or RDD containing +/-infinity or NaN",
  );
  expect(await empty.histogram([0, 1])).toEqual([0]);
  await expect(sc.emptyRDD<number>().stats()).rejects.toThrow("empty collection");
  expect(await sc.emptyRDD<number>().histogram([0, 1])).toEqual([0]);
});

describe("histogram", () => {
  test("of buckets of the same width", async () => {
    const numbers = world.sc().parallelize(NUMBERS, 3);
    expect(await numbers.histogram(3)).toEqual([
      [1, 3.6666666666666665, 6.333333333333333, 9],
      [3, 2, 2],
    ]);
    expect(await numbers.map(() => 4).histogram(5)).toEqual([[4, 4], [7]]);
  });

  test("of buckets that are given: each has its lower bound, the last one its upper one, too", async () => {
    const numbers = world.sc().parallelize([-1, 0, 4.9, 5, 10, 10.1], 2);
    expect(await numbers.histogram([0, 5, 10])).toEqual([2, 2]);
    expect(await numbers.histogram([0, 5, 10], true)).toEqual([2, 2]);
    expect(await numbers.histogram([0, 1, 2, 5])).toEqual([1, 0, 2]);
  });

  test("NaN has a bucket where the last bound is NaN", async () => {
    const numbers = world.sc().parallelize([1, Number.NaN, 11], 2);
    expect(await numbers.histogram([0, 5, 10, Number.NaN])).toEqual([1, 0, 2]);
    expect(await numbers.histogram([0, 5, 20])).toEqual([1, 1]);
    await expect(numbers.histogram(2)).rejects.toThrow("Histogram on either an empty RDD");
  });

  test("needs a bucket", async () => {
    const numbers = world.sc().parallelize(NUMBERS, 3);
    expect(() => numbers.histogram([1])).toThrow("buckets array must have at least two elements");
    await expect(numbers.histogram(0)).rejects.toThrow("buckets array must have at least two elements");
  });
});

describe("StatCounter", () => {
  test("merged in any way is the same", () => {
    const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 101);
    const all = new StatCounter(values);
    for (const cut of [0, 1, 5, 50, 95, 100]) {
      const merged = new StatCounter(values.slice(0, cut)).merge(new StatCounter(values.slice(cut)));
      expect(merged.count).toBe(100);
      expect(merged.mean).toBeCloseTo(all.mean, 10);
      expect(merged.variance).toBeCloseTo(all.variance, 8);
      expect(merged.sampleVariance).toBeCloseTo(all.sampleVariance, 8);
      expect([merged.min, merged.max]).toEqual([0, 100]);
    }
    expect(all.sum).toBeCloseTo(values.reduce((a, b) => a + b));
    const doubled = all.copy();
    doubled.merge(doubled);
    expect([doubled.count, doubled.variance]).toEqual([200, all.variance]);
  });

  test("prints as Java formats", () => {
    expect(String(new StatCounter([1.0000005]))).toContain("mean: 1.000001,");
    expect(String(new StatCounter([123456789.1234565]))).toContain("mean: 123456789.123457,");
    expect(String(new StatCounter([1e22]))).toContain("max: 10000000000000000000000.000000,");
    expect(String(new StatCounter([-0.5]))).toContain("mean: -0.500000,");
  });

  test("of a single value has no sample variance", () => {
    expect(new StatCounter([3]).sampleVariance).toBeNaN();
    expect(new StatCounter([3]).variance).toBe(0);
  });
});

test("what is no number is named, and the next job works", async () => {
  const texts = world.sc().parallelize(["1", "x"], 1);
  const numbers = texts as unknown as RDD<number>;
  await expect(numbers.sum()).rejects.toThrow("sum needs numbers, and this record is none: 1");
  await expect(numbers.stats()).rejects.toMatchObject({ cause: { code: "NOT_A_NUMBER" } });
  await expect(numbers.histogram(2)).rejects.toThrow("histogram needs numbers, and this record is none: 1");
  expect(await texts.count()).toBe(2);
});
