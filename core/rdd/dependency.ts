import type { Partitioner } from "./partitioner.ts";
import type { RDDBase } from "./base.ts";

/** How the values of a key become one. Spark: `org.apache.spark.Aggregator`. */
export interface Aggregator<V, C> {
  readonly createCombiner: (value: V) => C;
  readonly mergeValue: (combiner: C, value: V) => C;
  readonly mergeCombiners: (a: C, b: C) => C;
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
  return { type: "narrow", rdd: rdd as RDDBase<unknown>, parents: (partition) => [partition] };
}
