import { describeError, SparkError } from "../conf/errors.ts";
import type { Host } from "../host/host.ts";
import { FetchFailedError } from "../storage/fetch-failed.ts";
import { errorInfo, type Trace } from "../trace/trace.ts";
import type { ActiveJob } from "./active-job.ts";
import type { Execution, Executor, Outcome, StageRun } from "./executor.ts";
import { ExecutorLostFailure } from "./executor-lost.ts";
import type { Stage } from "./stage.ts";

export interface TaskSchedulerOptions {
  readonly host: Host;
  readonly trace: Trace;
  readonly slots: number;
  readonly maxFailures: number;
  /** Where tasks run whose job is awaited. */
  readonly executor: Executor;
  /** Where tasks run whose results are needed at once: in this thread. */
  readonly inline: Executor;
}

/** The tasks of one attempt at a stage. Spark: `TaskSet`. */
export interface TaskSet {
  readonly stage: Stage;
  readonly attempt: number;
  readonly partitions: readonly number[];
  readonly job: ActiveJob;
  /** Takes the result of a task, as it ends. */
  onResult(partition: number, result: unknown): void;
}

/** One of its tasks, with what has become of it so far. */
interface Task {
  readonly partition: number;
  readonly attempt: number;
  readonly failures: number;
  /** How often the executor was lost on which it ran. */
  readonly losses: number;
}

/** How often a task may lose its executor: that is not its failure, unless it happens again and again. */
const MAX_LOSSES = 4;

interface Waiting {
  /** Starts in a slot; calls `free` once when it leaves it. */
  start(slot: number, free: () => void): void;
}

/** On a clock of its own the event loop gets its turn after so many milliseconds of computing. */
const TURN_AFTER = 10;

/**
 * Hands tasks to the slots of `local[N]`, first come first served. A receiver takes a slot as a task does, and keeps it. On a virtual clock
 * tasks that cost time overlap, as many as there are slots, also where all run in one thread.
 */
export class TaskScheduler {
  readonly slots: number;
  readonly #options: TaskSchedulerOptions;
  readonly #queue: Waiting[] = [];
  readonly #busy: boolean[];
  #nextSlot = 0;
  #nextTaskId = 0;
  #occupied = 0;
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

  /** How many slots were given away for good. */
  get occupiedSlots(): number {
    return this.#occupied;
  }

