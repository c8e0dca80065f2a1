import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import { iterable, lane, laneOf } from "../lanes.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Every record to any number of records. */
export class FlatMappedRDD<T, U> implements RDDKind<U> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<T>;
  private readonly f: (record: T) => Iterable<U>;
  private readonly lane: number;

  constructor(parent: RDDBase<T>, f: (record: T) => Iterable<U>) {
    this.parent = parent;
    this.f = f;
    this.dependencies = [oneToOne(parent)];
    this.functions = [f];
    this.lane = laneOf("flatMap", f);
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<U>): void {
    this.parent.each(partition, task, lane(this.lane).flatMap(task.own(this.f) as never, sink as Sink<unknown>));
  }

  private *pull(partition: number, task: TaskContext): Generator<U> {
    const f = task.own(this.f);
    for (const record of this.parent.iterator(partition, task)) yield* iterable(f(record));
  }

  iterator(partition: number, task: TaskContext): IteratorObject<U> {
    return this.pull(partition, task);
  }
}
