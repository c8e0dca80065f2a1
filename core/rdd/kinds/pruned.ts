import type { RDDBase } from "../base.ts";
import { type Dependency, GroupedDependency } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Some of the partitions of an RDD; the others are not even computed. */
export class PartitionPruningRDD<T> implements RDDKind<T> {
  readonly name = "PartitionPruningRDD";
  readonly dependencies: readonly Dependency[];
  readonly numPartitions: number;
  readonly functions = [];
  private readonly parent: RDDBase<T>;
  private readonly kept: readonly number[];

  constructor(parent: RDDBase<T>, kept: readonly number[]) {
    this.parent = parent;
    this.kept = kept;
    this.numPartitions = kept.length;
    this.dependencies = [
      new GroupedDependency(
        parent as RDDBase<unknown>,
        kept.map((partition) => [partition]),
      ),
    ];
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    this.parent.each(this.kept[partition]!, task, sink);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    return this.parent.iterator(this.kept[partition]!, task);
  }
}