  /** Gives `start` a slot for good, as soon as one is free; the returned function gives it back, or withdraws the wish. */
  occupySlot(start: (slot: number) => void): () => void {
    let free: (() => void) | undefined;
    let withdrawn = false;
    this.#queue.push({
      start: (slot, freeSlot) => {
        if (withdrawn) {
          freeSlot();
          return;
        }
        this.#occupied++;
        free = () => {
          this.#occupied--;
          freeSlot();
        };
        start(slot);
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
  run(set: TaskSet): Promise<void> {
    return new Promise((done, fail) => {
      const run = this.#options.executor.prepare(set.stage, set.partitions);
      let left = set.partitions.length;
      let over = false;
      const end = () => {
        over = true;
        unwatch();
        run.end();
      };
      const reject = (reason: unknown) => {
        if (over) return;
        end();
        fail(reason);
      };
      const unwatch = set.job.whenCancelled(reject);
      const submit = (task: Task) => {
        this.#queue.push({
          start: (slot, free) => {
            if (over) {
              free();
              return;
            }
            this.#runTask(set, run, task, slot, (outcome, taskId) => {
              free();
              if (over) return;
              if (!("error" in outcome)) {
                set.onResult(task.partition, outcome.result);
                if (--left > 0) return;
                end();
                done();
                return;
              }
              const next = nextAttempt(set, task, taskId, outcome.error.reason, this.#options.maxFailures);
              if ("abort" in next) {
                reject(next.abort);
              } else {
                submit(next);
                this.#pump();
              }
            });
          },
        });
      };
      for (const partition of set.partitions) submit({ partition, attempt: 0, failures: 0, losses: 0 });
      if (left === 0) {
        end();
        done();
      }
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
  runNow(set: TaskSet): void {
    const run = this.#options.inline.prepare(set.stage, set.partitions);
    for (const partition of set.partitions) {
      for (let task: Task = { partition, attempt: 0, failures: 0, losses: 0 }; ; ) {
        const begun = this.#begin(set, run, task, this.#nextSlot);
        this.#nextSlot = (this.#nextSlot + 1) % this.slots;
        const outcome = "later" in begun.outcome ? { error: { reason: asyncInDeclaration() } } : begun.outcome;
        begun.end(outcome);
        if (!("error" in outcome)) {
          set.onResult(partition, outcome.result);
          break;
        }
        const next = nextAttempt(set, task, begun.taskId, outcome.error.reason, this.#options.maxFailures);
        if ("abort" in next) throw next.abort;
        task = next;
      }
    }
  }

  #runTask(
    set: TaskSet,
    run: StageRun,
    task: Task,
    slot: number,
    done: (outcome: Outcome, taskId: number) => void,
  ): void {
    const { host } = this.#options;
    const { clock } = host;
    const started = clock.now();
    const begun = this.#begin(set, run, task, slot);
    const end = (outcome: Outcome) => {
      const cost =
        clock.kind === "system" ? 0 : (host.taskCost?.({ stage: set.stage.id, partition: task.partition }) ?? 0);
      const finish = () => {
        begun.end(outcome);
        done(outcome, begun.taskId);
      };
      if (cost > 0) clock.schedule(started + cost, finish);
      else finish();
    };
    if ("later" in begun.outcome) void begun.outcome.later.then(end);
    else end(begun.outcome);
  }

  /** Starts an attempt at a task, which nearly always has an outcome at once; `end` has to be called with it. */
  #begin(set: TaskSet, run: StageRun, { partition, attempt }: Task, slot: number): Begun {
    const { trace, host } = this.#options;
    const taskId = this.#nextTaskId++;
    const started = host.clock.now();
    const common = { stage: set.stage.id, task: taskId, partition, slot };
    trace.emit({ kind: "task-started", ...common, attempt });
    const execution = run.start({ taskId, partition, attempt, slot });
    const end = (outcome: Outcome) => {
      const failed = "error" in outcome;
      execution.finish(!failed);
      const error = failed ? errorInfo(outcome.error.reason) : undefined;
      trace.emit({ kind: "task-completed", ...common, duration: host.clock.now() - started, error });
    };
    return { taskId, outcome: execution.outcome, end };
  }
}

interface Begun {
  readonly taskId: number;
  readonly outcome: Execution["outcome"];
  end(outcome: Outcome): void;
}

/** What follows a failure: another attempt at the task, or the end of the job. */
function nextAttempt(
  set: TaskSet,
  task: Task,
  taskId: number,
  reason: unknown,
  maxFailures: number,
): Task | { readonly abort: unknown } {
  // not this task's fault: its stage starts again when the lost output is there
  if (reason instanceof FetchFailedError) return { abort: reason };
  const lost = reason instanceof ExecutorLostFailure;
  const next = {
    partition: task.partition,
    attempt: task.attempt + 1,
    failures: task.failures + (lost ? 0 : 1),
    losses: task.losses + (lost ? 1 : 0),
  };
  if (next.failures < maxFailures && next.losses < MAX_LOSSES) return next;
  return { abort: aborting(set, task, taskId, reason) };
}

function asyncInDeclaration(): SparkError {
  return new SparkError("A function that is needed while an operation is being declared cannot be async", {
    code: "ASYNC_FUNCTION",
    advice:
      "Spark runs a job here, for instance to find out how keys are spread; do what has to be awaited in foreachRDD.",
  });
}

function aborting(set: TaskSet, { partition, attempt }: Task, taskId: number, reason: unknown): SparkError {
  const stage = `${set.stage.id}.${set.attempt}`;
  return new SparkError(
    `Job aborted due to stage failure: Task ${partition} in stage ${stage} failed ${attempt + 1} times, most recent failure: ` +
      `Lost task ${partition}.${attempt} in stage ${stage} (TID ${taskId}) (localhost executor driver): ${describeError(reason)}`,
    { code: "TASK_FAILED", cause: reason },
  );
}
