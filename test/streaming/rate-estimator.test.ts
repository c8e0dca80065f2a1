import { describe, expect, test } from "vitest";
import { Seconds, SparkConf } from "../../core/index.ts";
import { PIDRateEstimator } from "../../core/streaming/rate/pid-rate-estimator.ts";
import { createRateEstimator } from "../../core/streaming/rate/rate-estimator.ts";

/** Fifty batches, one every 20 ms, each of which took so long: what was estimated after each. */
function fifty(
  estimator: PIDRateEstimator,
  elements: (batch: number) => number,
  schedulingDelay: (batch: number) => number,
): (number | undefined)[] {
  return Array.from({ length: 50 }, (_, i) => estimator.compute(i * 20, elements(i), 20, schedulingDelay(i)));
}

describe("the PID estimator", () => {
  const plain = (): PIDRateEstimator => new PIDRateEstimator(20, 1, 0, 0, 10);

  test.each([
    [[0, 1, 2, 3, 10], "Specified batch interval 0 in PIDRateEstimator is invalid."],
    [[100, -1, 2, 3, 10], "Proportional term -1 in PIDRateEstimator should be >= 0."],
    [[100, 0, -1, 3, 10], "Integral term -1 in PIDRateEstimator should be >= 0."],
    [[100, 0, 0, -1, 10], "Derivative term -1 in PIDRateEstimator should be >= 0."],
    [[100, 0, 0, 0, 0], "Minimum rate in PIDRateEstimator should be > 0"],
    [[100, 0, 0, 0, -10], "Minimum rate in PIDRateEstimator should be > 0"],
  ] as [[number, number, number, number, number], string][])("refuses %j", (args, message) => {
    expect(() => new PIDRateEstimator(...args)).toThrow(`requirement failed: ${message}`);
  });

  test("estimates nothing from the first batch, and from the second what it could process", () => {
    const estimator = plain();
    expect(estimator.compute(0, 10, 10, 0)).toBeUndefined();
    expect(estimator.compute(10, 10, 10, 0)).toBe(1000);
  });

  test("learns nothing where no time has passed, nothing came or nothing took time", () => {
    const estimator = plain();
    estimator.compute(0, 10, 10, 0);
    expect(estimator.compute(10, 10, 10, 0)).toBe(1000);
    expect(estimator.compute(10, 20, 10, 0)).toBeUndefined();
    expect(estimator.compute(20, 0, 10, 0)).toBeUndefined();
    expect(estimator.compute(20, -10, 10, 0)).toBeUndefined();
    expect(estimator.compute(20, 10, 0, 0)).toBeUndefined();
    expect(estimator.compute(20, 10, -10, 0)).toBeUndefined();
    // and forgets nothing by it
    expect(estimator.compute(20, 20, 10, 0)).toBe(2000);
  });

  test("never gives less than the least rate", () => {
    const rates = fifty(
      new PIDRateEstimator(20, 1, 1, 0, 5),
      () => 1,
      () => 100,
    );
    expect(rates).toEqual([undefined, ...Array<number>(49).fill(5)]);
  });

  test.each([
    ["more and more", (i: number) => (i + 1) * 20],
    ["less and less", (i: number) => (50 - i) * 20],
  ])("follows the speed of processing while nothing waits: %s", (_, elements) => {
    const rates = fifty(new PIDRateEstimator(20, 1, 1, 0, 10), elements, () => 0);
    expect(rates.slice(1)).toEqual(Array.from({ length: 49 }, (_, i) => (elements(i + 1) / 20) * 1000));
  });

  test("stays below the speed of processing while batches wait", () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    const elements = Array.from({ length: 50 }, () => 1 + random(999));
    const delays = Array.from({ length: 50 }, () => random(19));
    const rates = fifty(
      new PIDRateEstimator(20, 1, 0.01, 0, 10),
      (i) => elements[i]!,
      (i) => delays[i]!,
    );
    for (let i = 1; i < 50; i++) {
      const speed = elements[i]! * 50;
      if (delays[i]! === 0) expect(rates[i]).toBeCloseTo(Math.max(10, speed), 6);
      else if (rates[i] !== 10) expect(rates[i]).toBeLessThan(speed);
    }
  });

  test("all three terms, by hand", () => {
    // a second between batches of a second; factors 0.5, 0.2, 0.1
    const estimator = new PIDRateEstimator(1000, 0.5, 0.2, 0.1, 100);
    expect(estimator.compute(1000, 2000, 500, 0)).toBeUndefined();
    // could do 4000/s. Then 1000/s: error 3000, waiting 250 ms is 250/s too many, the error grew by 3000/s²:
    // 4000 - 0.5·3000 - 0.2·250 - 0.1·3000
    expect(estimator.compute(2000, 1000, 1000, 250)).toBe(2150);
    // 2000/s: error 150, 500 ms are 1000/s, the error grew by (150 - 3000) / 2 in two seconds: 2150 - 75 - 200 + 142.5
    expect(estimator.compute(4000, 1000, 500, 500)).toBe(2017.5);
  });
});

describe("which estimator", () => {
  const make = (settings: Record<string, string>) =>
    createRateEstimator(new SparkConf(false).setAll(Object.entries(settings)), Seconds(1));

  test("is pid, with Spark's factors", () => {
    const estimator = make({ "spark.streaming.backpressure.rateEstimator": "pid" });
    expect(estimator).toEqual(new PIDRateEstimator(1000, 1, 0.2, 0, 100));
    expect(make({})).toEqual(estimator);
  });

  test("has the factors that are set", () => {
    const pid = "spark.streaming.backpressure.pid";
    const settings = { [`${pid}.proportional`]: "0.5", [`${pid}.integral`]: "0.25", [`${pid}.derived`]: "0.1" };
    expect(make({ ...settings, [`${pid}.minRate`]: "7" })).toEqual(new PIDRateEstimator(1000, 0.5, 0.25, 0.1, 7));
  });

  test.each([
    ["rateEstimator", "fuzzy", "Unknown rate estimator: fuzzy"],
    ["pid.integral", "much", "Wrong value 'much' for 'spark.streaming.backpressure.pid.integral'"],
    ["pid.minRate", "0", "requirement failed: Minimum rate in PIDRateEstimator should be > 0"],
  ])("refuses %s=%s", (key, value, message) => {
    expect(() => make({ [`spark.streaming.backpressure.${key}`]: value })).toThrow(message);
  });

  test("a key that is none is refused", () => {
    expect(() => make({ "spark.streaming.backpressure.pid.minrate": "1" })).toThrow(
      expect.objectContaining({ advice: "Did you mean 'spark.streaming.backpressure.pid.minRate'?" }),
    );
    expect(() => make({ "spark.streaming.receiver.maxRates": "1" })).toThrow(
      expect.objectContaining({ advice: "Did you mean 'spark.streaming.receiver.maxRate'?" }),
    );
  });
});
