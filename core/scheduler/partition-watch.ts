import type { RDDBase } from "../rdd/base.ts";
import type { Sink, WatchedSink } from "../rdd/task-context.ts";
import { preview } from "../sinks/record-text.ts";
import type { Preview } from "../trace/events.ts";
import type { Trace } from "../trace/trace.ts";

/** What a task saw of one partition on its way: how many records, whether that was all, and the first few. */
export interface WatchedPartition {
  readonly rdd: number;
  readonly partition: number;
  readonly records: number;
  readonly complete: boolean;
  readonly sample: readonly Preview[];
}

/** Watches the partitions that a task computes. */
export class PartitionWatch {
  readonly #limit: number;
  readonly seen: WatchedPartition[] = [];

  /** `limit`: how many records of each are shown. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  watch<T>(rdd: RDDBase<T>, partition: number, sink: Sink<T>): WatchedSink<T> {
    const limit = this.#limit;
    const entry = { rdd: rdd.id, partition, records: 0, complete: false, sample: [] as Preview[] };
    this.seen.push(entry);
    return {
      sink(record) {
        // before the record goes on, since a function further down may change it
        if (entry.records++ < limit) entry.sample.push(preview(record));
        sink(record);
      },
      complete() {
        entry.complete = true;
      },
    };
  }

  /** Writes it all to the trace, when the task has ended. */
  report(trace: Trace, task: number): void {
    reportWatched(trace, task, this.seen);
  }
}

export function reportWatched(trace: Trace, task: number, seen: readonly WatchedPartition[]): void {
  for (const entry of seen) trace.emit({ kind: "partition-computed", task, ...entry });
}
