import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import { lane, laneOf } from "../lanes.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The records for which a function holds; they stay in their partitions, so the partitioner is kept. */
export class FilteredRDD<T> implements RDDKind<T> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly partitioner;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<T>;
  private readonly f: (record: T) => boolean;
  private readonly lane: number;

  constructor(parent: RDDBase<T>, f: (record: T) => boolean) {
    this.parent = parent;
    this.f = f;
    this.dependencies = [oneToOne(parent)];
    this.partitioner = parent.partitioner;
    this.functions = [f];
    this.lane = laneOf("filter", f);
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    this.parent.each(partition, task, lane(this.lane).filter(task.own(this.f) as never, sink as Sink<unknown>));
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    const f = task.own(this.f);
    return this.parent.iterator(partition, task).filter((record) => f(record));
  }
}
