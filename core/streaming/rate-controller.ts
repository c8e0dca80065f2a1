import type { Trace } from "../trace/trace.ts";
import type { JobSet } from "./job-set.ts";
import type { RateEstimator } from "./rate/rate-estimator.ts";

/** Keeps how fast a stream takes records in to how fast its batches are processed, one estimate a batch. Spark: `RateController`. */
export class RateController {
  readonly #stream: number;
  readonly #estimator: RateEstimator;
  readonly #trace: Trace;
  readonly #publish: (rate: number) => number | undefined;

  /** `publish` sets the stream's rate, in whole records a second, and gives the one that holds then if it is another than before. */
  constructor(stream: number, estimator: RateEstimator, trace: Trace, publish: (rate: number) => number | undefined) {
    this.#stream = stream;
    this.#estimator = estimator;
    this.#trace = trace;
    this.#publish = publish;
  }

  /** All jobs of a batch have ended, well or not. */
  onBatchCompleted({ time, inputs, processingEndTime, processingTime, schedulingDelay }: JobSet): void {
    const elements = inputs.find((input) => input.stream === this.#stream)?.records;
    if (elements === undefined || processingEndTime === undefined) return;
    const estimate = this.#estimator.compute(processingEndTime, elements, processingTime, schedulingDelay);
    if (estimate === undefined) return;
    // less than one record a second would be no limit at all (SPARK-18371)
    const whole = Math.min(Math.trunc(estimate), Number.MAX_SAFE_INTEGER);
    const rate = this.#publish(Math.max(1, whole));
    if (rate === undefined) return;
    const batch = { time: time.milliseconds, elements, processingDelay: processingTime, schedulingDelay };
    this.#trace.emit({ kind: "rate-changed", stream: this.#stream, rate, estimate: whole, batch });
  }
}
