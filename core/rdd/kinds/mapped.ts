import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Every record through a function. */
export class MappedRDD<T, U> implements RDDKind<U> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<T>;
  private readonly f: (record: T) => U;

  constructor(parent: RDDBase<T>, f: (record: T) => U) {
    this.parent = parent;
    this.f = f;
    this.dependencies = [oneToOne(parent)];
    this.functions = [f];
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<U>): void {
    const f = task.own(this.f);
    this.parent.each(partition, task, (record) => sink(f(record)));
  }

  iterator(partition: number, task: TaskContext): IteratorObject<U> {
    const f = task.own(this.f);
    return this.parent.iterator(partition, task).map((record) => f(record));
  }
}
