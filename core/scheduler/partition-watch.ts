import type { RDDBase } from "../rdd/base.ts";
import type { Sink, StateWatch, WatchedSink } from "../rdd/task-context.ts";
import { preview, recordText } from "../sinks/record-text.ts";
import type { Preview, StateChange, TraceEventOf } from "../trace/events.ts";
import type { Trace } from "../trace/trace.ts";

/** What a task saw on its way: of a partition's records, or of what became of its states. */
export type Watched = Entry<"partition-computed"> | Entry<"states-changed">;
type Entry<K extends "partition-computed" | "states-changed"> = Omit<TraceEventOf<K>, "t" | "seq" | "task">;

type Changing<T> = { -readonly [F in keyof T]: T[F] };

/** Watches the partitions that a task computes. */
export class PartitionWatch {
  readonly #limit: number;
  readonly seen: Watched[] = [];

  /** `limit`: how many records, or states, of each are shown. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  watch<T>(rdd: RDDBase<T>, partition: number, sink: Sink<T>): WatchedSink<T> {
    const limit = this.#limit;
    const sample: Preview[] = [];
    const entry: Changing<Entry<"partition-computed">> = {
      kind: "partition-computed",
      rdd: rdd.id,
      partition,
      records: 0,
      complete: false,
      sample,
    };
    this.seen.push(entry);
    return {
      sink(record) {
        // before the record goes on, since a function further down may change it
        if (entry.records++ < limit) sample.push(preview(record));
        sink(record);
      },
      complete() {
        entry.complete = true;
      },
    };
  }

  watchStates(dstream: number, time: number, partition: number): StateWatch {
    const limit = this.#limit;
    const changes: StateChange[] = [];
    const counts = { added: 0, updated: 0, removed: 0, timedOut: 0, kept: 0 };
    const { seen } = this;
    return {
      changed(change, key, state) {
        counts[change === "timed-out" ? "timedOut" : change]++;
        if (changes.length >= limit) return;
        changes.push({ change, key: recordText(key), state: state === undefined ? undefined : recordText(state) });
      },
      done(keys, calls) {
        const { added, updated, removed, timedOut } = counts;
        const entry = { dstream, time, partition, keys, calls, added, updated, removed, timedOut, changes };
        seen.push({ kind: "states-changed", ...entry });
      },
    };
  }

  /** Writes it all to the trace, when the task has ended. */
  report(trace: Trace, task: number): void {
    reportWatched(trace, task, this.seen);
  }
}

export function reportWatched(trace: Trace, task: number, seen: readonly Watched[]): void {
  for (const entry of seen) trace.emit({ ...entry, task });
}
