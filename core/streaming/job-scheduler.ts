import type { BatchJob } from "../dstream/output.ts";
import type { Clock } from "../host/host.ts";
import { errorInfo, type Trace } from "../trace/trace.ts";
import type { ContextWaiter } from "./context-waiter.ts";
import type { JobSet } from "./job-set.ts";
import { OutputScope, type OutputScopes } from "./output-scopes.ts";

export interface JobSchedulerOptions {
  readonly clock: Clock;
  readonly trace: Trace;
  readonly waiter: ContextWaiter;
  readonly scopes: OutputScopes;
  /** `spark.streaming.concurrentJobs`: how many output operations run at once. */
  readonly concurrentJobs: number;
  /** The jobs of a batch have ended, well or not. */
  onBatchEnd(jobSet: JobSet): void;
  /** The same, if the last of them ended well. */
  onBatchCompletion(jobSet: JobSet): void;
}

/** Runs the output operations of the batches, one after the other in the order of the batches; a slow batch makes the next one wait. */
export class JobScheduler {
  readonly #options: JobSchedulerOptions;
  readonly #queue: { readonly jobSet: JobSet; readonly job: BatchJob }[] = [];
  /** Batches that were submitted and are not done, by time. */
  readonly #jobSets = new Map<number, JobSet>();
  #running = 0;
  #stopped = false;
  #onIdle: (() => void)[] = [];

  constructor(options: JobSchedulerOptions) {
    this.#options = options;
  }

  /** The batches that were submitted and are not done: also those whose last output operation failed, as on Spark. */
  pendingTimes(): number[] {
    return [...this.#jobSets.keys()].sort((a, b) => a - b);
  }

  /** Queues a batch; `runJobs` begins with it. One without jobs posts no events, as on Spark. */
  submitJobSet(jobSet: JobSet): void {
    if (jobSet.jobs.length === 0) {
      this.#options.trace.info(`No jobs added for time ${jobSet.time}`);
      return;
    }
    this.#options.trace.emit({
      kind: "batch-submitted",
      time: jobSet.time.milliseconds,
      records: jobSet.records,
      outputs: jobSet.jobs.length,
      operations: jobSet.jobs.map((job) => job.output.id),
      inputs: jobSet.inputs.length === 0 ? undefined : jobSet.inputs,
    });
    this.#jobSets.set(jobSet.time.milliseconds, jobSet);
    for (const job of jobSet.jobs) this.#queue.push({ jobSet, job });
  }

  /** Begins with what is queued. */
  runJobs(): void {
    this.#pump();
  }

  reportError(message: string, error: unknown): void {
    this.#options.trace.error(message, error, "JOB_FAILED");
    this.#options.waiter.notifyError(error);
  }

  /** Takes no more jobs; resolves when those that run have ended. With `finishQueue` those that wait are run first. */
  stop(finishQueue: boolean): Promise<void> {
    if (!finishQueue) this.#queue.length = 0;
    this.#stopped = true;
    if (this.#running === 0 && this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
    });
  }

  #pump(): void {
    while (this.#running < this.#options.concurrentJobs && this.#queue.length > 0) {
      const { jobSet, job } = this.#queue.shift()!;
      this.#running++;
      void this.#run(jobSet, job).then(() => {
        this.#running--;
        this.#pump();
      });
    }
    if (this.#stopped && this.#running === 0) for (const onIdle of this.#onIdle.splice(0)) onIdle();
  }

  async #run(jobSet: JobSet, job: BatchJob): Promise<void> {
    const { clock, trace, scopes } = this.#options;
    const time = jobSet.time.milliseconds;
    const output = job.output.id;
    const started = clock.now();
    const first = !jobSet.hasStarted;
    jobSet.jobStarted(started);
    if (first) trace.emit({ kind: "batch-started", time, schedulingDelay: jobSet.schedulingDelay });
    trace.emit({ kind: "output-started", time, output });
    let failure: { readonly reason: unknown } | undefined;
    try {
      await scopes.run(new OutputScope(time, output), job.run);
    } catch (reason) {
      failure = { reason };
      jobSet.failures++;
    }
    const ended = clock.now();
    jobSet.jobCompleted(ended);
    const error = failure === undefined ? undefined : errorInfo(failure.reason);
    trace.emit({ kind: "output-completed", time, output, duration: Math.max(0, ended - started), error });
    this.#completed(jobSet, job, failure);
  }

  #completed(jobSet: JobSet, job: BatchJob, failure: { readonly reason: unknown } | undefined): void {
    const time = jobSet.time.milliseconds;
    if (jobSet.hasCompleted) {
      this.#options.trace.emit({
        kind: "batch-completed",
        time,
        records: jobSet.records,
        schedulingDelay: jobSet.schedulingDelay,
        processingTime: jobSet.processingTime,
        totalDelay: jobSet.totalDelay,
        failures: jobSet.failures,
      });
      this.#options.onBatchEnd(jobSet);
    }
    // as on Spark: a batch whose last job failed is not counted as done
    if (failure !== undefined)
      this.reportError(`Error running job streaming job ${jobSet.time}.${job.output.id}`, failure.reason);
    else if (jobSet.hasCompleted) {
      this.#jobSets.delete(time);
      this.#options.onBatchCompletion(jobSet);
    }
  }
}
