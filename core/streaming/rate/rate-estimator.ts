import { IllegalArgumentError } from "../../conf/errors.ts";
import type { SparkConf } from "../../conf/spark-conf.ts";
import type { Duration } from "../../conf/time.ts";
import { PIDRateEstimator } from "./pid-rate-estimator.ts";

/** Says how fast a stream should take records in, from how the batches before went. Spark: `RateEstimator`. */
export interface RateEstimator {
  /**
   * A batch of `elements` records of the stream was done at `time`, in milliseconds. Gives the records a second that the stream should take from now on,
   * or undefined when nothing is to be learned from that batch.
   */
  compute(time: number, elements: number, processingDelay: number, schedulingDelay: number): number | undefined;
}

/** The estimator that `spark.streaming.backpressure.rateEstimator` names: `pid` is the only one. */
export function createRateEstimator(conf: SparkConf, batchInterval: Duration): RateEstimator {
  const name = conf.get("spark.streaming.backpressure.rateEstimator", "pid");
  if (name !== "pid") {
    throw new IllegalArgumentError(`Unknown rate estimator: ${name}`, {
      code: "CONF_VALUE",
      advice: "The only one is 'pid': set spark.streaming.backpressure.rateEstimator to it, or leave it out.",
    });
  }
  const pid = "spark.streaming.backpressure.pid";
  return new PIDRateEstimator(
    batchInterval.milliseconds,
    conf.getDouble(`${pid}.proportional`, 1),
    conf.getDouble(`${pid}.integral`, 0.2),
    conf.getDouble(`${pid}.derived`, 0),
    conf.getDouble(`${pid}.minRate`, 100),
  );
}
