import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Every partition as one record: the array of its records. */
export class GlommedRDD<T> implements RDDKind<T[]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly functions = [];
  private readonly parent: RDDBase<T>;

  constructor(parent: RDDBase<T>) {
    this.parent = parent;
    this.dependencies = [oneToOne(parent)];
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<T[]>): void {
    sink(this.parent.toArray(partition, task));
  }
}
