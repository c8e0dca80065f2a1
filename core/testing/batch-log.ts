import type { Site } from "../conf/errors.ts";
import type { ErrorInfo, TraceEvent } from "../trace/events.ts";

/**
 * A batch of which something failed.
 * @spark none
 */
export interface BatchFailure {
  /** The batch's time, in milliseconds. */
  readonly time: number;
  /** The output operation that failed: `foreachRDD`, `print`, …; undefined when the batch could not even be made, or its checkpoint not be written. */
  readonly operation: string | undefined;
  /** Where that output operation is declared. */
  readonly site: Site | undefined;
  /** What went wrong, and where in the program. */
  readonly error: ErrorInfo;
}

interface Output {
  readonly operation: string;
  readonly site?: Site;
}

/** Follows the batches of a run by its trace: which there were, which are through, which failed. */
export class BatchLog {
  readonly failures: BatchFailure[] = [];
  readonly #outputs = new Map<number, Output>();
  /** Submitted, and not completed yet. */
  readonly #open = new Set<number>();
  /** The output operations that run now: number and batch time. */
  readonly #running = new Map<number, number>();
  #zero: number | undefined;
  #interval = 0;
  #stopped: number | undefined;
  #toBeLogged = 0;

  observe(event: TraceEvent): void {
    switch (event.kind) {
      case "streaming-started":
        this.#zero = event.zeroTime;
        this.#interval = event.batchInterval;
        this.#stopped = undefined;
        break;
      case "context-state":
        if (event.state === "STOPPED") this.#stopped = event.t;
        // what the one before has left lying about will not run any more
        else if (event.state === "INITIALIZED" && this.#stopped !== undefined) this.#open.clear();
        break;
      case "output-declared":
        this.#outputs.set(event.output, event);
        break;
      case "batch-submitted":
        this.#open.add(event.time);
        break;
      case "batch-completed":
        this.#open.delete(event.time);
        break;
      case "output-started":
        this.#running.set(event.output, event.time);
        break;
      case "output-completed":
        this.#running.delete(event.output);
        if (event.error !== undefined) this.#failed(event.time, this.#outputs.get(event.output), event.error);
        break;
      case "generation-failed":
        this.#failed(event.time, undefined, event.error);
        break;
      case "log":
        // each failure is logged once more, and some are only logged
        if (event.code !== "JOB_FAILED") break;
        if (this.#toBeLogged > 0) this.#toBeLogged--;
        else this.failures.push(failure(event.t, undefined, event.error ?? { name: "Error", message: event.message }));
    }
  }

  #failed(time: number, output: Output | undefined, error: ErrorInfo): void {
    this.#toBeLogged++;
    this.failures.push(failure(time, output, error));
  }

  /** The driver that ran them is gone. */
  crashed(): void {
    this.#open.clear();
    this.#running.clear();
  }

  /** The time from which batches count; undefined until a context has started. */
  get zeroTime(): number | undefined {
    return this.#zero;
  }

  /** The batch interval, in milliseconds. */
  get interval(): number {
    return this.#interval;
  }

  /** The time of the batch whose output operations run now; undefined when none does. */
  get runningBatch(): number | undefined {
    return this.#running.values().next().value;
  }

  /** The output operations that run now, in words. */
  get runningOutputs(): string[] {
    return [...this.#running].map(([output, time]) => {
      const { operation = "an output operation", site } = this.#outputs.get(output) ?? {};
      return `${operation}${site === undefined ? "" : ` (${site.file}:${site.line})`} of the batch at ${time} ms`;
    });
  }

  get hasOpenBatches(): boolean {
    return this.#open.size > 0;
  }

  /** Up to this time every batch is through, given what time it is. */
  throughUntil(now: number): number {
    const last = this.#stopped ?? now;
    const firstOpen = Math.min(...this.#open);
    return firstOpen <= last ? firstOpen - 1 : last;
  }
}

function failure(time: number, output: Output | undefined, error: ErrorInfo): BatchFailure {
  return { time, operation: output?.operation, site: output?.site, error };
}
