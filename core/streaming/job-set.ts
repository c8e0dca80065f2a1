import type { Time } from "../conf/time.ts";
import type { BatchJob } from "../dstream/output.ts";
import type { BatchInput } from "../trace/events.ts";

/** The output operations of one batch, and how far they are. Spark: `JobSet`. */
export class JobSet {
  readonly time: Time;
  readonly jobs: readonly BatchJob[];
  readonly inputs: readonly BatchInput[];
  /** What all input streams brought, as far as they tell. */
  readonly records: number;
  readonly submissionTime: number;
  #left: number;
  #processingStart: number | undefined;
  #processingEnd: number | undefined;
  failures = 0;

  constructor(time: Time, jobs: readonly BatchJob[], inputs: readonly BatchInput[], submissionTime: number) {
    this.time = time;
    this.jobs = jobs;
    this.inputs = inputs;
    this.records = inputs.reduce((sum, input) => sum + input.records, 0);
    this.submissionTime = submissionTime;
    this.#left = jobs.length;
  }

  get hasStarted(): boolean {
    return this.#processingStart !== undefined;
  }

  get hasCompleted(): boolean {
    return this.#left === 0;
  }

  jobStarted(now: number): void {
    this.#processingStart ??= now;
  }

  jobCompleted(now: number): void {
    if (--this.#left === 0) this.#processingEnd = now;
  }

  /** When the last job ended, once it has. */
  get processingEndTime(): number | undefined {
    return this.#processingEnd;
  }

  /** From submission to the start of the first job, in milliseconds; not below 0, also when the clock was put back meanwhile. */
  get schedulingDelay(): number {
    return Math.max(0, (this.#processingStart ?? this.submissionTime) - this.submissionTime);
  }

  /** From the start of the first job to the end of the last, in milliseconds; not below 0 either. */
  get processingTime(): number {
    return Math.max(0, (this.#processingEnd ?? 0) - (this.#processingStart ?? 0));
  }

  /** Scheduling delay and processing time together, in milliseconds. */
  get totalDelay(): number {
    return this.schedulingDelay + this.processingTime;
  }
}
