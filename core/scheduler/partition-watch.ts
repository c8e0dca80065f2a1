import type { RDDBase } from "../rdd/base.ts";
import type { Sink, WatchedSink } from "../rdd/task-context.ts";
import { preview } from "../sinks/record-text.ts";
import type { Preview } from "../trace/events.ts";
import type { Trace } from "../trace/trace.ts";

/** What a task saw of the partitions that it computed on its way: counts, and the first few records of each. */
export class PartitionWatch {
  readonly #trace: Trace;
  readonly #seen: { readonly rdd: number; readonly partition: number; records: number; complete: boolean; readonly sample: Preview[] }[] = [];

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  watch<T>(rdd: RDDBase<T>, partition: number, sink: Sink<T>): WatchedSink<T> {
    const entry = { rdd: rdd.id, partition, records: 0, complete: false, sample: [] as Preview[] };
    const limit = this.#trace.previews;
    this.#seen.push(entry);
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
  report(task: number): void {
    for (const entry of this.#seen) this.#trace.emit({ kind: "partition-computed", task, ...entry });
  }
}
