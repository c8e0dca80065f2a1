import type { RDDBase } from "./base.ts";
import type { TaskContext } from "./task-context.ts";

/** What an action does with one partition, on the executor; its results come together in the driver. */
export interface PartitionAction<T, R> {
  /** The action's name, as the user wrote it. */
  readonly name: string;
  /** The user's functions that a task needs copies of. */
  readonly functions: readonly unknown[];
  run(rdd: RDDBase<T>, partition: number, task: TaskContext): R | PromiseLike<R>;
}

/**
 * The result of an action, to be awaited. It knows whether anybody has: an error that nobody waits for belongs to the output
 * operation in which the action was called, and is not lost.
 */
export class JobPromise<R> extends Promise<R> {
  /** Has somebody asked for the outcome? */
  awaited = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // biome-ignore lint/suspicious/noThenProperty: this is a promise
  override then<A = R, B = never>(
    onFulfilled?: ((value: R) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.awaited = true;
    return super.then(onFulfilled, onRejected);
  }

  /** Watches the outcome without counting as somebody who waits for it. */
  observe(onSettled: (error?: unknown) => void): void {
    super.then(
      () => onSettled(),
      (error: unknown) => onSettled(error ?? new Error("rejected without a reason")),
    );
  }
}
