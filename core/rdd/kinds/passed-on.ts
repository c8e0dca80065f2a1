import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The records of another RDD as they are: stands where Spark turns Hadoop's types into Scala's, so that the lineage reads the same. */
export class PassedOnRDD<T> implements RDDKind<T> {
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

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    this.parent.each(partition, task, sink);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    return this.parent.iterator(partition, task);
  }
}
