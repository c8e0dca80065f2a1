import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The block as which a partition of a collection of the driver's goes to a task in another thread. */
export function sliceBlock(rdd: number, partition: number): string {
  return `slice_${rdd}_${partition}`;
}

/** Stands for a collection of the driver's in another thread: each task brings the records that it needs. */
export class SlicesRDD<T> implements RDDKind<T> {
  readonly name = "ParallelCollectionRDD";
  readonly dependencies = [];
  readonly functions = [];
  readonly numPartitions: number;
  private readonly rdd: number;

  constructor(rdd: number, numPartitions: number) {
    this.rdd = rdd;
    this.numPartitions = numPartitions;
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    const records = this.records(partition, task);
    for (let i = 0; i < records.length; i++) sink(records[i]!);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    return this.records(partition, task).values();
  }

  private records(partition: number, task: TaskContext): readonly T[] {
    return task.blocks.get(sliceBlock(this.rdd, partition)) as readonly T[];
  }
}
