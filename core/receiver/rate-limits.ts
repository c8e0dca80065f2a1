import { IllegalArgumentError } from "../conf/errors.ts";
import type { SparkConf } from "../conf/spark-conf.ts";

/** How many records a second a receiver may store, one by one. */
export interface RateLimits {
  /** At most, whatever is estimated. */
  readonly max: number;
  /** Until there is an estimate. */
  readonly initial: number;
}

/** Java's greatest `Long`: no limit. */
export const NO_LIMIT = 2 ** 63;

/** What the settings say; undefined when there is no limit, and none can come. */
export function rateLimits(conf: SparkConf): RateLimits | undefined {
  const max = limit(conf, "spark.streaming.receiver.maxRate", NO_LIMIT);
  const initial = Math.min(limit(conf, "spark.streaming.backpressure.initialRate", max), max);
  return initial === NO_LIMIT && !isBackpressureEnabled(conf) ? undefined : { max, initial };
}

/** Do the batches before say how fast records come in? Spark: `RateController.isBackPressureEnabled`. */
export function isBackpressureEnabled(conf: SparkConf): boolean {
  return conf.getBoolean("spark.streaming.backpressure.enabled", false);
}

function limit(conf: SparkConf, key: string, otherwise: number): number {
  const rate = conf.getInt(key, otherwise);
  if (rate > 0) return Math.min(rate, NO_LIMIT);
  throw new IllegalArgumentError(`rate must be positive: '${key}' is ${rate}`, {
    code: "CONF_VALUE",
    advice:
      "Leave it out to have no limit. (Spark's documentation says that 0 means that, but there the receivers fail.)",
  });
}
