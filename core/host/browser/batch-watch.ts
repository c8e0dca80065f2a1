import type { TraceEvent } from "../../trace/events.ts";

/** Follows the trace of a streaming application just so far as to know where its batches are, and how many tasks have ended. */
export class BatchWatch {
  #streaming: { readonly zeroTime: number; readonly batchInterval: number } | undefined;
  readonly #open = new Set<number>();
  /** The last batch that was submitted. */
  #last = Number.NEGATIVE_INFINITY;
  #tasksEnded = 0;

  observe(event: TraceEvent): void {
    switch (event.kind) {
      case "streaming-started":
        this.#streaming = event;
        break;
      case "context-state":
        if (event.state === "STOPPED") {
          this.#streaming = undefined;
          this.#open.clear();
        }
        break;
      case "driver-died":
        // its open batches are done when another driver has run them, or later ones
        this.#last = Math.min(this.#last, ...[...this.#open].map((time) => time - 1));
        this.#streaming = undefined;
        this.#open.clear();
        break;
      case "batch-submitted":
        this.#open.add(event.time);
        this.#last = Math.max(this.#last, event.time);
        break;
      case "batch-completed":
        this.#open.delete(event.time);
        break;
      case "task-completed":
        this.#tasksEnded++;
        break;
    }
  }

  /** How many tasks have ended, also those that failed. */
  get tasksEnded(): number {
    return this.#tasksEnded;
  }

  get streaming(): boolean {
    return this.#streaming !== undefined;
  }

  /** The first batch time after `now`; `undefined` while nothing streams. */
  nextBatchTime(now: number): number | undefined {
    if (this.#streaming === undefined) return undefined;
    const { zeroTime, batchInterval } = this.#streaming;
    const batches = Math.max(0, Math.floor((now - zeroTime) / batchInterval));
    return zeroTime + (batches + 1) * batchInterval;
  }

  /** Whether the batch of `time`, and all before it, have been submitted and completed. */
  isDone(time: number): boolean {
    return this.#last >= time && !this.isBusy(time);
  }

  /** Whether a batch up to that of `time` has been submitted and not completed. */
  isBusy(time: number): boolean {
    for (const open of this.#open) if (open <= time) return true;
    return false;
  }

  /** Whether the batch of `time` has been submitted and not completed. */
  isOpen(time: number): boolean {
    return this.#open.has(time);
  }
}

/**
 * A condition for `VirtualPace.runUntil`: the next batch time has come and everything of that batch has been done. When nothing
 * streams yet, the clock goes on until something does.
 */
export function nextBatchDone(
  watch: BatchWatch,
  clock: { now(): number; nextTimer(): number | undefined },
): () => boolean {
  let goal = watch.nextBatchTime(clock.now());
  let streamed = watch.streaming;
  return () => {
    if (streamed && !watch.streaming) return true;
    streamed = watch.streaming;
    goal ??= watch.nextBatchTime(clock.now());
    if (goal === undefined || clock.now() < goal || watch.isOpen(goal)) return false;
    const next = clock.nextTimer();
    return next === undefined || next > goal;
  };
}

/**
 * A condition for `VirtualPace.runUntil`: a task has ended. Where the next batch has none, everything of that batch has been done; so that a stream that
 * gets nothing does not go on for ever.
 */
export function nextTaskDone(
  watch: BatchWatch,
  clock: { now(): number; nextTimer(): number | undefined },
): () => boolean {
  const before = watch.tasksEnded;
  const isBatchDone = nextBatchDone(watch, clock);
  return () => watch.tasksEnded > before || isBatchDone();
}
