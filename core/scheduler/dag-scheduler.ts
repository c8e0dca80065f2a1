import { SparkError } from "../conf/errors.ts";
import type { RDDBase } from "../rdd/base.ts";
import type { ShuffleDependency } from "../rdd/dependency.ts";
import type { PartitionAction } from "../rdd/job.ts";
import { FetchFailedError } from "../storage/fetch-failed.ts";
import { mapOutput, type ShuffleStore } from "../storage/shuffle-store.ts";
import { errorInfo, type Trace } from "../trace/trace.ts";
import { ActiveJob } from "./active-job.ts";
import { ContextCleaner } from "./context-cleaner.ts";
import { lineageOf } from "./lineage.ts";
import { type Stage, shufflesBelow } from "./stage.ts";
import { drive, driveNow, type Steps } from "./steps.ts";
import type { TaskScheduler } from "./task-scheduler.ts";

/** On whose behalf a job runs: an output operation of a batch, when it is one. */
export interface JobOrigin {
  readonly time: number;
  readonly output: number;
}

/** Cuts a job into stages at its shuffles and runs them, parents first. Spark: `DAGScheduler`. */
export class DAGScheduler {
  readonly #tasks: TaskScheduler;
  readonly #shuffles: ShuffleStore;
  readonly #trace: Trace;
  /** Map stages that run right now, by shuffle: two jobs that need the same one wait for the same run. */
  readonly #running = new Map<number, Promise<void>>();
  readonly #cleaner: ContextCleaner;
  readonly #active = new Set<ActiveJob>();
  #nextJobId = 0;
  #nextStageId = 0;

  constructor(options: { tasks: TaskScheduler; shuffles: ShuffleStore; trace: Trace }) {
    this.#tasks = options.tasks;
    this.#shuffles = options.shuffles;
    this.#cleaner = new ContextCleaner(options.shuffles);
    this.#trace = options.trace;
  }

  /** Runs `action` on the given partitions of `rdd`; the results are in their order. */
  runJob<T, R>(
    rdd: RDDBase<T>,
    action: PartitionAction<T, R>,
    partitions: readonly number[],
    origin?: JobOrigin,
    group?: string,
  ): Promise<R[]> {
    return drive(
      this.#job(rdd as RDDBase<unknown>, action as PartitionAction<unknown, unknown>, partitions, origin, group),
      (set) => this.#tasks.run(set),
    ) as Promise<R[]>;
  }

  /** The same, at once: for the jobs that Spark runs while an operation is being declared. */
  runJobNow<T, R>(
    rdd: RDDBase<T>,
    action: PartitionAction<T, R>,
    partitions: readonly number[],
    origin?: JobOrigin,
    group?: string,
  ): R[] {
    return driveNow(
      this.#job(rdd as RDDBase<unknown>, action as PartitionAction<unknown, unknown>, partitions, origin, group),
      (set) => this.#tasks.runNow(set),
    ) as R[];
  }

