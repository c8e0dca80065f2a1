import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** A function over a partition's index and its records as a whole, given as an iterator. */
export class MapPartitionsRDD<T, U> implements RDDKind<U> {
  readonly name = "MapPartitionsRDD";
  readonly gathers = true;
  readonly dependencies;
  readonly partitioner;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<T>;
  private readonly f: (index: number, records: IteratorObject<T>) => Iterable<U>;

  constructor(
    parent: RDDBase<T>,
    f: (index: number, records: IteratorObject<T>) => Iterable<U>,
    preservesPartitioning = false,
  ) {
    this.parent = parent;
    this.f = f;
    this.dependencies = [oneToOne(parent)];
    this.partitioner = preservesPartitioning ? parent.partitioner : undefined;
    this.functions = [f];
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<U>): void {
    for (const record of this.apply(partition, task)) sink(record);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<U> {
    return Iterator.from(this.apply(partition, task));
  }

  private apply(partition: number, task: TaskContext): Iterable<U> {
    return task.own(this.f)(partition, this.parent.iterator(partition, task));
  }
}
