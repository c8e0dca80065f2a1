import { afterEach, beforeEach, expect, test } from "vitest";
import { JavaRandom, randomizeInPlace } from "../../core/rdd/random/java-random.ts";
import { Poisson } from "../../core/rdd/random/poisson.ts";
import { fractionForSampleSize } from "../../core/rdd/random/sample-size.ts";
import { makeSampler } from "../../core/rdd/random/samplers.ts";
import { XORShiftRandom } from "../../core/rdd/random/xor-shift-random.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

test("java.util.Random, as Java itself counts", () => {
  const random = new JavaRandom(42);
  expect([random.nextLong(), random.nextLong()]).toEqual([-5025562857975149833n, -5843495416241995736n]);
  expect([random.nextAnyInt(), random.nextInt(10), random.nextInt(64), random.nextInt(1_000_003)]).toEqual([
    1325939940, 5, 17, 792361,
  ]);
  const negative = new JavaRandom(-7);
  expect([negative.nextLong(), negative.nextAnyInt(), negative.nextInt(3)]).toEqual([
    4964420944606563203n,
    -1403676116,
    0,
  ]);
});

test("XORShiftRandom gives what Spark's own documentation shows for rand(seed)", () => {
  expect(new XORShiftRandom(0).nextDouble()).toBe(0.7604953758285915);
  expect(new XORShiftRandom(42).nextDouble()).toBe(0.619189370225301);
  expect(new XORShiftRandom(42n).nextDouble()).toBe(0.619189370225301);
});

test("samples of range(10) in four partitions have the sizes that Spark's documentation shows for seed 3", async () => {
  const numbers = world.sc().range(0, 10, 1, 4);
  expect(await numbers.sample(true, 0.5, 3).count()).toBe(1);
  expect(await numbers.randomSplit([0.5, 0.5], 3)[0]!.count()).toBe(7);
});

test("a sampler takes about the fraction that it was asked for", () => {
  const n = 200_000;
  for (const fraction of [0.05, 0.4, 0.41, 0.9, 1, 2.5, 90]) {
    for (const type of fraction <= 1 ? (["bernoulli", "poisson"] as const) : (["poisson"] as const)) {
      const sampler = makeSampler({ type, fraction }, 7);
      let taken = 0;
      for (let i = 0; i < n; i++) taken += sampler.sample();
      // five standard deviations
      expect(Math.abs(taken / n - fraction), `${type} ${fraction}`).toBeLessThan(5 * Math.sqrt(fraction / n));
    }
  }
});

test("Poisson numbers have the variance that they should", () => {
  for (const mean of [0.5, 3, 39, 100]) {
    const poisson = new Poisson(mean, 11);
    let sum = 0;
    let squares = 0;
    const n = 50_000;
    for (let i = 0; i < n; i++) {
      const x = poisson.sample();
      sum += x;
      squares += x * x;
    }
    expect((squares - (sum * sum) / n) / n / mean).toBeCloseTo(1, 1);
  }
});

test("a sample is the same every time, and keeps order and partitions", async () => {
  const numbers = world.sc().range(0, 1000, 1, 5);
  const sample = numbers.sample(false, 0.3, 9n);
  const once = await sample.glom().collect();
  expect(await sample.glom().collect()).toEqual(once);
  expect(await numbers.sample(false, 0.3, 9).glom().collect()).toEqual(once);
  expect(await numbers.sample(false, 0.3, 10).glom().collect()).not.toEqual(once);
  expect(once.flat()).toEqual([...once.flat()].sort((a, b) => a - b));
  for (const [i, part] of once.entries()) expect(part.every((n) => Math.floor(n / 200) === i)).toBe(true);
  expect(await sample.mapPartitions((records) => records).collect()).toEqual(once.flat());
  expect(await numbers.sample(false, 0).count()).toBe(0);
  expect(await numbers.sample(false, 1).collect()).toEqual(await numbers.collect());
});

test("a sample keeps the partitioner", () => {
  const pairs = world
    .sc()
    .parallelize([["a", 1]], 1)
    .reduceByKey((a, b) => a + b);
  expect(pairs.sample(false, 0.5).partitioner).toBe(pairs.partitioner);
});

