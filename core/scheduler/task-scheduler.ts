import type { ReviveEnvironment } from "../closure/index.ts";
import { describeError, SparkError } from "../conf/errors.ts";
import type { Host } from "../host/host.ts";
import { type BlockReader, type TaskContext, withTask } from "../rdd/task-context.ts";
import type { ShuffleStore } from "../storage/shuffle-store.ts";
import { errorInfo, type Trace } from "../trace/trace.ts";
import { AccumulatorUpdates } from "./accumulator-updates.ts";
import { PartitionWatch } from "./partition-watch.ts";
import type { StageFunctions } from "./stage-functions.ts";
import type { Task } from "./task.ts";

export interface TaskSchedulerOptions {
  readonly host: Host;
  readonly trace: Trace;
  readonly slots: number;
  readonly maxFailures: number;
  readonly blocks: BlockReader;
  readonly shuffles: ShuffleStore;
  readonly environment: ReviveEnvironment;
}

/** The tasks of one attempt at a stage. Spark: `TaskSet`. */
export interface TaskSet<R> {
  readonly stageId: number;
  readonly attempt: number;
  readonly tasks: readonly Task<R>[];
  readonly functions: StageFunctions;
  /** Takes the result of a task, as it ends. */
  onResult(partition: number, result: R): void;
}

interface Waiting {
  /** Starts in a slot; calls `free` once when it leaves it. */
  start(slot: number, free: () => void): void;
}

/** On a clock of its own the event loop gets its turn after so many milliseconds of computing. */
const TURN_AFTER = 10;

/**
 * Hands tasks to the slots of `local[N]`, first come first served. A receiver takes a slot as a task does, and keeps it. Tasks run here, one
 * after the other; on a virtual clock those that cost time overlap, as many as there are slots.
 */
export class TaskScheduler {
  readonly slots: number;
  readonly #options: TaskSchedulerOptions;
  readonly #queue: Waiting[] = [];
  readonly #busy: boolean[];
  #nextSlot = 0;
  #nextTaskId = 0;
  #pumping = false;
  #lastTurn: number;

  constructor(options: TaskSchedulerOptions) {
    this.#options = options;
    this.slots = options.slots;
    this.#busy = new Array(options.slots).fill(false);
    this.#lastTurn = options.host.clock.now();
  }

  /** Do all slots hold something that will never leave? Then what waits, starves. */
  get freeSlots(): number {
    return this.#busy.filter((busy) => !busy).length;
  }

