import { require } from "../../conf/errors.ts";
import { engineNamed } from "../../rdd/engine-function.ts";
import type { RateEstimator } from "./rate-estimator.ts";

/**
 * A PID controller. What it measures is how many records a second were processed; its error is by how much the rate that it gave last was higher than
 * that, and the sum of its errors so far shows in how long batches wait. Spark: `PIDRateEstimator`.
 */
export class PIDRateEstimator implements RateEstimator {
  private readonly batchInterval: number;
  private readonly proportional: number;
  private readonly integral: number;
  private readonly derivative: number;
  private readonly minRate: number;
  private firstRun = true;
  private latestTime = -1;
  private latestRate = -1;
  private latestError = -1;

  /** `batchInterval` in milliseconds, `minRate` in records a second. @throws IllegalArgumentError for a factor below 0, or a rate that is not above it */
  constructor(batchInterval: number, proportional: number, integral: number, derivative: number, minRate: number) {
    const check = (holds: boolean, message: string, key: string): void => {
      const advice = `Look at spark.streaming.backpressure.pid.${key}.`;
      require(holds, () => message, { code: "CONF_VALUE", advice });
    };
    require(batchInterval > 0, () => `Specified batch interval ${batchInterval} in PIDRateEstimator is invalid.`);
    check(proportional >= 0, `Proportional term ${proportional} in PIDRateEstimator should be >= 0.`, "proportional");
    check(integral >= 0, `Integral term ${integral} in PIDRateEstimator should be >= 0.`, "integral");
    check(derivative >= 0, `Derivative term ${derivative} in PIDRateEstimator should be >= 0.`, "derived");
    check(minRate > 0, "Minimum rate in PIDRateEstimator should be > 0", "minRate");
    this.batchInterval = batchInterval;
    this.proportional = proportional;
    this.integral = integral;
    this.derivative = derivative;
    this.minRate = minRate;
  }

  compute(time: number, elements: number, processingDelay: number, schedulingDelay: number): number | undefined {
    if (time <= this.latestTime || elements <= 0 || processingDelay <= 0) return undefined;
    const sinceUpdate = (time - this.latestTime) / 1000;
    this.latestTime = time;
    const processingRate = (elements / processingDelay) * 1000;
    if (this.firstRun) {
      this.firstRun = false;
      this.latestRate = processingRate;
      this.latestError = 0;
      return undefined;
    }
    const error = this.latestRate - processingRate;
    // while batches waited, so many records a second too many had come
    const historicalError = (schedulingDelay * processingRate) / this.batchInterval;
    const errorChange = (error - this.latestError) / sinceUpdate;
    const correction = this.proportional * error + this.integral * historicalError + this.derivative * errorChange;
    this.latestRate = Math.max(this.latestRate - correction, this.minRate);
    this.latestError = error;
    return this.latestRate;
  }
}

engineNamed("PIDRateEstimator", PIDRateEstimator);
