import type { RDDBase } from "../base.ts";
import { type Dependency, RangeDependency } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Whose partition it is, and which of theirs. */
interface Origin<T> {
  readonly rdd: RDDBase<T>;
  readonly partition: number;
}

/** The partitions of several RDDs, one after the other. */
export class UnionRDD<T> implements RDDKind<T> {
  readonly name = "UnionRDD";
  readonly functions = [];
  private readonly rdds: readonly RDDBase<T>[];
  private found: readonly Origin<T>[] | undefined;

  constructor(rdds: readonly RDDBase<T>[]) {
    this.rdds = rdds;
  }

  private get origins(): readonly Origin<T>[] {
    this.found ??= this.rdds.flatMap((rdd) =>
      Array.from({ length: rdd.getNumPartitions() }, (_, partition) => ({ rdd, partition })),
    );
    return this.found;
  }

  get numPartitions(): number {
    return this.origins.length;
  }

  get dependencies(): readonly Dependency[] {
    let start = 0;
    return this.rdds.map((rdd) => {
      const from = start;
      start += rdd.getNumPartitions();
      return new RangeDependency(rdd as RDDBase<unknown>, from, start - from);
    });
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    const origin = this.origins[partition]!;
    origin.rdd.each(origin.partition, task, sink);
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    const origin = this.origins[partition]!;
    return origin.rdd.iterator(origin.partition, task);
  }
}
