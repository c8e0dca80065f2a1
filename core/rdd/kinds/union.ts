import type { RDDBase } from "../base.ts";
import { type Dependency, RangeDependency } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The partitions of several RDDs, one after the other. */
export class UnionRDD<T> implements RDDKind<T> {
  readonly name = "UnionRDD";
  readonly dependencies: readonly Dependency[];
  readonly numPartitions: number;
  readonly functions = [];
  /** For every partition: whose it is, and which of theirs. */
  private readonly origin: readonly { readonly rdd: RDDBase<T>; readonly partition: number }[];

  constructor(rdds: readonly RDDBase<T>[]) {
    let start = 0;
    this.dependencies = rdds.map((rdd) => {
      const from = start;
      start += rdd.getNumPartitions();
      return new RangeDependency(rdd as RDDBase<unknown>, from, start - from);
    });
    this.numPartitions = start;
    this.origin = rdds.flatMap((rdd) =>
      Array.from({ length: rdd.getNumPartitions() }, (_, partition) => ({ rdd, partition })),
    );
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    const origin = this.origin[partition]!;
    origin.rdd.each(origin.partition, task, sink);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    const origin = this.origin[partition]!;
    return origin.rdd.iterator(origin.partition, task);
  }
}
