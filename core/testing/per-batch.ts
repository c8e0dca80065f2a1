import { callSite } from "../conf/call-site.ts";
import { IllegalArgumentError } from "../conf/errors.ts";
import type { Time } from "../conf/time.ts";
import type { BatchLog } from "./batch-log.ts";

/** The times at which there is something: every `every` milliseconds after `zero`. */
export interface Intervals {
  readonly zero: number;
  readonly every: number;
}

/** Something for every interval that is through. */
export abstract class PerBatch<V> {
  readonly #log: BatchLog;
  readonly #clock: { now(): number };

  constructor(log: BatchLog, clock: { now(): number }) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Its intervals; undefined until the context has started. */
  protected abstract intervals(): Intervals | undefined;

  protected abstract valueAt(time: number): V;

  /**
   * The batch times of the intervals that are through, in milliseconds.
   * @spark none
   */
  get times(): number[] {
    const intervals = this.intervals();
    if (intervals === undefined) return [];
    const { zero, every } = intervals;
    const count = Math.max(0, Math.floor((this.#log.throughUntil(this.#clock.now()) - zero) / every));
    return Array.from({ length: count }, (_, i) => zero + (i + 1) * every);
  }

  /**
   * One entry for every interval that is through, in their order.
   * @spark none
   */
  get batches(): V[] {
    return this.times.map((time) => this.valueAt(time));
  }

  /**
   * The entry of the batch at `time`: a batch time, or its milliseconds.
   * @throws IllegalArgumentError when there is no such batch, or it is not through yet
   * @spark none
   * @example counted.at(1000);
   */
  at(time: number | Time): V {
    const milliseconds = typeof time === "number" ? time : time.milliseconds;
    const times = this.times;
    if (!times.includes(milliseconds)) throw this.#noSuch(milliseconds, times);
    return this.valueAt(milliseconds);
  }

  #noSuch(time: number, times: readonly number[]): IllegalArgumentError {
    const intervals = this.intervals();
    const site = callSite();
    const error = (message: string, advice: string) =>
      new IllegalArgumentError(message, { code: "NO_SUCH_BATCH", advice, site });
    if (intervals === undefined) return error("No batch has run yet", "Move the clock first: await t.runBatches(1).");
    const { zero, every } = intervals;
    if ((time - zero) % every !== 0 || time <= zero)
      return error(
        `There is no batch at ${time} ms: there is one every ${every} ms, the first at ${zero + every} ms`,
        "Ask for a batch time.",
      );
    const running = this.#log.runningOutputs;
    const last = times.length === 0 ? "none is" : `the last that is was at ${times.at(-1)} ms`;
    if (running.length > 0)
      return error(
        `The batch at ${time} ms is not through yet, ${last}: ${running.join(" and ")} still runs`,
        "If it waits for its clock, move that on: await t.advance(milliseconds). If it waits for something real: await t.processed().",
      );
    return error(`The batch at ${time} ms has not run, ${last}`, "Move the clock on: await t.runBatches(1).");
  }
}
