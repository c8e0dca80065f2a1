import type { BlockContent } from "../storage/packed-records.ts";
import type { Dependency } from "./dependency.ts";
import type { Partitioner } from "./partitioner.ts";
import type { Sink, TaskContext } from "./task-context.ts";

/** How an RDD comes by its records: from where, in how many partitions, and by which functions. One kind, one file. */
export interface RDDKind<T> {
  /** Spark's name for it, as `toDebugString` writes it. */
  readonly name: string;
  readonly dependencies: readonly Dependency[];
  /** What it reads, where it is declared over something else than that. */
  readonly reads?: readonly Dependency[];
  readonly numPartitions: number;
  readonly partitioner?: Partitioner | undefined;
  /** The user's functions that a task needs copies of. */
  readonly functions: readonly unknown[];
  /** Pushes every record of a partition into `sink`: one loop over all narrow operations of a stage. */
  each(partition: number, task: TaskContext, sink: Sink<T>): void;
  /** The same, pulled: for who wants an iterator. Without it the partition is collected first. */
  iterator?(partition: number, task: TaskContext): IteratorObject<T>;
  /** A partition as a new array, where it is one before it is pushed. */
  toArray?(partition: number, task: TaskContext): T[];
  /**
   * A partition in a form of its own, for who keeps it; in a packed one with `serialized` is nothing that functions of the user's could change.
   */
  content?(partition: number, task: TaskContext, serialized: boolean): BlockContent;
  /**
   * Is `input`, a record of the dependency at `place` of those that it reads, part of what `output` was made of? For kinds that gather records before they
   * give any; with the others it is seen: what is given while a record passes is made of that one.
   */
  isMadeOf?(output: T, input: unknown, place: number): boolean;
  /** Its records are the states of a stream after a batch, by the batch's time in milliseconds. */
  readonly states?: { readonly dstream: number; readonly time: number } | undefined;
  /** A record that it gives may be made of all that it has pulled so far. */
  readonly gathers?: boolean;
  /** The blocks that a partition is put together from, if all of it is kept in such. */
  blocks?(partition: number, task: TaskContext): readonly BlockContent[] | undefined;
  /** Its RDD is going to be checkpointed. */
  beforeCheckpoint?(): void;
  /** How many records it holds in all, where that is known without computing any. */
  readonly size?: number;
  /** The blocks that a partition is read from: they go with a task that runs in another thread. */
  blocksOf?(partition: number): readonly string[];
  /** The records of a partition that only the driver has: they go with such a task as the block `sliceBlock(rdd, partition)`. */
  slice?(partition: number): readonly T[];
  /** What stands for it in another thread, where it is not itself: the same without what only the driver has. `rdd` is the id of its RDD. */
  forExecutors?(rdd: number): RDDKind<T>;
}
