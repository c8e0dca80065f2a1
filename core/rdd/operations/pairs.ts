import { require } from "../../conf/errors.ts";
import { copyOf } from "../copy.ts";
import { checkedPartitioner, partitionerOf } from "../default-partitioner.ts";
import type { Aggregator } from "../dependency.ts";
import { engineFunction, engineNamed } from "../engine-function.ts";
import { identity, keyOfPair, valueOfPair } from "../engine-functions.ts";
import { CombinedRDD } from "../kinds/combined.ts";
import { GroupedRDD } from "../kinds/grouped.ts";
import { MappedRDD } from "../kinds/mapped.ts";
import { FlatMappedValuesRDD, MappedValuesRDD } from "../kinds/mapped-values.ts";
import { SampledByKeyRDD } from "../kinds/sampled-by-key.ts";
import { ShuffledRDD } from "../kinds/shuffled.ts";
import { laneOf } from "../lanes.ts";
import { CompactBuffer } from "../list.ts";
import type { Partitioner } from "../partitioner.ts";
import { longOf, type Seed } from "../random/seed.ts";
import type { AnyRecord, AnyZero, RDD } from "../rdd.ts";
import { NumericOperations } from "./numeric.ts";

/**
 * Operations by key, on RDDs of pairs. Where a partitioner may be given, a number stands for a hash partitioner with so many partitions.
 * Spark: `PairRDDFunctions`.
 */
export class PairOperations<T> extends NumericOperations<T> {
  /**
   * The first parts of pairs.
   * @spark PairRDDFunctions.keys
   * @example sc.parallelize([["a", 1], ["b", 2]]).keys(); // "a", "b"
   */
  keys<K, V>(this: RDD<readonly [K, V]>): RDD<K> {
    return this.derive(new MappedRDD(this, keyOfPair<K>));
  }

  /**
   * The second parts of pairs.
   * @spark PairRDDFunctions.values
   * @example sc.parallelize([["a", 1], ["b", 2]]).values(); // 1, 2
   */
  values<K, V>(this: RDD<readonly [K, V]>): RDD<V> {
    return this.derive(new MappedRDD(this, valueOfPair<V>));
  }

  /**
   * The values through `f`; the partitioner is kept.
   * @spark PairRDDFunctions.mapValues
   * @example sc.parallelize([["a", 1], ["b", 2]]).mapValues((n) => n * 10); // ["a", 10], ["b", 20]
   */
  mapValues<K, V, W extends AnyRecord>(this: RDD<readonly [K, V]>, f: (value: V) => W): RDD<[K, W]> {
    return this.derive(new MappedValuesRDD(this, this.clean(f)));
  }

  /**
   * Each value to any number of values under the same key; the partitioner is kept.
   * @spark PairRDDFunctions.flatMapValues
   * @example sc.parallelize([["a", "x y"]]).flatMapValues((text) => text.split(" ")); // ["a", "x"], ["a", "y"]
   */
  flatMapValues<K, V, W extends AnyRecord>(this: RDD<readonly [K, V]>, f: (value: V) => Iterable<W>): RDD<[K, W]> {
    return this.derive(new FlatMappedValuesRDD(this, this.clean(f)));
  }

