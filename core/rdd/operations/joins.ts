import { RDDBase } from "../base.ts";
import { partitionerOf } from "../default-partitioner.ts";
import { CoGroupedRDD } from "../kinds/cogrouped.ts";
import { CoGroupedValuesRDD } from "../kinds/cogrouped-values.ts";
import { JoinedRDD, type JoinSides } from "../kinds/joined.ts";
import { SubtractedRDD } from "../kinds/subtracted.ts";
import type { CompactBuffer } from "../list.ts";
import { HashPartitioner, type Partitioner } from "../partitioner.ts";
import type { RDD } from "../rdd.ts";
import { PairOperations } from "./pairs.ts";

type AnyPairs<K> = RDDBase<readonly [K, unknown]>;

/**
 * Operations that bring RDDs of pairs together by key. RDDs that are partitioned alike are read where they are; the others are shuffled.
 * Spark: `PairRDDFunctions`.
 */
export class JoinOperations<T> extends PairOperations<T> {
  /**
   * For every key of any of up to four RDDs, its values in each.
   * @spark PairRDDFunctions.cogroup
   * @example sc.parallelize([["a", 1]]).cogroup(sc.parallelize([["a", 2]])); // ["a", [[1], [2]]]
   */
  cogroup<K, V, W>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): RDD<[K, [CompactBuffer<V>, CompactBuffer<W>]]>;
  /**
   * For every key of any of three RDDs, its values in each.
   * @spark PairRDDFunctions.cogroup
   * @example users.cogroup(users, users);
   */
  cogroup<K, V, W1, W2>(
    this: RDD<readonly [K, V]>,
    other1: RDD<readonly [K, W1]>,
    other2: RDD<readonly [K, W2]>,
    partitioner?: Partitioner | number,
  ): RDD<[K, [CompactBuffer<V>, CompactBuffer<W1>, CompactBuffer<W2>]]>;
  /**
   * For every key of any of four RDDs, its values in each.
   * @spark PairRDDFunctions.cogroup
   * @example users.cogroup(users, users, users);
   */
  cogroup<K, V, W1, W2, W3>(
    this: RDD<readonly [K, V]>,
    other1: RDD<readonly [K, W1]>,
    other2: RDD<readonly [K, W2]>,
    other3: RDD<readonly [K, W3]>,
    partitioner?: Partitioner | number,
  ): RDD<[K, [CompactBuffer<V>, CompactBuffer<W1>, CompactBuffer<W2>, CompactBuffer<W3>]]>;
  cogroup<K>(this: RDD<readonly [K, unknown]>, ...args: readonly unknown[]): RDD<never> {
    const others = args.filter((arg) => arg instanceof RDDBase) as AnyPairs<K>[];
    const partitioner = args[others.length] as Partitioner | number | undefined;
    return this.groups([this, ...others], partitioner).values as RDD<unknown> as RDD<never>;
  }

  /**
   * `cogroup`, by its other name.
   * @spark PairRDDFunctions.groupWith
   * @example sc.parallelize([["a", 1]]).groupWith(sc.parallelize([["a", 2]])); // ["a", [[1], [2]]]
   */
  groupWith<K, V, W>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
  ): RDD<[K, [CompactBuffer<V>, CompactBuffer<W>]]>;
  /**
   * `cogroup` of three RDDs, by its other name.
   * @spark PairRDDFunctions.groupWith
   * @example users.groupWith(users, users);
   */
  groupWith<K, V, W1, W2>(
    this: RDD<readonly [K, V]>,
    other1: RDD<readonly [K, W1]>,
    other2: RDD<readonly [K, W2]>,
  ): RDD<[K, [CompactBuffer<V>, CompactBuffer<W1>, CompactBuffer<W2>]]>;
  /**
   * `cogroup` of four RDDs, by its other name.
   * @spark PairRDDFunctions.groupWith
   * @example users.groupWith(users, users, users);
   */
  groupWith<K, V, W1, W2, W3>(
    this: RDD<readonly [K, V]>,
    other1: RDD<readonly [K, W1]>,
    other2: RDD<readonly [K, W2]>,
    other3: RDD<readonly [K, W3]>,
  ): RDD<[K, [CompactBuffer<V>, CompactBuffer<W1>, CompactBuffer<W2>, CompactBuffer<W3>]]>;
  groupWith<K>(this: RDD<readonly [K, unknown]>, ...others: readonly AnyPairs<K>[]): RDD<never> {
    return this.groups([this, ...others], undefined).values as RDD<unknown> as RDD<never>;
  }

  /**
   * Each value of a key with each value of the same key in `other`: keys that both have.
   * @spark PairRDDFunctions.join
   * @example sc.parallelize([["a", 1], ["b", 2]]).join(sc.parallelize([["a", "x"]])); // ["a", [1, "x"]]
   */
  join<K, V, W>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): RDD<[K, [V, W]]> {
    return this.joined<K, V, W>(other, partitioner, { allOfLeft: false, allOfRight: false });
  }

  /**
   * `join`, with all keys of this RDD; where `other` lacks one, its side is undefined.
   * @spark PairRDDFunctions.leftOuterJoin
   * @example sc.parallelize([["b", 2]]).leftOuterJoin(sc.parallelize([["a", "x"]])); // ["b", [2, undefined]]
   */
  leftOuterJoin<K, V, W>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): RDD<[K, [V, W | undefined]]> {
    return this.joined<K, V, W | undefined>(other, partitioner, { allOfLeft: true, allOfRight: false });
  }

  /**
   * `join`, with all keys of `other`; where this RDD lacks one, its side is undefined.
   * @spark PairRDDFunctions.rightOuterJoin
   * @example sc.parallelize([["b", 2]]).rightOuterJoin(sc.parallelize([["a", "x"]])); // ["a", [undefined, "x"]]
   */
  rightOuterJoin<K, V, W>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): RDD<[K, [V | undefined, W]]> {
    return this.joined<K, V | undefined, W>(other, partitioner, { allOfLeft: false, allOfRight: true });
  }

  /**
   * `join`, with all keys of both; where one lacks a key, its side is undefined.
   * @spark PairRDDFunctions.fullOuterJoin
   * @example sc.parallelize([["b", 2]]).fullOuterJoin(sc.parallelize([["a", "x"]]));
   */
  fullOuterJoin<K, V, W>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): RDD<[K, [V | undefined, W | undefined]]> {
    return this.joined<K, V | undefined, W | undefined>(other, partitioner, { allOfLeft: true, allOfRight: true });
  }

  /**
   * The pairs whose keys `other` does not have. In the partitions of this RDD, unless others are asked for.
   * @spark PairRDDFunctions.subtractByKey
   * @example sc.parallelize([["a", 1], ["b", 2]]).subtractByKey(sc.parallelize([["a", "x"]])); // ["b", 2]
   */
  subtractByKey<K, V, W>(
    this: RDD<readonly [K, V]>,
    other: RDD<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): RDD<[K, V]> {
    const by = partitionerOf(partitioner ?? this.partitioner ?? new HashPartitioner(this.getNumPartitions()), this);
    return this.derive(new SubtractedRDD<K, V>(this, other, by));
  }

  /** The cogroup of RDDs, and the tuples of it. */
  protected groups<K>(rdds: readonly AnyPairs<K>[], partitioner: Partitioner | number | undefined) {
    const kind = new CoGroupedRDD<K>(
      rdds,
      partitionerOf(partitioner, ...(rdds as readonly RDDBase<never>[] as readonly RDDBase<unknown>[])),
    );
    return { kind, values: this.derive(new CoGroupedValuesRDD(this.derive(kind))) };
  }

  protected joined<K, V, W>(
    other: AnyPairs<K>,
    partitioner: Partitioner | number | undefined,
    sides: JoinSides,
  ): RDD<[K, [V, W]]> {
    const { kind, values } = this.groups([this as RDDBase<unknown> as AnyPairs<K>, other], partitioner);
    return this.derive(new JoinedRDD<K, V, W>(values as never, kind.dependencies, sides));
  }
}
