import type { Duration } from "../conf/time.ts";

/**
 * How the world of a `StreamingTest` is.
 * @spark none
 */
export interface StreamingTestOptions {
  /** `local[2]` if left out: two task slots. A program's own `setMaster` wins. */
  readonly master?: string;
  /** The batch interval of the test's own context; a second if left out. */
  readonly batch?: Duration;
  /** Settings, as `sluice run --conf` gives them: what a program sets itself wins. */
  readonly conf?: Readonly<Record<string, string | number | boolean>>;
  /** A checkpoint directory for the test's own context, for streams of state; in `files`, such as `/checkpoint`. */
  readonly checkpoint?: string;
  /** What the clock shows at first, in milliseconds since 1970; 0 if left out, so that batches are at 1000, 2000, … */
  readonly start?: number;
  /** Runs with the same seed draw the same random numbers; 0 if left out. */
  readonly seed?: number;
  /** How many milliseconds of the clock every task takes; none if left out. With it, batches can fall behind. */
  readonly taskCost?: number;
  /** How many records of each partition the trace shows; none if left out. */
  readonly previews?: number;
}

/**
 * What a call that lets batches run does about failures.
 * @spark none
 */
export interface RunOptions {
  /** Failures do not reject, they are only to be found in `failures`. */
  readonly mayFail?: boolean;
}

/**
 * How `StreamingTest.stop` stops.
 * @spark none
 */
export interface StopOptions extends RunOptions {
  /** Processes what was received first, as Spark's graceful stop does. */
  readonly gracefully?: boolean;
}

/**
 * How long `StreamingTest.processed` waits.
 * @spark none
 */
export interface ProcessedOptions extends RunOptions {
  /** For how long, in real milliseconds; 5000 if left out. */
  readonly timeout?: number;
}