  /** Gives `start` a slot for good, as soon as one is free; the returned function gives it back, or withdraws the wish. */
  occupySlot(start: (slot: number) => void): () => void {
    let free: (() => void) | undefined;
    let withdrawn = false;
    this.#queue.push({
      start(slot, freeSlot) {
        free = freeSlot;
        if (withdrawn) freeSlot();
        else start(slot);
      },
    });
    this.#pump();
    return () => {
      withdrawn = true;
      free?.();
      free = undefined;
    };
  }

  /** Runs all tasks of a set; rejects with Spark's "Job aborted" when one has failed too often. */
  run<R>(set: TaskSet<R>): Promise<void> {
    return new Promise((resolve, reject) => {
      let left = set.tasks.length;
      let aborted = false;
      const submit = (task: Task<R>, attempt: number) => {
        this.#queue.push({
          start: (slot, free) => {
            if (aborted) {
              free();
              return;
            }
            this.#runTask(set, task, attempt, slot, (result, error, taskId) => {
              free();
              if (aborted) return;
              if (error === undefined) {
                set.onResult(task.partition, result as R);
                if (--left === 0) resolve();
              } else if (attempt + 1 < this.#options.maxFailures) {
                submit(task, attempt + 1);
                this.#pump();
              } else {
                aborted = true;
                reject(aborting(set, task, attempt, taskId, error.reason));
              }
            });
          },
        });
      };
      for (const task of set.tasks) submit(task, 0);
      if (left === 0) resolve();
      this.#pump();
    });
  }

  /** Fills free slots with what waits. Not re-entrant: what a task sets off by ending joins the loop that runs already. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#queue.length > 0) {
        const slot = this.#freeSlot();
        if (slot === undefined) return;
        if (this.#owesTurn()) {
          void this.#options.host.turn().then(() => {
            this.#lastTurn = this.#options.host.clock.now();
            this.#pump();
          });
          return;
        }
        const waiting = this.#queue.shift()!;
        this.#busy[slot] = true;
        this.#nextSlot = (slot + 1) % this.slots;
        let freed = false;
        waiting.start(slot, () => {
          if (freed) return;
          freed = true;
          this.#busy[slot] = false;
          this.#pump();
        });
      }
    } finally {
      this.#pumping = false;
    }
  }

  /** The next free slot after the one given last, so that tasks take turns on the slots as on real executors. */
  #freeSlot(): number | undefined {
    for (let i = 0; i < this.slots; i++) {
      const slot = (this.#nextSlot + i) % this.slots;
      if (!this.#busy[slot]) return slot;
    }
    return undefined;
  }

  #owesTurn(): boolean {
    const clock = this.#options.host.clock;
    return clock.kind === "system" && clock.now() - this.#lastTurn >= TURN_AFTER;
  }

  #runTask<R>(
    set: TaskSet<R>,
    task: Task<R>,
    attempt: number,
    slot: number,
    done: (result: R | undefined, error: { readonly reason: unknown } | undefined, taskId: number) => void,
  ): void {
    const { trace, host } = this.#options;
    const { clock } = host;
    const taskId = this.#nextTaskId++;
    const started = clock.now();
    const common = { stage: set.stageId, task: taskId, partition: task.partition, slot };
    trace.emit({ kind: "task-started", ...common, attempt });

    const updates = new AccumulatorUpdates();
    const watch = trace.previews > 0 ? new PartitionWatch(trace) : undefined;
    const finish = (result: R | undefined, error: { readonly reason: unknown } | undefined) => {
      watch?.report(taskId);
      if (error === undefined) updates.merge();
      trace.emit({
        kind: "task-completed",
        ...common,
        duration: clock.now() - started,
        error: error === undefined ? undefined : errorInfo(error.reason),
      });
      done(result, error, taskId);
    };
    const end = (result: R | undefined, error: { readonly reason: unknown } | undefined) => {
      const cost = clock.kind === "system" ? 0 : (host.taskCost?.({ stage: set.stageId, partition: task.partition, records: 0 }) ?? 0);
      if (cost > 0) clock.schedule(started + cost, () => finish(result, error));
      else finish(result, error);
    };

    let outcome: R | PromiseLike<R>;
    try {
      const context = this.#contextFor(set, task, attempt, taskId, watch, updates);
      outcome = withTask(context, () => task.run(context));
    } catch (reason) {
      end(undefined, { reason });
      return;
    }
    if (typeof (outcome as PromiseLike<R> | undefined)?.then === "function") {
      (outcome as PromiseLike<R>).then(
        (result) => end(result, undefined),
        (reason: unknown) => end(undefined, { reason }),
      );
    } else {
      end(outcome as R, undefined);
    }
  }

  #contextFor<R>(set: TaskSet<R>, task: Task<R>, attempt: number, taskId: number, watch: PartitionWatch | undefined, updates: AccumulatorUpdates): TaskContext {
    const { shuffles, blocks } = this.#options;
    return {
      stageId: set.stageId,
      partitionId: task.partition,
      attemptNumber: attempt,
      taskAttemptId: taskId,
      own: set.functions.forTask(),
      readShuffle: (shuffleId, partition) => shuffles.read(shuffleId, partition),
      blocks,
      accumulate: (accumulator, zero) => updates.of(accumulator, zero),
      watching: watch !== undefined,
      watch: (rdd, partition, sink) => watch!.watch(rdd, partition, sink),
    };
  }
}

function aborting(set: TaskSet<unknown>, task: Task<unknown>, attempt: number, taskId: number, reason: unknown): SparkError {
  const stage = `${set.stageId}.${set.attempt}`;
  return new SparkError(
    `Job aborted due to stage failure: Task ${task.partition} in stage ${stage} failed ${attempt + 1} times, most recent failure: ` +
      `Lost task ${task.partition}.${attempt} in stage ${stage} (TID ${taskId}) (localhost executor driver): ${describeError(reason)}`,
    { code: "TASK_FAILED", cause: reason },
  );
}
