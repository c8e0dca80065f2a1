import { SparkError } from "../../conf/errors.ts";
import { type BlockContent, isPacked, recordsOfBlock } from "../../storage/packed-records.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The blocks that a receiver stored in an interval: one block, one partition. */
export class BlockRDD<T> implements RDDKind<T> {
  readonly name: string = "BlockRDD";
  readonly dependencies = [];
  readonly numPartitions: number;
  readonly functions = [];
  /** The blocks' ids, in the order of the partitions. */
  readonly blockIds: readonly string[];

  constructor(blockIds: readonly string[]) {
    this.blockIds = blockIds;
    this.numPartitions = blockIds.length;
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    const content = this.content(partition, task);
    if (isPacked(content)) content.each(sink as Sink<unknown>);
    else for (const record of content) sink(record as T);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    return recordsOfBlock(this.content(partition, task)).values() as ArrayIterator<T>;
  }

  blocksOf(partition: number): readonly string[] {
    return [this.blockIds[partition]!];
  }

  content(partition: number, task: TaskContext): BlockContent {
    const id = this.blockIds[partition]!;
    const content = task.blocks.content(id);
    if (content === undefined) {
      throw new SparkError(`Could not compute split, block ${id} of RDD not found`, {
        code: "BLOCK_NOT_FOUND",
        advice:
          "The block was freed before it was read: an RDD of a stream is only kept as long as the stream remembers it. Use ssc.remember(…).",
      });
    }
    return content;
  }
}
