import type { ReviveEnvironment } from "../closure/index.ts";
import { SluiceError, SparkError } from "../conf/errors.ts";
import { type BlockReader, type Recording, type TaskContext, type TaskHost, withTask } from "../rdd/task-context.ts";
import type { ShuffleStore } from "../storage/shuffle-store.ts";
import type { Trace } from "../trace/trace.ts";
import { AccumulatorUpdates } from "./accumulator-updates.ts";
import type { Execution, Executor, StageRun, TaskAttempt } from "./executor.ts";
import { PartitionWatch } from "./partition-watch.ts";
import { functionsOfStage, type Stage } from "./stage.ts";
import { StageFunctions } from "./stage-functions.ts";
import { runPartition } from "./task.ts";

export interface InlineExecutorOptions {
  readonly host: TaskHost;
  readonly trace: Trace;
  readonly blocks: BlockReader;
  readonly shuffles: ShuffleStore;
  readonly environment: ReviveEnvironment;
  /** Where all that is computed is recorded. */
  readonly recording: Recording | undefined;
}

/** Runs tasks in the driver's thread, one after the other. */
export class InlineExecutor implements Executor {
  readonly #options: InlineExecutorOptions;

  constructor(options: InlineExecutorOptions) {
    this.#options = options;
  }

  prepare(stage: Stage): StageRun {
    const functions = this.#copies(stage);
    return { start: (task) => this.#start(stage, functions, task), end() {} };
  }

  /** There are no copies: tasks share the driver's value. */
  freeBroadcast(): void {}

  kill(): void {}

  stop(): void {}

  /** What the functions of a stage capture is read now, so what cannot travel fails the job here. */
  #copies(stage: Stage): StageFunctions {
    try {
      return new StageFunctions(functionsOfStage(stage), this.#options.environment);
    } catch (error) {
      throw new SparkError(
        `Job aborted due to stage failure: ${error instanceof Error ? error.message : String(error)}`,
        {
          code: error instanceof SluiceError ? error.code : "TASK_NOT_SERIALIZABLE",
          advice: error instanceof SluiceError ? error.advice : undefined,
          cause: error,
        },
      );
    }
  }

  #start(stage: Stage, functions: StageFunctions, { taskId, partition, attempt }: TaskAttempt): Execution {
    const { host, trace, shuffles, blocks, recording } = this.#options;
    const updates = new AccumulatorUpdates();
    const watch = trace.previews > 0 ? new PartitionWatch(trace.previews) : undefined;
    const finish = (succeeded: boolean): void => {
      watch?.report(trace, taskId);
      if (succeeded) updates.merge();
    };
    try {
      const context: TaskContext = {
        stageId: stage.id,
        partitionId: partition,
        attemptNumber: attempt,
        taskAttemptId: taskId,
        host,
        own: functions.forTask(),
        readShuffle: (shuffleId, reducePartition) => shuffles.read(shuffleId, reducePartition),
        mergeShuffle: (shuffleId, reducePartition, merged) => shuffles.merge(shuffleId, reducePartition, merged),
        blocks,
        accumulate: (accumulator, zero) => updates.of(accumulator, zero),
        recording,
        watching: watch !== undefined,
        watch: (rdd, watched, sink) => watch!.watch(rdd, watched, sink),
        watchStates: (dstream, time, watched) => watch?.watchStates(dstream, time, watched),
      };
      const result = withTask(context, () => runPartition(stage, partition, context));
      if (typeof (result as PromiseLike<unknown> | undefined)?.then !== "function")
        return { outcome: { result }, finish };
      const later = (result as PromiseLike<unknown>).then(
        (value) => ({ result: value }),
        (reason: unknown) => ({ error: { reason } }),
      );
      return { outcome: { later: Promise.resolve(later) }, finish };
    } catch (reason) {
      return { outcome: { error: { reason } }, finish };
    }
  }
}
