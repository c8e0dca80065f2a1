import type { Time } from "../../../core/index.ts";
import { engineNamed } from "../../../core/rdd/engine-function.ts";
import type { SimHost } from "../../../core/sim/sim-host.ts";

/** A store beside the driver, in which each output has one entry for each batch: written twice, it is as if written once. */
export class Outputs {
  readonly #entries = new Map<string, string>();
  /** Entries that were written again, and were not the same: a batch that runs again has to give what it gave before. */
  readonly changed: string[] = [];
  readonly #host: () => SimHost;
  readonly #end: number;

  /** Of the batches up to `end`; later ones are there only where the last driver came late. */
  constructor(host: () => SimHost, end: number) {
    this.#host = host;
    this.#end = end;
  }

  put(output: number, time: Time, records: readonly unknown[]): void {
    // what a dead driver had begun comes to nothing
    if (this.#host().isDead || time.milliseconds > this.#end) return;
    const sorted = records.map((record) => JSON.stringify(record)).sort();
    const entry = `output ${output} at ${time.milliseconds}`;
    const before = this.#entries.get(entry);
    const written = sorted.join(" ");
    if (before !== undefined && before !== written) this.changed.push(`${entry}: ${before} became ${written}`);
    this.#entries.set(entry, written);
  }

  /** The first of the entries `expected` that is not there. */
  missing(expected: Readonly<Record<string, string>>): string | undefined {
    return Object.keys(expected).find((entry) => !this.#entries.has(entry));
  }

  get entries(): Record<string, string> {
    return Object.fromEntries([...this.#entries].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })));
  }
}

let current: Outputs | undefined;

/** From now on programs write there. */
export function writeInto(outputs: Outputs | undefined): void {
  current = outputs;
}

/** For programs, also for those that come out of a checkpoint. */
export const putOutput = engineNamed(
  "simulation.put",
  (output: number, time: Time, records: readonly unknown[]): void => current?.put(output, time, records),
);
