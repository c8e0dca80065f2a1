import type { RDDBase } from "../base.ts";
import { oneToOne, type ShuffleDependency } from "../dependency.ts";
import { sameKey } from "../hash.ts";
import type { RDDKind } from "../kind.ts";
import type { Ordering } from "../ordering.ts";
import type { Partitioner } from "../partitioner.ts";
import { sortByKey } from "../sort-by-key.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Pairs where `partitioner` puts them, sorted by key within each partition. Without an ordering: the natural one. */
export class SortedRDD<K, V> implements RDDKind<[K, V]> {
  readonly name = "ShuffledRDD";
  readonly dependencies: readonly [ShuffleDependency];
  readonly numPartitions: number;
  readonly partitioner: Partitioner;
  readonly functions: readonly unknown[];
  private readonly ordering: Ordering<K> | undefined;
  private readonly ascending: boolean;

  constructor(
    parent: RDDBase<readonly [K, V]>,
    partitioner: Partitioner,
    ordering: Ordering<K> | undefined,
    ascending: boolean,
  ) {
    this.ordering = ordering;
    this.ascending = ascending;
    this.partitioner = partitioner;
    this.numPartitions = partitioner.numPartitions;
    this.functions = ordering === undefined ? [] : [ordering];
    const shuffleId = parent.context.newShuffleId();
    this.dependencies = [
      { type: "shuffle", rdd: parent, shuffleId, partitioner, aggregator: undefined, mapSideCombine: false },
    ];
  }

  isMadeOf(output: [K, V], input: unknown): boolean {
    return sameKey(output, input);
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, V]>): void {
    for (const pair of this.toArray(partition, task)) sink(pair);
  }

  toArray(partition: number, task: TaskContext): [K, V][] {
    const lists = task.readShuffle(this.dependencies[0].shuffleId, partition);
    return sortByKey(lists, ownOrdering(this.ordering, task), this.ascending) as unknown as [K, V][];
  }
}

/** Pairs sorted by key within their partitions, where they are in the right ones already: no shuffle. */
export class SortedPartitionsRDD<K, V> implements RDDKind<[K, V]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly partitioner;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<readonly [K, V]>;
  private readonly ordering: Ordering<K> | undefined;

  constructor(parent: RDDBase<readonly [K, V]>, ordering: Ordering<K> | undefined) {
    this.parent = parent;
    this.ordering = ordering;
    this.dependencies = [oneToOne(parent as RDDBase<unknown>)];
    this.partitioner = parent.partitioner;
    this.functions = ordering === undefined ? [] : [ordering];
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  isMadeOf(output: [K, V], input: unknown): boolean {
    return sameKey(output, input);
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, V]>): void {
    for (const pair of this.toArray(partition, task)) sink(pair);
  }

  toArray(partition: number, task: TaskContext): [K, V][] {
    const list = this.parent.toArray(partition, task);
    return sortByKey([list], ownOrdering(this.ordering, task), true) as unknown as [K, V][];
  }
}

function ownOrdering<K>(ordering: Ordering<K> | undefined, task: TaskContext): Ordering<unknown> | undefined {
  return ordering === undefined ? undefined : (task.own(ordering) as Ordering<unknown>);
}
