import type { Time } from "../conf/time.ts";

/** How many records every input stream brought to a batch. Spark: `InputInfoTracker`. */
export class InputInfoTracker {
  readonly #batches = new Map<number, Map<number, number>>();

  report(time: Time, dstream: number, records: number): void {
    const batch = this.#batches.get(time.milliseconds) ?? new Map<number, number>();
    this.#batches.set(time.milliseconds, batch.set(dstream, records));
  }

  recordsOf(time: Time): number {
    let sum = 0;
    for (const records of this.#batches.get(time.milliseconds)?.values() ?? []) sum += records;
    return sum;
  }

  /** Forgets the batches before `time`. */
  cleanup(time: Time): void {
    for (const ms of this.#batches.keys()) if (ms < time.milliseconds) this.#batches.delete(ms);
  }
}