  /**
   * Brings the values of each key together by three functions: Spark's general form of the by-key operations.
   * @spark PairRDDFunctions.combineByKey
   * @example sc.parallelize([["a", 1], ["a", 3]]).combineByKey(String, (text, n) => `${text} ${n}`, (a, b) => `${a} ${b}`);
   */
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
      lane: laneOf("combine", mergeValue),
    };
    const by = partitionerOf(partitioner, this);
    // where all values of a key are in one partition already, there is no shuffle
    if (this.partitioner?.equals(by)) return this.derive(new CombinedRDD<K, V, C>(this, aggregator));
    return this.derive(new ShuffledRDD<K, V, C>(this, by, aggregator, mapSideCombine));
  }

  /**
   * The values of each key, reduced by `f`, first within each partition.
   * @spark PairRDDFunctions.reduceByKey
   * @example sc.parallelize([["a", 1], ["b", 2], ["a", 3]]).reduceByKey((x, y) => x + y); // ["b", 2], ["a", 4]
   */
  reduceByKey<K, V>(this: RDD<readonly [K, V]>, f: (a: V, b: V) => V, partitioner?: Partitioner | number): RDD<[K, V]> {
    return this.combineByKey<K, V, V>(identity, f, f, partitioner);
  }

  /**
   * The values of each key, folded by `f`, which begins with `zeroValue` for each key in each partition.
   * @spark PairRDDFunctions.foldByKey
   * @example sc.parallelize([["a", 1], ["a", 3]]).foldByKey(0, (x, y) => x + y); // ["a", 4]
   */
  foldByKey<K, V>(
    this: RDD<readonly [K, V]>,
    zeroValue: V,
    f: (a: V, b: V) => V,
    partitioner?: Partitioner | number,
  ): RDD<[K, V]> {
    this.clean(f);
    return this.combineByKey<K, V, V>(fromZero([f as never], copyOf(zeroValue)) as never, f, f, partitioner);
  }

  /**
   * The values of each key aggregated to a value of another type: by `seqOp` in each partition, which begins with a copy of `zeroValue` for
   * each key, and the partitions' results by `combOp`. Both may change their first argument and return it.
   * @spark PairRDDFunctions.aggregateByKey
   * @example sc.parallelize([["a", "x"], ["a", "yz"]]).aggregateByKey(0, (sum, text) => sum + text.length, (x, y) => x + y); // ["a", 3]
   */
  aggregateByKey<K, V, U extends AnyZero>(
    this: RDD<readonly [K, V]>,
    zeroValue: U,
    seqOp: (aggregate: U, value: V) => U,
    combOp: (a: U, b: U) => U,
    partitioner?: Partitioner | number,
  ): RDD<[K, U]>;
  /**
   * The values of each key aggregated to a value of another type: by `seqOp` in each partition, which begins with a copy of `zeroValue` for each key, and the
   * partitions' results by `combOp`.
   * @spark PairRDDFunctions.aggregateByKey
   * @example
   * sc.parallelize([["a", 1], ["a", 3]]).aggregateByKey(
   *   { sum: 0 },
   *   ({ sum }, n) => ({ sum: sum + n }),
   *   (x, y) => ({ sum: x.sum + y.sum }),
   * );
   */
  aggregateByKey<K, V, U>(
    this: RDD<readonly [K, V]>,
    zeroValue: U,
    seqOp: (aggregate: U, value: V) => U,
    combOp: (a: U, b: U) => U,
    partitioner?: Partitioner | number,
  ): RDD<[K, U]>;
  aggregateByKey<K, V, U>(
    this: RDD<readonly [K, V]>,
    zeroValue: U,
    seqOp: (aggregate: U, value: V) => U,
    combOp: (a: U, b: U) => U,
    partitioner?: Partitioner | number,
  ): RDD<[K, U]> {
    this.clean(seqOp);
    return this.combineByKey<K, V, U>(
      fromZero([seqOp as never], copyOf(zeroValue)) as never,
      seqOp,
      combOp,
      partitioner,
    );
  }

  /**
   * All values of each key.
   * @spark PairRDDFunctions.groupByKey
   * @example sc.parallelize([["a", 1], ["a", 3]]).groupByKey(); // ["a", [1, 3]]
   */
  groupByKey<K, V>(this: RDD<readonly [K, V]>, partitioner?: Partitioner | number): RDD<[K, CompactBuffer<V>]> {
    const by = partitionerOf(partitioner, this);
    if (!this.partitioner?.equals(by)) return this.derive(new GroupedRDD<K, V>(this, by));
    return this.combineByKey<K, V, CompactBuffer<V>>(bufferOf, appendTo, concatTo, by, false);
  }

  /**
   * The same pairs, each in the partition that `partitioner` says.
   * @spark PairRDDFunctions.partitionBy
   * @example sc.parallelize([["a", 1], ["b", 2]]).partitionBy(new HashPartitioner(4));
   */
  partitionBy<K, V>(this: RDD<readonly [K, V]>, partitioner: Partitioner): RDD<[K, V]> {
    checkedPartitioner(partitioner);
    if (this.partitioner?.equals(partitioner)) return this as unknown as RDD<[K, V]>;
    return this.derive(new ShuffledRDD<K, V, V>(this, partitioner));
  }

  /**
   * A random part of the pairs, with a fraction of its own for every key. The same seed gives the same pairs as on Spark.
   * @spark PairRDDFunctions.sampleByKey
   * @example sc.parallelize([["a", 1], ["b", 2]]).sampleByKey(false, new Map([["a", 0.5], ["b", 1]]), 42);
   */
  sampleByKey<K, V>(
    this: RDD<readonly [K, V]>,
    withReplacement: boolean,
    fractions: ReadonlyMap<K, number>,
    seed: Seed = this.context.newSeed(),
  ): RDD<[K, V]> {
    const entries = [...fractions];
    require(entries.every(([, fraction]) => fraction >= 0), () => "Negative sampling rates.", { code: "FRACTION" });
    return this.derive(new SampledByKeyRDD<K, V>(this, withReplacement, entries, longOf(seed)));
  }
}

const fromZero = engineFunction(
  "fromZero",
  ([seqOp]: readonly [(aggregate: unknown, value: unknown) => unknown], zero: unknown) =>
    (value: unknown) =>
      seqOp(copyOf(zero), value),
);

const bufferOf = engineNamed("bufferOf", <V>(value: V): CompactBuffer<V> => {
  const buffer = new CompactBuffer<V>();
  buffer.push(value);
  return buffer;
});

const appendTo = engineNamed("appendTo", <V>(buffer: CompactBuffer<V>, value: V): CompactBuffer<V> => {
  buffer.push(value);
  return buffer;
});

const concatTo = engineNamed("concatTo", <V>(a: CompactBuffer<V>, b: CompactBuffer<V>): CompactBuffer<V> => {
  for (const value of b) a.push(value);
  return a;
});
