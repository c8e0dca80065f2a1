import { require } from "../../conf/errors.ts";
import { RDDBase } from "../base.ts";
import { partitionerOf } from "../default-partitioner.ts";
import { engineFunction } from "../engine-function.ts";
import { CoalescedRDD } from "../kinds/coalesced.ts";
import { FilteredRDD } from "../kinds/filtered.ts";
import { FlatMappedRDD } from "../kinds/flat-mapped.ts";
import { GlommedRDD } from "../kinds/glommed.ts";
import { MapPartitionsRDD } from "../kinds/map-partitions.ts";
import { MappedRDD } from "../kinds/mapped.ts";
import { ShuffledRDD } from "../kinds/shuffled.ts";
import { SpreadRDD } from "../kinds/spread.ts";
import type { CompactBuffer } from "../list.ts";
import { HashPartitioner, type Partitioner } from "../partitioner.ts";
import type { AnyRecord, RDD } from "../rdd.ts";

/** Operations on single records and on partitions, which make a new RDD at once and compute nothing. */
export class Transformations<T> extends RDDBase<T> {
  /**
   * Every record through `f`.
   * @spark RDD.map
   * @example sc.parallelize([1, 2, 3]).map((n) => n * 2); // 2, 4, 6
   */
  map<U extends AnyRecord>(f: (record: T) => U): RDD<U> {
    return this.derive(new MappedRDD(this, this.clean(f)));
  }

  /**
   * Every record to any number of records.
   * @spark RDD.flatMap
   * @example sc.parallelize(["a b", "c"]).flatMap((line) => line.split(" ")); // "a", "b", "c"
   */
  flatMap<U extends AnyRecord>(f: (record: T) => Iterable<U>): RDD<U> {
    return this.derive(new FlatMappedRDD(this, this.clean(f)));
  }

  /**
   * The records for which `f` holds.
   * @spark RDD.filter
   * @example sc.parallelize([1, 2, 3]).filter((n) => n > 1); // 2, 3
   */
  filter<S extends T>(f: (record: T) => record is S): RDD<S>;
  /**
   * The records for which `f` holds.
   * @spark RDD.filter
   * @example sc.parallelize([1, 2, 3]).filter((n) => n > 1); // 2, 3
   */
  filter(f: (record: T) => boolean): RDD<T>;
  filter(f: (record: T) => boolean): RDD<T> {
    return this.derive(new FilteredRDD(this, this.clean(f)));
  }

  /**
   * `f` over the records of each partition, given as an iterator.
   * @spark RDD.mapPartitions
   * @example sc.parallelize([1, 2, 3]).mapPartitions((records) => records.map((n) => n + 1)); // 2, 3, 4
   */
  mapPartitions<U extends AnyRecord>(
    f: (records: IteratorObject<T>) => Iterable<U>,
    preservesPartitioning = false,
  ): RDD<U> {
    this.clean(f);
    return this.derive(new MapPartitionsRDD<T, U>(this, withoutIndex([f], undefined) as never, preservesPartitioning));
  }

  /**
   * `f` over each partition's index and records.
   * @spark RDD.mapPartitionsWithIndex
   * @example sc.parallelize(["a", "b"], 2).mapPartitionsWithIndex((i, records) => records.map((s) => s + i)); // "a0", "b1"
   */
  mapPartitionsWithIndex<U extends AnyRecord>(
    f: (index: number, records: IteratorObject<T>) => Iterable<U>,
    preservesPartitioning = false,
  ): RDD<U> {
    return this.derive(new MapPartitionsRDD<T, U>(this, this.clean(f), preservesPartitioning));
  }

  /**
   * Every partition as one array.
   * @spark RDD.glom
   * @example sc.parallelize([1, 2, 3, 4], 2).glom(); // [1, 2], [3, 4]
   */
  glom(): RDD<T[]> {
    return this.derive(new GlommedRDD(this));
  }

  /**
   * Pairs of `f` of a record and the record.
   * @spark RDD.keyBy
   * @example sc.parallelize(["one", "three"]).keyBy((word) => word.length); // [3, "one"], [5, "three"]
   */
  keyBy<K>(f: (record: T) => K): RDD<[K, T]> {
    this.clean(f);
    return this.derive(new MappedRDD<T, [K, T]>(this, withKey([f as never], undefined) as never));
  }

  /**
   * The records by `f` of them: for each key, all of its records.
   * @spark RDD.groupBy
   * @example sc.parallelize([1, 2, 3]).groupBy((n) => n % 2); // [0, [2]], [1, [1, 3]]
   */
  groupBy<K>(f: (record: T) => K, partitioner?: Partitioner | number): RDD<[K, CompactBuffer<T>]> {
    const by = partitionerOf(partitioner, this as RDDBase<unknown>);
    return this.keyBy(f).groupByKey<K, T>(by);
  }

  /**
   * The same records, spread anew over `numPartitions` partitions by a shuffle.
   * @spark RDD.repartition
   * @example sc.parallelize([1, 2, 3]).repartition(8);
   */
  repartition(numPartitions: number): RDD<T> {
    return this.coalesce(numPartitions, true);
  }

  /**
   * Fewer partitions; without a shuffle never more.
   * @spark RDD.coalesce
   * @example sc.parallelize([1, 2, 3], 8).coalesce(2);
   */
  coalesce(numPartitions: number, shuffle = false): RDD<T> {
    require(Number.isInteger(numPartitions) && numPartitions > 0, () =>
      `Number of partitions (${numPartitions}) must be positive.`, {
      code: "NUM_PARTITIONS",
    });
    if (!shuffle) return this.derive(new CoalescedRDD(this, numPartitions));
    const spread = this.derive(new SpreadRDD(this, numPartitions));
    const shuffled = this.derive(
      new ShuffledRDD<number, T, T>(spread as RDD<readonly [number, T]>, new HashPartitioner(numPartitions)),
    );
    return this.derive(new CoalescedRDD(shuffled, numPartitions)).values();
  }
}

const withoutIndex = engineFunction(
  "withoutIndex",
  ([f]: readonly [(records: never) => Iterable<unknown>], _: undefined) =>
    (_index: number, records: never) =>
      f(records),
);

const withKey = engineFunction(
  "withKey",
  ([f]: readonly [(record: unknown) => unknown], _: undefined) =>
    (record: unknown) => [f(record), record],
);
