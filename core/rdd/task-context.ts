import type { StorageLevel } from "../conf/storage-level.ts";
import type { Files } from "../host/files.ts";
import type { Processes } from "../host/processes.ts";
import type { BlockContent, PackedRecords } from "../storage/packed-records.ts";
import type { StateChange } from "../trace/events.ts";
import type { RDDBase } from "./base.ts";

/** Takes one record. */
export type Sink<T> = (record: T) => void;

/** Thrown by a sink that wants no more records, to leave all loops below it at once; nobody but the one who threw it may catch it. */
export const NO_MORE: unique symbol = Symbol("no more records");

/** Pushes a partition's records into `sink` until the sink throws `NO_MORE`. */
export function untilNoMore(push: () => void): boolean {
  try {
    push();
    return true;
  } catch (error) {
    if (error === NO_MORE) return false;
    throw error;
  }
}

/** The outside world of the executor that a task runs on, as far as tasks need it. */
export interface TaskHost {
  readonly files: Files;
  readonly processes?: Processes;
}

/** What a task has around it while it computes a partition. Spark: `org.apache.spark.TaskContext`. */
export interface TaskContext {
  readonly stageId: number;
  readonly partitionId: number;
  readonly attemptNumber: number;
  /** Spark's TID: unique within the application. */
  readonly taskAttemptId: number;
  readonly host: TaskHost;
  /** This task's own copy of one of the stage's functions. */
  own<F>(f: F): F;
  /** The records that earlier stages put aside for this reduce partition, one list for every map partition. */
  readShuffle(shuffleId: number, partition: number): readonly (readonly (readonly [unknown, unknown])[])[];
  /** Puts in the place of such lists what was made of them, combined by key; where they are not kept by this thread, there is no way to. */
  mergeShuffle?(shuffleId: number, partition: number, merged: PackedRecords): void;
  readonly blocks: BlockReader;
  /** What this task adds up for an accumulator: it counts when the task has succeeded. */
  accumulate<A extends { fresh(): A }>(accumulator: { mergeTask(updates: A): void }, zero: A): A;
  /** Are the records that flow shown in the trace? */
  readonly watching: boolean;
  /** Counts and samples the records of a partition of `rdd` on their way to `sink`, while somebody is watching. */
  watch<T>(rdd: RDDBase<T>, partition: number, sink: Sink<T>): WatchedSink<T>;
  /** Where provenance is asked for; nothing is slower without it. */
  readonly recording?: Recording | undefined;
  /** Takes what a batch does to the states that the stream `dstream` keeps for a partition; undefined while nobody is watching. */
  watchStates(dstream: number, time: number, partition: number): StateWatch | undefined;
}

/** Keeps every record that flows, and notes of which others it is made. Nothing else may be kept back from it: with it there are no short cuts. */
export interface Recording {
  /** The records of a partition are being made by `make`, on their way to `sink`. */
  making<T>(rdd: RDDBase<T>, partition: number, sink: Sink<T>, make: (sink: Sink<T>) => void): void;
  /** The records of a partition, which were made before, are on their way to `sink`. */
  reading<T>(rdd: RDDBase<T>, partition: number, sink: Sink<T>): Sink<T>;
  /** The same, pulled. */
  pulling<T>(rdd: RDDBase<T>, partition: number, records: IteratorObject<T>): IteratorObject<T>;
  /** A function that is called by key for records that are being made, and whether it gives one, is noted. */
  calling<F extends (...args: never[]) => unknown>(f: F, keyOf: (...args: Parameters<F>) => unknown): F;
}

/** Counts and samples what a batch does to states. */
export interface StateWatch {
  changed(change: StateChange["change"], key: unknown, state?: unknown): void;
  /** So many keys have a state now, and the user's function was called so often. */
  done(keys: number, calls: number): void;
}

export interface WatchedSink<T> {
  readonly sink: Sink<T>;
  /** To be called when the partition has been read to its end; without it, it counts as read in part. */
  complete(): void;
}

/** The blocks of records that receivers and caches keep. */
export interface BlockReader {
  /** The records of a block. */
  get(id: string): readonly unknown[] | undefined;
  /** A block in the form in which it is kept. */
  content(id: string): BlockContent | undefined;
  put(id: string, content: BlockContent, level: StorageLevel): void;
}

let running: TaskContext | undefined;

/** The task that computes at this moment, or undefined in the driver. Spark: `TaskContext.get()`. */
export function currentTask(): TaskContext | undefined {
  return running;
}

/** Runs `work` as a part of `task`. */
export function withTask<R>(task: TaskContext, work: () => R): R {
  const outer = running;
  running = task;
  try {
    return work();
  } finally {
    running = outer;
  }
}

/** From now on this thread does nothing but `task`, also after an `await`; undefined: it does nothing. For executors in threads of their own. */
export function setRunningTask(task: TaskContext | undefined): void {
  running = task;
}
