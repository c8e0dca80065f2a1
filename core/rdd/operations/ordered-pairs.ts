import { checkedPartitioner } from "../default-partitioner.ts";
import { engineFunction } from "../engine-function.ts";
import { FilteredRDD } from "../kinds/filtered.ts";
import { PartitionPruningRDD } from "../kinds/pruned.ts";
import { SortedPartitionsRDD, SortedRDD } from "../kinds/sorted.ts";
import { naturalOrder, type Ordering } from "../ordering.ts";
import type { Partitioner } from "../partitioner.ts";
import { RangePartitioner } from "../range-partitioner.ts";
import type { RDD } from "../rdd.ts";
import { PairActions } from "./pair-actions.ts";

/**
 * Operations by the order of the keys: their natural one, unless a comparator is given. Spark: `OrderedRDDFunctions`.
 */
export class OrderedPairOperations<T> extends PairActions<T> {
  /**
   * The pairs sorted by key: within each partition, and from each partition to the next. Runs a job at once that looks at a sample of the
   * keys, unless there is only one partition.
   * @spark OrderedRDDFunctions.sortByKey
   * @example sc.parallelize([["b", 2], ["a", 1]]).sortByKey(); // ["a", 1], ["b", 2]
   */
  sortByKey<K, V>(
    this: RDD<readonly [K, V]>,
    ascending = true,
    numPartitions = this.getNumPartitions(),
    ordering?: Ordering<K>,
  ): RDD<[K, V]> {
    const partitioner = new RangePartitioner<K>(numPartitions, this, ascending, ordering);
    return this.derive(new SortedRDD<K, V>(this, partitioner, ordering, ascending));
  }

  /**
   * The pairs where `partitioner` puts them, sorted by key within each partition: cheaper than sorting afterwards.
   * @spark OrderedRDDFunctions.repartitionAndSortWithinPartitions
   * @example sc.parallelize([["b", 2], ["a", 1]]).repartitionAndSortWithinPartitions(new HashPartitioner(4));
   */
  repartitionAndSortWithinPartitions<K, V>(
    this: RDD<readonly [K, V]>,
    partitioner: Partitioner,
    ordering?: Ordering<K>,
  ): RDD<[K, V]> {
    if (ordering !== undefined) this.clean(ordering);
    checkedPartitioner(partitioner);
    if (this.partitioner?.equals(partitioner)) return this.derive(new SortedPartitionsRDD<K, V>(this, ordering));
    return this.derive(new SortedRDD<K, V>(this, partitioner, ordering, true));
  }

  /**
   * The pairs whose keys are from `lower` up to `upper`, both included. Where keys are partitioned by range, only those partitions are read.
   * @spark OrderedRDDFunctions.filterByRange
   * @example sc.parallelize([["a", 1], ["c", 3]]).filterByRange("a", "b"); // ["a", 1]
   */
  filterByRange<K, V>(this: RDD<readonly [K, V]>, lower: K, upper: K, ordering?: Ordering<K>): RDD<[K, V]> {
    if (ordering !== undefined) this.clean(ordering);
    const { partitioner } = this;
    const pruned =
      partitioner instanceof RangePartitioner
        ? this.derive(new PartitionPruningRDD(this, range(partitioner, lower, upper)))
        : this;
    const within = inRange([(ordering ?? naturalOrder) as never], { lower, upper });
    return this.derive(new FilteredRDD(pruned, within)) as RDD<readonly [K, V]> as RDD<[K, V]>;
  }
}

function range(partitioner: Partitioner, lower: unknown, upper: unknown): number[] {
  const ends = [partitioner.getPartition(lower), partitioner.getPartition(upper)];
  const first = Math.min(...ends);
  return Array.from({ length: Math.max(...ends) - first + 1 }, (_, i) => first + i);
}

const inRange = engineFunction(
  "inRange",
  ([ordering]: readonly [Ordering<unknown>], { lower, upper }: { readonly lower: unknown; readonly upper: unknown }) =>
    (pair: readonly [unknown, unknown]) =>
      ordering(pair[0], lower) >= 0 && ordering(pair[0], upper) <= 0,
);
