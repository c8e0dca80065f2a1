import type { ReviveEnvironment } from "../closure/index.ts";
import { describeError, SparkError } from "../conf/errors.ts";
import type { Host } from "../host/host.ts";
import { type BlockReader, type TaskContext, withTask } from "../rdd/task-context.ts";
import { FetchFailedError } from "../storage/fetch-failed.ts";
import type { ShuffleStore } from "../storage/shuffle-store.ts";
import { errorInfo, type Trace } from "../trace/trace.ts";
import { AccumulatorUpdates } from "./accumulator-updates.ts";
import type { ActiveJob } from "./active-job.ts";
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
  readonly job: ActiveJob;
  /** Takes the result of a task, as it ends. */
  onResult(partition: number, result: R): void;
}

type Outcome<R> = { readonly result: R } | { readonly error: { readonly reason: unknown } };

interface Begun<R> {
  readonly taskId: number;
  readonly outcome: Outcome<R> | { readonly later: PromiseLike<R> };
  finish(outcome: Outcome<R>): void;
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
    return new Promise((done, fail) => {
      let left = set.tasks.length;
      let aborted = false;
      const reject = (reason: unknown) => {
        aborted = true;
        unwatch();
        fail(reason);
      };
      const resolve = () => {
        unwatch();
        done();
      };
      const unwatch = set.job.whenCancelled(reject);
      const submit = (task: Task<R>, attempt: number) => {
        this.#queue.push({
          start: (slot, free) => {
            if (aborted) {
              free();
              return;
            }
            this.#runTask(set, task, attempt, slot, (outcome, taskId) => {
              free();
              if (aborted) return;
              if (!("error" in outcome)) {
                set.onResult(task.partition, outcome.result);
                if (--left === 0) resolve();
              } else if (outcome.error.reason instanceof FetchFailedError) {
                // not this task's fault: its stage starts again when the lost output is there
                reject(outcome.error.reason);
              } else if (attempt + 1 < this.#options.maxFailures) {
                submit(task, attempt + 1);
                this.#pump();
              } else {
                reject(aborting(set, task, attempt, taskId, outcome.error.reason));
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

  /**
   * Runs all tasks of a set at once, in the driver's own time: for the jobs that Spark runs while an operation is being declared. Their
   * functions have to be synchronous.
   */
  runNow<R>(set: TaskSet<R>): void {
    for (const task of set.tasks) {
      for (let attempt = 0; ; attempt++) {
        const begun = this.#begin(set, task, attempt, this.#nextSlot);
        this.#nextSlot = (this.#nextSlot + 1) % this.slots;
        const outcome: Outcome<R> = "later" in begun.outcome ? { error: { reason: asyncInDeclaration() } } : begun.outcome;
        begun.finish(outcome);
        if (!("error" in outcome)) {
          set.onResult(task.partition, outcome.result);
          break;
        }
        if (outcome.error.reason instanceof FetchFailedError) throw outcome.error.reason;
        if (attempt + 1 >= this.#options.maxFailures) throw aborting(set, task, attempt, begun.taskId, outcome.error.reason);
      }
    }
  }

  #runTask<R>(set: TaskSet<R>, task: Task<R>, attempt: number, slot: number, done: (outcome: Outcome<R>, taskId: number) => void): void {
    const { host } = this.#options;
    const { clock } = host;
    const started = clock.now();
    const begun = this.#begin(set, task, attempt, slot);
    const end = (outcome: Outcome<R>) => {
      const cost = clock.kind === "system" ? 0 : (host.taskCost?.({ stage: set.stageId, partition: task.partition }) ?? 0);
      const finish = () => {
        begun.finish(outcome);
        done(outcome, begun.taskId);
      };
      if (cost > 0) clock.schedule(started + cost, finish);
      else finish();
    };
    if ("later" in begun.outcome) {
      begun.outcome.later.then(
        (result) => end({ result }),
        (reason: unknown) => end({ error: { reason } }),
      );
    } else {
      end(begun.outcome);
    }
  }

  /** Starts an attempt at a task, which nearly always has an outcome at once; `finish` has to be called with it. */
  #begin<R>(set: TaskSet<R>, task: Task<R>, attempt: number, slot: number): Begun<R> {
    const { trace, host } = this.#options;
    const taskId = this.#nextTaskId++;
    const started = host.clock.now();
    const common = { stage: set.stageId, task: taskId, partition: task.partition, slot };
    trace.emit({ kind: "task-started", ...common, attempt });
    const updates = new AccumulatorUpdates();
    const watch = trace.previews > 0 ? new PartitionWatch(trace) : undefined;
    const finish = (outcome: Outcome<R>) => {
      watch?.report(taskId);
      const failed = "error" in outcome;
      if (!failed) updates.merge();
      const error = failed ? errorInfo(outcome.error.reason) : undefined;
      trace.emit({ kind: "task-completed", ...common, duration: host.clock.now() - started, error });
    };
    try {
      const context = this.#contextFor(set, task, attempt, taskId, watch, updates);
      const result = withTask(context, () => task.run(context));
      const later = typeof (result as PromiseLike<R> | undefined)?.then === "function";
      return { taskId, finish, outcome: later ? { later: result as PromiseLike<R> } : { result: result as R } };
    } catch (reason) {
      return { taskId, finish, outcome: { error: { reason } } };
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

function asyncInDeclaration(): SparkError {
  return new SparkError("A function that is needed while an operation is being declared cannot be async", {
    code: "ASYNC_FUNCTION",
    advice: "Spark runs a job here, for instance to find out how keys are spread; do what has to be awaited in foreachRDD.",
  });
}

function aborting(set: TaskSet<unknown>, task: Task<unknown>, attempt: number, taskId: number, reason: unknown): SparkError {
  const stage = `${set.stageId}.${set.attempt}`;
  return new SparkError(
    `Job aborted due to stage failure: Task ${task.partition} in stage ${stage} failed ${attempt + 1} times, most recent failure: ` +
      `Lost task ${task.partition}.${attempt} in stage ${stage} (TID ${taskId}) (localhost executor driver): ${describeError(reason)}`,
    { code: "TASK_FAILED", cause: reason },
  );
}