  *#job(
    rdd: RDDBase<unknown>,
    action: PartitionAction<unknown, unknown>,
    partitions: readonly number[],
    origin?: JobOrigin,
    group?: string,
  ): Steps<unknown[]> {
    const active = new ActiveJob(this.#nextJobId++, group);
    const job = active.id;
    this.#active.add(active);
    const result = this.#resultStage(rdd, action);
    this.#trace.emit({
      kind: "job-started",
      job,
      action: action.name,
      stages: stageIds(result),
      rdds: this.#trace.previews > 0 ? lineageOf(rdd) : undefined,
      time: origin?.time,
      output: origin?.output,
    });
    try {
      const results = yield* this.#runResultStage(active, result, partitions);
      this.#trace.emit({ kind: "job-completed", job });
      return results;
    } catch (error) {
      this.#trace.emit({ kind: "job-completed", job, error: errorInfo(error) });
      throw error;
    } finally {
      this.#active.delete(active);
    }
  }

  #resultStage(rdd: RDDBase<unknown>, action: PartitionAction<unknown, unknown>): Stage {
    const parents = this.#parentStages(rdd, new Map());
    return { id: this.#nextStageId++, rdd, shuffle: undefined, action, parents };
  }

  /** The map stages below `rdd`, each shuffle's once in a job. */
  #parentStages(rdd: RDDBase<unknown>, known: Map<number, Stage>): Stage[] {
    return shufflesBelow(rdd).map((shuffle) => {
      const existing = known.get(shuffle.shuffleId);
      if (existing !== undefined) return existing;
      const parents = this.#parentStages(shuffle.rdd as RDDBase<unknown>, known);
      const stage: Stage = {
        id: this.#nextStageId++,
        rdd: shuffle.rdd as RDDBase<unknown>,
        shuffle,
        action: undefined,
        parents,
      };
      known.set(shuffle.shuffleId, stage);
      return stage;
    });
  }

  *#runResultStage(job: ActiveJob, stage: Stage, partitions: readonly number[]): Steps<unknown[]> {
    // as on Spark: what has no partitions is known without computing anything
    if (partitions.length === 0) return [];
    yield* this.#runParents(job, stage);
    const results = new Array<unknown>(partitions.length);
    const position = new Map(partitions.map((partition, i) => [partition, i]));
    yield* this.#runStage(job, stage, partitions, (partition, result) => {
      results[position.get(partition)!] = result;
    });
    return results;
  }

  *#runParents(job: ActiveJob, stage: Stage): Steps<void> {
    if (stage.parents.length === 1) yield* this.#runMapStage(job, stage.parents[0]!);
    else if (stage.parents.length > 1)
      yield { together: stage.parents.map((parent) => this.#runMapStage(job, parent)) };
  }

  /** Runs a map stage for the partitions whose output is not there; not at all when all of it is. */
  *#runMapStage(job: ActiveJob, stage: Stage): Steps<void> {
    const shuffle = stage.shuffle!;
    const running = this.#running.get(shuffle.shuffleId);
    if (running !== undefined) yield { unless: running };
    this.#shuffles.register(shuffle.shuffleId, stage.rdd.getNumPartitions());
    this.#cleaner.watch(shuffle);
    const missing = this.#shuffles.missing(shuffle.shuffleId);
    if (missing.length === 0 && stage.rdd.getNumPartitions() > 0) {
      if (running === undefined) this.#skip(job, stage);
      return;
    }
    let ended = () => {};
    const run = new Promise<void>((resolve) => {
      ended = resolve;
    });
    this.#running.set(shuffle.shuffleId, run);
    try {
      yield* this.#runMissing(job, stage, shuffle, missing);
      // an executor that was lost meanwhile took its part of the output with it
      for (let lost = this.#lost(stage); lost.length > 0; lost = this.#lost(stage)) {
        yield* this.#runMissing(job, stage, shuffle, lost);
      }
    } finally {
      if (this.#running.get(shuffle.shuffleId) === run) this.#running.delete(shuffle.shuffleId);
      ended();
    }
  }

  #lost(stage: Stage): readonly number[] {
    return this.#shuffles.missing(stage.shuffle!.shuffleId);
  }

  *#runMissing(job: ActiveJob, stage: Stage, shuffle: ShuffleDependency, missing: readonly number[]): Steps<void> {
    yield* this.#runParents(job, stage);
    yield* this.#runStage(job, stage, missing, (partition, result) => {
      const output = mapOutput(result);
      this.#shuffles.write(shuffle.shuffleId, partition, output);
      this.#trace.emit({
        kind: "shuffle-written",
        shuffle: shuffle.shuffleId,
        stage: stage.id,
        partition,
        buckets: output.sizes,
      });
    });
  }

  /** Runs a stage for `partitions`, and again for what is left of them when output that it reads was lost. */
  *#runStage(
    job: ActiveJob,
    stage: Stage,
    partitions: readonly number[],
    onResult: (partition: number, result: unknown) => void,
  ): Steps<void> {
    const left = new Set(partitions);
    const take = (partition: number, result: unknown) => {
      left.delete(partition);
      onResult(partition, result);
    };
    for (let attempt = 0; ; attempt++) {
      try {
        yield* this.#runAttempt(job, stage, attempt, [...left], take);
        return;
      } catch (error) {
        if (!(error instanceof FetchFailedError)) throw error;
        if (attempt + 1 >= MAX_STAGE_ATTEMPTS) throw tooManyAttempts(stage, error);
        this.#shuffles.lose(error.shuffleId, error.mapPartition);
        yield* this.#runParents(job, stage);
      }
    }
  }

  *#runAttempt(
    job: ActiveJob,
    stage: Stage,
    attempt: number,
    partitions: readonly number[],
    onResult: (partition: number, result: unknown) => void,
  ): Steps<void> {
    this.#trace.emit({
      kind: "stage-submitted",
      stage: stage.id,
      attempt,
      job: job.id,
      rdd: stage.rdd.id,
      tasks: partitions.length,
      shuffle: stage.shuffle?.shuffleId,
    });
    try {
      job.check();
      yield { tasks: { stage, attempt, partitions, job, onResult } };
      this.#trace.emit({ kind: "stage-completed", stage: stage.id, attempt });
    } catch (error) {
      this.#trace.emit({ kind: "stage-completed", stage: stage.id, attempt, error: errorInfo(error) });
      throw error;
    }
  }

  /** Cancels the jobs of a group, or all. */
  cancel(group: string | undefined): void {
    for (const job of [...this.#active]) {
      if (group === undefined) job.cancel("as part of cancellation of all jobs");
      else if (job.group === group) job.cancel(`part of cancelled job group ${group}`);
    }
  }

  /** Says of a stage and all below it that nothing had to run. */
  #skip(job: ActiveJob, stage: Stage): void {
    for (const parent of stage.parents) this.#skip(job, parent);
    this.#trace.emit({ kind: "stage-skipped", stage: stage.id, job: job.id });
  }
}

/** Spark's `spark.stage.maxConsecutiveAttempts`. */
const MAX_STAGE_ATTEMPTS = 4;

function tooManyAttempts(stage: Stage, reason: FetchFailedError): SparkError {
  const name = stage.shuffle === undefined ? "ResultStage" : "ShuffleMapStage";
  return new SparkError(
    `Job aborted due to stage failure: ${name} ${stage.id} has failed the maximum allowable number of times: ${MAX_STAGE_ATTEMPTS}. ` +
      `Most recent failure reason: ${reason.message}`,
    { code: "STAGE_FAILED", cause: reason },
  );
}

function stageIds(stage: Stage, ids = new Set<number>()): number[] {
  for (const parent of stage.parents) stageIds(parent, ids);
  ids.add(stage.id);
  return [...ids];
}
