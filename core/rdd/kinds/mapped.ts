import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import { lane, laneOf } from "../lanes.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Every record through a function. */
export class MappedRDD<T, U> implements RDDKind<U> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<T>;
  private readonly f: (record: T) => U;
  private readonly lane: number;

  constructor(parent: RDDBase<T>, f: (record: T) => U) {
    this.parent = parent;
    this.f = f;
    this.dependencies = [oneToOne(parent)];
    this.functions = [f];
    this.lane = laneOf("map", f);
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<U>): void {
    this.parent.each(partition, task, lane(this.lane).map(task.own(this.f) as never, sink as Sink<unknown>));
  }

  iterator(partition: number, task: TaskContext): IteratorObject<U> {
    const f = task.own(this.f);
    return this.parent.iterator(partition, task).map((record) => f(record));
  }
}