test("the parts of randomSplit are all records, each once", async () => {
  const numbers = world.sc().range(0, 500, 1, 3);
  const parts = numbers.randomSplit([1, 2, 7], 5);
  const records = await Promise.all(parts.map((part) => part.collect()));
  expect(records.flat().sort((a, b) => a - b)).toEqual(await numbers.collect());
  expect(records[2]!.length).toBeGreaterThan(records[1]!.length);
  expect(records[1]!.length).toBeGreaterThan(records[0]!.length);
});

test("takeSample takes exactly as many as it was asked for, or all", async () => {
  const sc = world.sc();
  const numbers = sc.range(0, 1000, 1, 4);
  for (const num of [1, 5, 20, 300]) {
    const sample = await numbers.takeSample(false, num, 3);
    expect(new Set(sample).size).toBe(num);
    expect(await numbers.takeSample(true, num, 3)).toHaveLength(num);
  }
  expect((await sc.parallelize([5, 3, 9, 1, 5, 7, 3], 3).takeSample(false, 100, 1)).sort()).toEqual([
    1, 3, 3, 5, 5, 7, 9,
  ]);
  expect(await sc.parallelize([1], 1).takeSample(true, 60, 1)).toEqual(new Array(60).fill(1));
  expect(await numbers.takeSample(false, 0)).toEqual([]);
  expect(await sc.emptyRDD().takeSample(true, 3)).toEqual([]);
  expect(world.of("job-started").at(-1)!.action).toBe("takeSample");
});

test("all of a small RDD is shuffled as Spark's randomizeInPlace does", async () => {
  const numbers = world.sc().parallelize([1, 2, 3, 4, 5], 2);
  expect(await numbers.takeSample(false, 9, 77)).toEqual(randomizeInPlace([1, 2, 3, 4, 5], new JavaRandom(77)));
});

test("the sampled fraction leaves room for chance", () => {
  expect(fractionForSampleSize(3, 100, true)).toBeCloseTo((3 + 12 * Math.sqrt(3)) / 100);
  expect(fractionForSampleSize(10, 10, false)).toBe(1);
  expect(fractionForSampleSize(10, 1000, false)).toBeGreaterThan(0.01);
});

test("sampleByKey has a fraction for every key", async () => {
  const sc = world.sc();
  const pairs = sc.range(0, 3000, 1, 3).map((n): [string, number] => ["abc"[n % 3]!, n]);
  const fractions = new Map([
    ["a", 0],
    ["b", 0.2],
    ["c", 1],
  ]);
  for (const withReplacement of [false, true]) {
    const sample = pairs.sampleByKey(withReplacement, fractions, 4);
    const counts = await sample.countByKey();
    expect(counts.has("a")).toBe(false);
    expect(counts.get("b")! / 1000).toBeCloseTo(0.2, 1);
    expect(counts.get("c")! / 1000).toBeCloseTo(1, 0);
    expect(await sample.collect()).toEqual(await sample.collect());
  }
  expect(
    await pairs
      .sampleByKey(false, fractions, 4)
      .filter(([key]) => key === "c")
      .count(),
  ).toBe(1000);
});

test("what cannot be sampled", async () => {
  const sc = world.sc();
  const pairs = sc.parallelize([["a", 1]], 1);
  expect(() => pairs.sample(false, -1)).toThrow("requirement failed: Fraction must be nonnegative, but got -1.0");
  expect(() => pairs.sample(false, 1.5)).toThrow(
    "requirement failed: Sampling fraction (1.5) must be on interval [0, 1]",
  );
  expect(() => pairs.sample(false, 2)).toThrow(
    "requirement failed: Sampling fraction (2.0) must be on interval [0, 1]",
  );
  expect(() => pairs.randomSplit([1, -1])).toThrow(
    "requirement failed: Weights must be nonnegative, but got [1.0,-1.0]",
  );
  expect(() => pairs.randomSplit([0])).toThrow("requirement failed: Sum of weights must be positive, but got [0.0]");
  expect(() => pairs.takeSample(false, -2)).toThrow("requirement failed: Negative number of elements requested");
  expect(() => pairs.sampleByKey(false, new Map([["a", -0.1]]))).toThrow(
    "requirement failed: Negative sampling rates.",
  );
  await expect(pairs.sampleByKey(false, new Map([["b", 1]])).collect()).rejects.toThrow("key not found: a");
  expect(await pairs.count()).toBe(1);
});
