import type { JobPromise } from "../rdd/job.ts";
import type { JobOrigin } from "../scheduler/dag-scheduler.ts";

/** An output operation while it runs: the actions that were called in it belong to it, awaited or not. */
export class OutputScope implements JobOrigin {
  readonly time: number;
  readonly output: number;
  readonly #actions: JobPromise<unknown>[] = [];
  #left = 0;
  #error: { readonly reason: unknown } | undefined;
  #onIdle: (() => void) | undefined;

  constructor(time: number, output: number) {
    this.time = time;
    this.output = output;
  }

  track(action: JobPromise<unknown>): void {
    this.#actions.push(action);
    this.#left++;
    action.observe((error) => {
      // an error that the user's own code waits for is the user's to handle
      if (error !== undefined && !action.awaited) this.#error ??= { reason: error };
      if (--this.#left === 0) this.#onIdle?.();
    });
  }

  /** Waits for every action that was called here; rejects with the first error that nobody else waits for. */
  async finish(): Promise<void> {
    if (this.#left > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    if (this.#error !== undefined) throw this.#error.reason;
  }
}

/**
 * Which output operation an action is called in. While its function runs for the first time that is known; after an `await` in it, it is the one
 * that runs, if only one does; if several do (`spark.streaming.concurrentJobs`), the batch of the RDD decides.
 */
export class OutputScopes {
  readonly #running = new Set<OutputScope>();
  #current: OutputScope | undefined;

  /** Runs `work` as the output operation `scope`, to its end and that of all actions called in it. */
  async run(scope: OutputScope, work: () => unknown): Promise<void> {
    this.#running.add(scope);
    try {
      const outer = this.#current;
      this.#current = scope;
      let result: unknown;
      try {
        result = work();
      } finally {
        this.#current = outer;
      }
      if (typeof (result as PromiseLike<unknown> | undefined)?.then === "function") await result;
      await scope.finish();
    } finally {
      this.#running.delete(scope);
    }
  }

  /** Is an output operation's function being called right now? */
  get isInside(): boolean {
    return this.#current !== undefined;
  }

  of(batch: number | undefined): OutputScope | undefined {
    if (this.#current !== undefined) return this.#current;
    if (this.#running.size <= 1) return this.#running.values().next().value;
    for (const scope of this.#running) if (scope.time === batch) return scope;
    return undefined;
  }
}
