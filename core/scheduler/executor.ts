import type { Stage } from "./stage.ts";

/** One attempt at a task, in a slot. */
export interface TaskAttempt {
  /** Spark's TID: unique within the application. */
  readonly taskId: number;
  readonly partition: number;
  readonly attempt: number;
  readonly slot: number;
}

export type Outcome = { readonly result: unknown } | { readonly error: { readonly reason: unknown } };

/** An attempt at a task that has begun. */
export interface Execution {
  /** There at once when the task runs in this thread and its functions are synchronous. */
  readonly outcome: Outcome | { readonly later: Promise<Outcome> };
  /** Tells the trace what the task saw and, if it has succeeded, counts what it added up. To be called once, when the task has ended. */
  finish(succeeded: boolean): void;
}

/** A stage's tasks, ready to be run: its functions are as they were when it began. */
export interface StageRun {
  start(task: TaskAttempt): Execution;
  /** No task of it will start any more. */
  end(): void;
}

/** Where tasks run: in the driver's thread, or in threads of their own. */
export interface Executor {
  /**
   * @param partitions those whose tasks will run
   * @throws SparkError "Job aborted …: Task not serializable" when a function of the stage cannot travel
   */
  prepare(stage: Stage, partitions: readonly number[]): StageRun;
  /** Frees the copies of a broadcast variable. */
  freeBroadcast(id: number): void;
  /** Ends the thread of a slot at once, as if it had died. */
  kill(slot: number): void;
  /** Ends its threads. */
  stop(): void;
}
