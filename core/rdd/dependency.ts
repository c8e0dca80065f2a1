import type { RDDBase } from "./base.ts";
import type { Partitioner } from "./partitioner.ts";

/** How the values of a key become one. Spark: `org.apache.spark.Aggregator`. */
export interface Aggregator<V, C> {
  readonly createCombiner: (value: V) => C;
  readonly mergeValue: (combiner: C, value: V) => C;
  readonly mergeCombiners: (a: C, b: C) => C;
  /** The lane in which values are combined. */
  readonly lane?: number;
}

/** Each partition of the child needs a few, known partitions of the parent: both run in one stage. */
export interface NarrowDependency {
  readonly type: "narrow";
  readonly rdd: RDDBase<unknown>;
  /** The parent's partitions that the child's `partition` reads. */
  parents(partition: number): readonly number[];
}

/** Each partition of the child may need records of every partition of the parent: here a stage ends. */
export interface ShuffleDependency {
  readonly type: "shuffle";
  readonly rdd: RDDBase<readonly [unknown, unknown]>;
  readonly shuffleId: number;
  readonly partitioner: Partitioner;
  readonly aggregator: Aggregator<unknown, unknown> | undefined;
  readonly mapSideCombine: boolean;
}

export type Dependency = NarrowDependency | ShuffleDependency;

export function oneToOne(rdd: RDDBase<never> | RDDBase<unknown>): NarrowDependency {
  return new OneToOneDependency(rdd as RDDBase<unknown>);
}

// Narrow dependencies are objects of classes, and no functions: executors in other threads get them, too.

/** Each partition of the child is computed from the one of the parent with the same number. Spark: the same name. */
export class OneToOneDependency implements NarrowDependency {
  readonly type = "narrow";
  readonly rdd: RDDBase<unknown>;

  constructor(rdd: RDDBase<unknown>) {
    this.rdd = rdd;
  }

  parents(partition: number): readonly number[] {
    return [partition];
  }
}

/** `length` partitions of the child, from `outStart` on, are those of the parent. Spark: the same name. */
export class RangeDependency implements NarrowDependency {
  readonly type = "narrow";
  readonly rdd: RDDBase<unknown>;
  private readonly outStart: number;
  private readonly length: number;

  constructor(rdd: RDDBase<unknown>, outStart: number, length: number) {
    this.rdd = rdd;
    this.outStart = outStart;
    this.length = length;
  }

  parents(partition: number): readonly number[] {
    const parent = partition - this.outStart;
    return parent >= 0 && parent < this.length ? [parent] : [];
  }
}

/** For each partition of the child a list of the parent's. */
export class GroupedDependency implements NarrowDependency {
  readonly type = "narrow";
  readonly rdd: RDDBase<unknown>;
  private readonly groups: readonly (readonly number[])[];

  constructor(rdd: RDDBase<unknown>, groups: readonly (readonly number[])[]) {
    this.rdd = rdd;
    this.groups = groups;
  }

  parents(partition: number): readonly number[] {
    return this.groups[partition] ?? [];
  }
}

/** Partition p of the child is computed from partition ⌊p / stride⌋ mod `count` of the parent; `count` may be infinite. */
export class StridedDependency implements NarrowDependency {
  readonly type = "narrow";
  readonly rdd: RDDBase<unknown>;
  private readonly stride: number;
  private readonly count: number;

  constructor(rdd: RDDBase<unknown>, stride: number, count: number) {
    this.rdd = rdd;
    this.stride = stride;
    this.count = count;
  }

  parents(partition: number): readonly number[] {
    return [Math.floor(partition / this.stride) % this.count];
  }
}
