import { SparkError } from "../conf/errors.ts";

/** A job while it runs: who may cancel it, and who has to know of that. Spark: `ActiveJob`. */
export class ActiveJob {
  readonly id: number;
  readonly group: string | undefined;
  #cancelled: SparkError | undefined;
  readonly #onCancel = new Set<(reason: SparkError) => void>();

  constructor(id: number, group: string | undefined) {
    this.id = id;
    this.group = group;
  }

  cancel(why: string): void {
    if (this.#cancelled !== undefined) return;
    this.#cancelled = new SparkError(`Job ${this.id} cancelled ${why}`.trimEnd(), { code: "JOB_CANCELLED" });
    for (const onCancel of this.#onCancel) onCancel(this.#cancelled);
  }

  /** Throws when the job has been cancelled. */
  check(): void {
    if (this.#cancelled !== undefined) throw this.#cancelled;
  }

  /** Calls `onCancel` when the job is cancelled; returns the way to end that. */
  whenCancelled(onCancel: (reason: SparkError) => void): () => void {
    this.#onCancel.add(onCancel);
    return () => {
      this.#onCancel.delete(onCancel);
    };
  }
}
