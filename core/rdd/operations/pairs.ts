import { Actions } from "./actions.ts";
import type { Aggregator } from "../dependency.ts";
import { MapPartitionsRDD } from "../kinds/map-partitions.ts";
import { MappedRDD } from "../kinds/mapped.ts";
import { FlatMappedValuesRDD, MappedValuesRDD } from "../kinds/mapped-values.ts";
import { aggregatorFunctions, ownAggregator, ShuffledRDD } from "../kinds/shuffled.ts";
import { KeyTable } from "../key-table.ts";
import { CompactBuffer } from "../list.ts";
import type { Partitioner } from "../partitioner.ts";
import { partitionerOf } from "../default-partitioner.ts";
import type { AnyRecord, RDD } from "../rdd.ts";

/** Operations by key, on RDDs of pairs. Spark: `PairRDDFunctions`. */
export class PairOperations<T> extends Actions<T> {
  /** The first parts of pairs. */
  keys<K, V>(this: RDD<readonly [K, V]>): RDD<K> {
    return this.derive(new MappedRDD(this, (pair: readonly [K, V]) => pair[0]));
  }

  /** The second parts of pairs. */
  values<K, V>(this: RDD<readonly [K, V]>): RDD<V> {
    return this.derive(new MappedRDD(this, (pair: readonly [K, V]) => pair[1]));
  }

  /** The values through `f`; the partitioner is kept. */
  mapValues<K, V, W extends AnyRecord>(this: RDD<readonly [K, V]>, f: (value: V) => W): RDD<[K, W]> {
    return this.derive(new MappedValuesRDD(this, this.clean(f)));
  }

  /** Each value to any number of values under the same key; the partitioner is kept. */
  flatMapValues<K, V, W extends AnyRecord>(this: RDD<readonly [K, V]>, f: (value: V) => Iterable<W>): RDD<[K, W]> {
    return this.derive(new FlatMappedValuesRDD(this, this.clean(f)));
  }

  /** Brings the values of each key together by three functions: Spark's general form of the by-key operations. */
  combineByKey<K, V, C>(
    this: RDD<readonly [K, V]>,
    createCombiner: (value: V) => C,
    mergeValue: (combiner: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    partitioner?: Partitioner | number,
    mapSideCombine = true,
  ): RDD<[K, C]> {
    const aggregator: Aggregator<V, C> = {
      createCombiner: this.clean(createCombiner),
      mergeValue: this.clean(mergeValue),
      mergeCombiners: this.clean(mergeCombiners),
    };
    return combineByKey(this, aggregator, partitionerOf(partitioner, this), mapSideCombine);
  }

  /** The values of each key, reduced by `f`, first within each partition. */
  reduceByKey<K, V>(this: RDD<readonly [K, V]>, f: (a: V, b: V) => V, partitioner?: Partitioner | number): RDD<[K, V]> {
    return this.combineByKey<K, V, V>(identity, f, f, partitioner);
  }

  /** All values of each key. */
  groupByKey<K, V>(this: RDD<readonly [K, V]>, partitioner?: Partitioner | number): RDD<[K, CompactBuffer<V>]> {
    return this.combineByKey<K, V, CompactBuffer<V>>(bufferOf, appendTo, concatTo, partitioner, false);
  }

  /** The same pairs, each in the partition that `partitioner` says. */
  partitionBy<K, V>(this: RDD<readonly [K, V]>, partitioner: Partitioner): RDD<[K, V]> {
    if (this.partitioner?.equals(partitioner)) return this as unknown as RDD<[K, V]>;
    return this.derive(new ShuffledRDD<K, V, V>(this, partitioner));
  }
}

function combineByKey<K, V, C>(
  rdd: RDD<readonly [K, V]>,
  aggregator: Aggregator<V, C>,
  partitioner: Partitioner,
  mapSideCombine: boolean,
): RDD<[K, C]> {
  if (rdd.partitioner?.equals(partitioner)) {
    // all values of a key are in one partition already: no shuffle
    return rdd.context.newRDD(
      new MapPartitionsRDD<readonly [K, V], [K, C]>(rdd, (_index, records, task) => combineRecords(records, ownAggregator(aggregator as never, task) as never), {
        functions: aggregatorFunctions(aggregator),
        preservesPartitioning: true,
      }),
    );
  }
  return rdd.context.newRDD(new ShuffledRDD<K, V, C>(rdd, partitioner, aggregator, mapSideCombine));
}

function combineRecords<K, V, C>(records: Iterable<readonly [K, V]>, aggregator: Aggregator<V, C>): [K, C][] {
  const table = new KeyTable<K, C>();
  for (const [key, value] of records) {
    const cell = table.get(key);
    if (cell === undefined) table.add(key, aggregator.createCombiner(value));
    else cell.value = aggregator.mergeValue(cell.value, value);
  }
  return table.cells().map((cell) => [cell.key, cell.value]);
}

function identity<V>(value: V): V {
  return value;
}

function bufferOf<V>(value: V): CompactBuffer<V> {
  const buffer = new CompactBuffer<V>();
  buffer.push(value);
  return buffer;
}

function appendTo<V>(buffer: CompactBuffer<V>, value: V): CompactBuffer<V> {
  buffer.push(value);
  return buffer;
}

function concatTo<V>(a: CompactBuffer<V>, b: CompactBuffer<V>): CompactBuffer<V> {
  for (const value of b) a.push(value);
  return a;
}

