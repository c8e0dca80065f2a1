import type { Time } from "../conf/time.ts";
import type { BatchInput } from "../trace/events.ts";

/** What every input stream brought to a batch. Spark: `InputInfoTracker`. */
export class InputInfoTracker {
  readonly #batches = new Map<number, BatchInput[]>();

  report(time: Time, input: BatchInput): void {
    const batch = this.#batches.get(time.milliseconds);
    if (batch === undefined) this.#batches.set(time.milliseconds, [input]);
    else batch.push(input);
  }

  of(time: Time): readonly BatchInput[] {
    return this.#batches.get(time.milliseconds) ?? [];
  }

  /** Forgets the batches before `time`. */
  cleanup(time: Time): void {
    for (const ms of this.#batches.keys()) if (ms < time.milliseconds) this.#batches.delete(ms);
  }
}
