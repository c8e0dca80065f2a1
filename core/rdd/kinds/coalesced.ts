import type { RDDBase } from "../base.ts";
import { type Dependency, GroupedDependency } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Fewer partitions without a shuffle: neighbouring partitions of the parent become one. */
export class CoalescedRDD<T> implements RDDKind<T> {
  readonly name = "CoalescedRDD";
  readonly functions = [];
  private readonly parent: RDDBase<T>;
  private readonly maxPartitions: number;
  private grouped: readonly (readonly number[])[] | undefined;

  constructor(parent: RDDBase<T>, maxPartitions: number) {
    this.parent = parent;
    this.maxPartitions = maxPartitions;
  }

  /** For every partition those of the parent. */
  private get groups(): readonly (readonly number[])[] {
    this.grouped ??= groupsOf(this.parent.getNumPartitions(), this.maxPartitions);
    return this.grouped;
  }

  get numPartitions(): number {
    return this.groups.length;
  }

  get dependencies(): readonly Dependency[] {
    return [new GroupedDependency(this.parent as RDDBase<unknown>, this.groups)];
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    for (const parent of this.groups[partition]!) this.parent.each(parent, task, sink);
  }
}

function groupsOf(before: number, most: number): number[][] {
  const count = Math.min(most, before);
  const bound = (i: number) => Math.floor((i * before) / count);
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: bound(i + 1) - bound(i) }, (_, j) => bound(i) + j),
  );
}
