import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { CompactBuffer } from "../list.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The buffers of a cogroup as a tuple: on Spark a step of its own, here the same records. */
export class CoGroupedValuesRDD<K> implements RDDKind<[K, CompactBuffer<unknown>[]]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly partitioner;
  readonly functions = [];
  private readonly parent: RDDBase<[K, CompactBuffer<unknown>[]]>;

  constructor(parent: RDDBase<[K, CompactBuffer<unknown>[]]>) {
    this.parent = parent;
    this.dependencies = [oneToOne(parent as RDDBase<unknown>)];
    this.partitioner = parent.partitioner;
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, CompactBuffer<unknown>[]]>): void {
    this.parent.each(partition, task, sink);
  }
}
