import { SparkError } from "../../conf/errors.ts";
import { decodeBlock } from "../../storage/codec.ts";
import { partName } from "../../storage/files/output.ts";
import { type BlockContent, isPacked, recordsOfBlock } from "../../storage/packed-records.ts";
import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Partitioner } from "../partitioner.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** What an RDD becomes when its lineage has been cut: the same to its children, but its records come from the checkpoint. */
export class CheckpointedRDD<T> implements RDDKind<T> {
  readonly name: string;
  readonly dependencies;
  readonly numPartitions: number;
  readonly partitioner: Partitioner | undefined;
  readonly functions = [];
  private readonly checkpoint: RDDBase<T>;

  constructor(before: RDDKind<T>, checkpoint: RDDBase<T>) {
    this.name = before.name;
    this.partitioner = before.partitioner;
    this.checkpoint = checkpoint;
    this.numPartitions = checkpoint.getNumPartitions();
    this.dependencies = [oneToOne(checkpoint)];
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    this.checkpoint.each(partition, task, sink);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    return this.checkpoint.iterator(partition, task);
  }

  content(partition: number, task: TaskContext): BlockContent {
    return this.checkpoint.content(partition, task);
  }
}

/** The records of a checkpoint in files. */
export class ReliableCheckpointRDD<T> implements RDDKind<T> {
  readonly name = "ReliableCheckpointRDD";
  readonly dependencies = [];
  readonly numPartitions: number;
  readonly functions = [];
  readonly directory: string;
  readonly partitioner: Partitioner | undefined;
  private readonly whose: string;

  /** `whose` records they are is for messages. */
  constructor(directory: string, numPartitions: number, whose: string, partitioner?: Partitioner) {
    this.directory = directory;
    this.whose = whose;
    this.partitioner = partitioner;
    this.numPartitions = numPartitions;
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    const content = this.content(partition, task);
    if (isPacked(content)) content.each(sink as Sink<unknown>);
    else for (const record of content) sink(record as T);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    return recordsOfBlock(this.content(partition, task)).values() as ArrayIterator<T>;
  }

  content(partition: number, task: TaskContext): BlockContent {
    const path = `${this.directory}/${partName(partition)}`;
    try {
      return decodeBlock(task.host.files.read(path));
    } catch (cause) {
      throw partNotRead(path, this.whose, cause);
    }
  }
}

function partNotRead(path: string, whose: string, cause: unknown): SparkError {
  return new SparkError(`Could not read ${path}, a part of the checkpointed records of ${whose}`, {
    code: "CHECKPOINT_PART",
    advice: CHECKPOINT_DATA_ADVICE,
    cause,
  });
}

/** What to do about checkpointed records that are gone or were changed. */
export const CHECKPOINT_DATA_ADVICE =
  "Files below the checkpoint directory belong to the program: nobody else may remove or change them. Restore the directory from a backup, or begin anew in " +
  "another one: nothing else holds these records.";

/** The records of a checkpoint in the blocks of the RDD that it was made of. */
export class LocalCheckpointRDD<T> implements RDDKind<T> {
  readonly name = "LocalCheckpointRDD";
  readonly dependencies = [];
  readonly numPartitions: number;
  readonly functions = [];
  private readonly rdd: number;

  constructor(rdd: number, numPartitions: number) {
    this.rdd = rdd;
    this.numPartitions = numPartitions;
  }

  blocksOf(partition: number): readonly string[] {
    return [`rdd_${this.rdd}_${partition}`];
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    const id = `rdd_${this.rdd}_${partition}`;
    const records = task.blocks.get(id);
    if (records === undefined) {
      throw new SparkError(
        `Checkpoint block ${id} not found! Either the executor that originally checkpointed this partition is no longer alive, or the original ` +
          "RDD is unpersisted. If this problem persists, you may consider using `rdd.checkpoint()` instead, which is slower than local " +
          "checkpointing but more fault-tolerant.",
        { code: "CHECKPOINT_BLOCK_LOST" },
      );
    }
    for (const record of records) sink(record as T);
  }
}
