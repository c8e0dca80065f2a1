import { engineNamed } from "../engine-function.ts";
import { CartesianRDD } from "../kinds/cartesian.ts";
import { DistinctRDD } from "../kinds/distinct.ts";
import { FilteredRDD } from "../kinds/filtered.ts";
import { MappedRDD } from "../kinds/mapped.ts";
import type { CompactBuffer } from "../list.ts";
import { HashPartitioner, Partitioner } from "../partitioner.ts";
import type { RDD } from "../rdd.ts";
import { SamplingOperations } from "./sampling.ts";

/** Operations that take RDDs for sets. Records are equal by value. */
export class SetOperations<T> extends SamplingOperations<T> {
  /**
   * The records of both; nothing is removed.
   * @spark RDD.union
   * @example sc.parallelize([1, 2]).union(sc.parallelize([2, 3])); // 1, 2, 2, 3
   */
  union(other: RDD<T>): RDD<T> {
    return this.context.union([this as unknown as RDD<T>, other]);
  }

  /**
   * Every record once.
   * @spark RDD.distinct
   * @example sc.parallelize([1, 2, 2]).distinct();
   */
  distinct(numPartitions = this.getNumPartitions()): RDD<T> {
    if (this.partitioner !== undefined && numPartitions === this.getNumPartitions())
      return this.derive(new DistinctRDD(this));
    return this.#asKeys().reduceByKey<T, null>(first, numPartitions).keys();
  }

  /**
   * The records that are in both, each once.
   * @spark RDD.intersection
   * @example sc.parallelize([1, 2]).intersection(sc.parallelize([2, 3])); // 2
   */
  intersection(other: RDD<T>, partitioner?: Partitioner | number): RDD<T> {
    const groups = this.#asKeys().cogroup<T, null, null>((other as SetOperations<T>).#asKeys(), partitioner);
    return this.derive(new FilteredRDD(groups, inBoth)).keys<T, unknown>();
  }

  /**
   * The records that are not in `other`; several equal ones all stay. In the partitions of this RDD, unless others are asked for.
   * @spark RDD.subtract
   * @example sc.parallelize([1, 2]).subtract(sc.parallelize([2, 3])); // 1
   */
  subtract(other: RDD<T>, partitioner?: Partitioner | number): RDD<T> {
    const own = this.partitioner;
    const by =
      typeof partitioner === "number"
        ? new HashPartitioner(partitioner)
        : (partitioner ?? own ?? new HashPartitioner(this.getNumPartitions()));
    // a partitioner of pairs looks at their keys, where here the whole pair is the key
    const ofRecords = own?.equals(by) ? new PartitionerOfPairs(by) : by;
    return this.#asKeys()
      .subtractByKey<T, null, null>((other as SetOperations<T>).#asKeys(), ofRecords)
      .keys();
  }

  /**
   * Every record of this with every record of `other`.
   * @spark RDD.cartesian
   * @example sc.parallelize([1, 2]).cartesian(sc.parallelize(["a"])); // [1, "a"], [2, "a"]
   */
  cartesian<U>(other: RDD<U>): RDD<[T, U]> {
    return this.derive(new CartesianRDD<T, U>(this, other));
  }

  #asKeys(): RDD<[T, null]> {
    return this.derive(new MappedRDD<T, [T, null]>(this, asKey as (record: T) => [T, null]));
  }
}

const asKey = engineNamed("asKey", (record: unknown): [unknown, null] => [record, null]);

const first = engineNamed("first", (a: null): null => a);

const inBoth = engineNamed(
  "inBoth",
  ([, [left, right]]: readonly [unknown, readonly [CompactBuffer<null>, CompactBuffer<null>]]): boolean =>
    left.length > 0 && right.length > 0,
);

/** Puts pairs where another partitioner puts their keys. */
class PartitionerOfPairs extends Partitioner {
  readonly numPartitions: number;
  private readonly ofKeys: Partitioner;

  constructor(ofKeys: Partitioner) {
    super();
    this.ofKeys = ofKeys;
    this.numPartitions = ofKeys.numPartitions;
  }

  getPartition(pair: unknown): number {
    return this.ofKeys.getPartition((pair as readonly unknown[])[0]);
  }
}

engineNamed("PartitionerOfPairs", PartitionerOfPairs);
