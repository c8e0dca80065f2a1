import type { RDDBase } from "../base.ts";
import { type Dependency, GroupedDependency } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Fewer partitions without a shuffle: neighbouring partitions of the parent become one. */
export class CoalescedRDD<T> implements RDDKind<T> {
  readonly name = "CoalescedRDD";
  readonly dependencies: readonly Dependency[];
  readonly numPartitions: number;
  readonly functions = [];
  private readonly parent: RDDBase<T>;
  private readonly groups: readonly (readonly number[])[];

  constructor(parent: RDDBase<T>, maxPartitions: number) {
    const before = parent.getNumPartitions();
    this.parent = parent;
    this.numPartitions = Math.min(maxPartitions, before);
    const bound = (i: number) => Math.floor((i * before) / this.numPartitions);
    this.groups = Array.from({ length: this.numPartitions }, (_, i) =>
      Array.from({ length: bound(i + 1) - bound(i) }, (_, j) => bound(i) + j),
    );
    this.dependencies = [new GroupedDependency(parent as RDDBase<unknown>, this.groups)];
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    for (const parent of this.groups[partition]!) this.parent.each(parent, task, sink);
  }
}
