import type { BatchLog } from "./batch-log.ts";
import { type Intervals, PerBatch } from "./per-batch.ts";

/**
 * What was printed, batch by batch: by `print()`, and by what a program writes with `console.log` while the output operations of a batch run.
 * @spark none
 * @example t.printed.at(1000); // the text of the first batch
 */
export class Printed extends PerBatch<string> {
  readonly #log: BatchLog;
  readonly #byTime = new Map<number, string>();

  /** For `StreamingTest`. */
  constructor(log: BatchLog, clock: { now(): number }) {
    super(log, clock);
    this.#log = log;
  }

  /**
   * For the engine: `text` was printed, in the batch at `time` if that is known.
   * @spark none
   */
  write(text: string, time = this.#log.runningBatch): void {
    if (time !== undefined) this.#byTime.set(time, this.valueAt(time) + text);
  }

  protected override intervals(): Intervals | undefined {
    const zero = this.#log.zeroTime;
    return zero === undefined ? undefined : { zero, every: this.#log.interval };
  }

  protected override valueAt(time: number): string {
    return this.#byTime.get(time) ?? "";
  }
}
