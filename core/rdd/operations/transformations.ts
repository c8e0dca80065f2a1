import { require } from "../../conf/errors.ts";
import { RDDBase } from "../base.ts";
import { byteswap32, JavaRandom } from "../java-random.ts";
import { CoalescedRDD } from "../kinds/coalesced.ts";
import { FilteredRDD } from "../kinds/filtered.ts";
import { FlatMappedRDD } from "../kinds/flat-mapped.ts";
import { GlommedRDD } from "../kinds/glommed.ts";
import { MapPartitionsRDD } from "../kinds/map-partitions.ts";
import { MappedRDD } from "../kinds/mapped.ts";
import { ShuffledRDD } from "../kinds/shuffled.ts";
import { HashPartitioner } from "../partitioner.ts";
import type { AnyRecord, RDD } from "../rdd.ts";

/** Operations on single records and on partitions, which make a new RDD at once and compute nothing. */
export class Transformations<T> extends RDDBase<T> {
  /** Every record through `f`. */
  map<U extends AnyRecord>(f: (record: T) => U): RDD<U> {
    return this.derive(new MappedRDD(this, this.clean(f)));
  }

  /** Every record to any number of records. */
  flatMap<U extends AnyRecord>(f: (record: T) => Iterable<U>): RDD<U> {
    return this.derive(new FlatMappedRDD(this, this.clean(f)));
  }

  /** The records for which `f` holds. */
  filter<S extends T>(f: (record: T) => record is S): RDD<S>;
  filter(f: (record: T) => boolean): RDD<T>;
  filter(f: (record: T) => boolean): RDD<T> {
    return this.derive(new FilteredRDD(this, this.clean(f)));
  }

  /** `f` over the records of each partition, given as an iterator. */
  mapPartitions<U extends AnyRecord>(f: (records: IteratorObject<T>) => Iterable<U>, preservesPartitioning = false): RDD<U> {
    this.clean(f);
    return this.derive(
      new MapPartitionsRDD<T, U>(this, (_index, records, task) => task.own(f)(records), { functions: [f], preservesPartitioning }),
    );
  }

  /** `f` over each partition's index and records. */
  mapPartitionsWithIndex<U extends AnyRecord>(
    f: (index: number, records: IteratorObject<T>) => Iterable<U>,
    preservesPartitioning = false,
  ): RDD<U> {
    this.clean(f);
    return this.derive(
      new MapPartitionsRDD<T, U>(this, (index, records, task) => task.own(f)(index, records), { functions: [f], preservesPartitioning }),
    );
  }

  /** Every partition as one array. */
  glom(): RDD<T[]> {
    return this.derive(new GlommedRDD(this));
  }

  /** The records of both; nothing is removed. */
  union(other: RDD<T>): RDD<T> {
    return this.context.union([this as unknown as RDD<T>, other]);
  }

  /** Pairs of `f` of a record and the record. */
  keyBy<K>(f: (record: T) => K): RDD<[K, T]> {
    this.clean(f);
    return this.derive(
      new MapPartitionsRDD<T, [K, T]>(
        this,
        (_index, records, task) => {
          const own = task.own(f);
          return records.map((record): [K, T] => [own(record), record]);
        },
        { functions: [f] },
      ),
    );
  }

  /** The same records, spread anew over `numPartitions` partitions by a shuffle. */
  repartition(numPartitions: number): RDD<T> {
    return this.coalesce(numPartitions, true);
  }

  /** Fewer partitions; without a shuffle never more. */
  coalesce(numPartitions: number, shuffle = false): RDD<T> {
    require(Number.isInteger(numPartitions) && numPartitions > 0, () => `Number of partitions (${numPartitions}) must be positive.`, {
      code: "NUM_PARTITIONS",
    });
    if (!shuffle) return this.derive(new CoalescedRDD(this, numPartitions));
    const spread = this.derive(
      new MapPartitionsRDD<T, [number, T]>(this, (index, records) => {
        let position = new JavaRandom(byteswap32(index)).nextInt(numPartitions);
        return records.map((record): [number, T] => [++position, record]);
      }),
    );
    const shuffled = this.derive(new ShuffledRDD<number, T, T>(spread as RDD<readonly [number, T]>, new HashPartitioner(numPartitions)));
    return this.derive(new CoalescedRDD(shuffled, numPartitions)).values();
  }
}
