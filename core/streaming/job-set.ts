import type { Time } from "../conf/time.ts";
import type { BatchJob } from "../dstream/output.ts";

/** The output operations of one batch, and how far they are. Spark: `JobSet`. */
export class JobSet {
  readonly time: Time;
  readonly jobs: readonly BatchJob[];
  readonly records: number;
  readonly submissionTime: number;
  #left: number;
  #processingStart: number | undefined;
  #processingEnd: number | undefined;
  failures = 0;

  constructor(time: Time, jobs: readonly BatchJob[], records: number, submissionTime: number) {
    this.time = time;
    this.jobs = jobs;
    this.records = records;
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

  /** From submission to the start of the first job, in milliseconds. */
  get schedulingDelay(): number {
    return (this.#processingStart ?? this.submissionTime) - this.submissionTime;
  }

  /** From the start of the first job to the end of the last, in milliseconds. */
  get processingTime(): number {
    return (this.#processingEnd ?? 0) - (this.#processingStart ?? 0);
  }

  /** Scheduling delay and processing time together, in milliseconds. */
  get totalDelay(): number {
    return this.schedulingDelay + this.processingTime;
  }
}
