import type { BlockContent } from "../../storage/packed-records.ts";
import type { RDDBase } from "../base.ts";
import { type Dependency, oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Partitioner } from "../partitioner.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** RDDs that share a partitioner, united partition by partition, so that the partitioner is kept. */
export class PartitionerAwareUnionRDD<T> implements RDDKind<T> {
  readonly name = "PartitionerAwareUnionRDD";
  readonly dependencies: readonly Dependency[];
  readonly numPartitions: number;
  readonly partitioner: Partitioner;
  readonly functions = [];
  private readonly rdds: readonly RDDBase<T>[];

  constructor(rdds: readonly RDDBase<T>[], partitioner: Partitioner) {
    this.rdds = rdds;
    this.partitioner = partitioner;
    this.numPartitions = partitioner.numPartitions;
    this.dependencies = rdds.map(oneToOne);
  }

  blocks(partition: number, task: TaskContext): readonly BlockContent[] | undefined {
    const blocks: BlockContent[] = [];
    for (const rdd of this.rdds) {
      const ofRdd = rdd.blocks(partition, task);
      if (ofRdd === undefined) return undefined;
      blocks.push(...ofRdd);
    }
    return blocks;
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    for (const rdd of this.rdds) rdd.each(partition, task, sink);
  }
}
