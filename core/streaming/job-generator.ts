import { Time } from "../conf/time.ts";
import type { DStreamGraph } from "../dstream/graph.ts";
import { type Clock, TIMER_ORDER } from "../host/host.ts";
import { RecurringTimer } from "../host/recurring-timer.ts";
import type { ReceiverTracker } from "../receiver/receiver-tracker.ts";
import { errorInfo, type Trace } from "../trace/trace.ts";
import type { InputInfoTracker } from "./input-info-tracker.ts";
import type { JobScheduler } from "./job-scheduler.ts";
import { JobSet } from "./job-set.ts";

export interface JobGeneratorOptions {
  readonly clock: Clock;
  readonly trace: Trace;
  readonly graph: DStreamGraph;
  readonly scheduler: JobScheduler;
  readonly tracker: ReceiverTracker;
  readonly inputs: InputInfoTracker;
  /** `spark.streaming.unpersist`: free what a forgotten RDD keeps. */
  readonly unpersist: boolean;
  /**
   * Writes what a new driver would need to go on from here, where there are checkpoints; with `clearData` what none needs any more is removed then. False
   * when it should have been written and was not: a new driver would go on from an older one.
   */
  checkpoint(time: Time, clearData: boolean): boolean;
}

/** Makes a batch at every multiple of the batch interval: blocks to the batch, one RDD a stream, one job an output. Spark: `JobGenerator`. */
export class JobGenerator {
  readonly #options: JobGeneratorOptions;
  readonly #timer: RecurringTimer;
  #lastProcessed = Number.NEGATIVE_INFINITY;
  #onProcessed: { readonly until: number; readonly resolve: () => void } | undefined;

  constructor(options: JobGeneratorOptions) {
    this.#options = options;
    const period = options.graph.batchDuration.milliseconds;
    this.#timer = new RecurringTimer(
      options.clock,
      period,
      (time) => this.#generateJobs(new Time(time)),
      TIMER_ORDER.batch,
    );
  }

  /** Starts the graph one interval before the first batch, and the timer. Gives the zero time. */
  start(): Time {
    const { graph } = this.#options;
    const startTime = new Time(this.#timer.getStartTime());
    const zeroTime = startTime.minus(graph.batchDuration);
    graph.start(zeroTime);
    this.#timer.start(startTime.milliseconds);
    return zeroTime;
  }

  /**
   * Goes on where the checkpoint of `checkpointTime` ends: runs again the batches that were not done, and those of the time in which nothing ran. The
   * batch of the checkpoint itself is one of them even if it was done. `begins` is told their times first.
   */
  restart(checkpointTime: Time, pendingTimes: readonly number[], begins: (times: readonly Time[]) => void): void {
    const { graph, scheduler } = this.#options;
    const period = graph.batchDuration;
    const restartTime = this.#restartTime(Math.max(checkpointTime.milliseconds, ...pendingTimes));
    graph.restart();
    const due = [...pendingTimes, ...checkpointTime.until(restartTime, period).map((time) => time.milliseconds)];
    const times = [...new Set(due)]
      .filter((ms) => ms < restartTime.milliseconds)
      .sort((a, b) => a - b)
      .map((ms) => new Time(ms));
    begins(times);
    for (const time of times) this.#submit(time);
    this.#timer.start(restartTime.milliseconds);
    scheduler.runJobs();
  }

  /** The first batch after now; after the `latest` of the driver before where that is later than now, so that no batch comes twice. */
  #restartTime(latest: number): Time {
    const { graph, trace, clock } = this.#options;
    const time = this.#timer.getRestartTime(graph.zeroTime!.milliseconds);
    const ahead = latest - clock.now();
    if (ahead <= 0) return new Time(time);
    trace.warn(
      `The checkpoint is of batch ${latest} ms, and the clock is ${ahead} ms behind that: the next batch comes when the clock gets there`,
      "CHECKPOINT_AHEAD",
    );
    return new Time(Math.max(time, latest + graph.batchDuration.milliseconds));
  }

  /** Makes no more batches. */
  stop(): void {
    this.#timer.stop();
    this.#options.graph.stop();
  }

  /** Goes on until every block is in a batch, lets Spark's last two batches come, and waits until all of them have been processed. */
  async stopGracefully(untilTimeout: Promise<void>, timeoutMs: number): Promise<void> {
    const { tracker, trace } = this.#options;
    let timedOut = false;
    const timeout = untilTimeout.then(() => {
      timedOut = true;
    });
    await Promise.race([this.#allBlocksAllocated(() => timedOut), timeout]);
    if (!timedOut) {
      const done = this.#timer.stopAfterLastTicks().then((last) => this.#allProcessed(last));
      await Promise.race([done, timeout]);
    }
    if (timedOut)
      trace.warn(`Timed out while stopping the job generator (timeout = ${timeoutMs})`, "GRACEFUL_STOP_TIMEOUT");
    this.#timer.stop();
    this.#options.graph.stop();
    if (tracker.hasUnallocatedBlocks())
      trace.warn("Some received blocks were not processed before the stop", "UNPROCESSED_BLOCKS");
  }

  #allBlocksAllocated(isOver: () => boolean): Promise<void> {
    const { clock, tracker } = this.#options;
    return new Promise((resolve) => {
      const look = () => {
        if (isOver() || !tracker.hasUnallocatedBlocks()) resolve();
        else clock.schedule(clock.now() + 100, look);
      };
      look();
    });
  }

  #allProcessed(until: number): Promise<void> {
    if (this.#lastProcessed >= until) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onProcessed = { until, resolve };
    });
  }

  /** One batch. A failure on the way loses the whole batch, and only it. */
  #generateJobs(time: Time): void {
    this.#submit(time);
    this.#checkpoint(time, false);
    this.#options.scheduler.runJobs();
  }

  #checkpoint(time: Time, clearData: boolean): boolean {
    try {
      return this.#options.checkpoint(time, clearData);
    } catch (error) {
      this.#options.scheduler.reportError("Error in job generator", error);
      return false;
    }
  }

  #submit(time: Time): void {
    const { tracker, graph, scheduler, inputs, trace, clock } = this.#options;
    try {
      tracker.allocateBlocksToBatch(time);
      const jobs = graph.generateJobs(time);
      const jobSet = new JobSet(time, jobs, inputs.of(time), clock.now());
      scheduler.submitJobSet(jobSet);
      // a batch without jobs completes by itself
      if (jobs.length === 0) this.#markProcessed(time);
    } catch (error) {
      trace.emit({ kind: "generation-failed", time: time.milliseconds, error: errorInfo(error) });
      scheduler.reportError(`Error generating jobs for time ${time}`, error);
      this.#markProcessed(time);
    }
  }

  /** The batch is done: forgets what no later batch needs. */
  onBatchCompletion(time: Time): void {
    const { graph, tracker, inputs, unpersist } = this.#options;
    graph.clearMetadata(time, unpersist);
    // what was received is kept until a checkpoint says that it is done
    if (this.#checkpoint(time, true)) {
      const oldest = time.minus(graph.maxInputRememberDuration());
      tracker.cleanupOldBlocksAndBatches(oldest);
      inputs.cleanup(oldest);
    }
    this.#markProcessed(time);
  }

  #markProcessed(time: Time): void {
    this.#lastProcessed = Math.max(this.#lastProcessed, time.milliseconds);
    if (this.#onProcessed !== undefined && this.#lastProcessed >= this.#onProcessed.until) this.#onProcessed.resolve();
  }
}
