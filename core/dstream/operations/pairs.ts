import { engineFunction, engineNamed } from "../../rdd/engine-function.ts";
import { identity } from "../../rdd/engine-functions.ts";
import { SeqBuffer } from "../../rdd/list.ts";
import type { Partitioner } from "../../rdd/partitioner.ts";
import type { AnyRecord, RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import { ShuffledDStream } from "../kinds/shuffled.ts";
import { Transformations } from "./transformations.ts";

/**
 * Operations by key within each batch, on streams of pairs. Where a partitioner may be given, a number stands for a hash partitioner with so many
 * partitions, and nothing for `spark.default.parallelism` of them. Spark: `PairDStreamFunctions`.
 */
export class PairOperations<T> extends Transformations<T> {
  /**
   * The values of each key in each batch brought together by three functions.
   * @spark PairDStreamFunctions.combineByKey
   * @example
   * const sumsAndCounts = pairs.combineByKey<string, number, [number, number]>(
   *   (n) => [n, 1],
   *   ([sum, count], n) => [sum + n, count + 1],
   *   ([sum1, count1], [sum2, count2]) => [sum1 + sum2, count1 + count2],
   * );
   */
  combineByKey<K, V, C>(
    this: DStream<readonly [K, V]>,
    createCombiner: (value: V) => C,
    mergeValue: (combiner: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    partitioner?: Partitioner | number,
    mapSideCombine = true,
  ): DStream<[K, C]> {
    const aggregator = {
      createCombiner: this.clean(createCombiner),
      mergeValue: this.clean(mergeValue),
      mergeCombiners: this.clean(mergeCombiners),
    };
    const by = this.partitionerOf(partitioner);
    return this.operation("combineByKey", () =>
      this.derive(new ShuffledDStream<K, V, C>(this, aggregator, by, mapSideCombine)),
    );
  }

  /**
   * The values of each key in each batch, reduced by `f`.
   * @spark PairDStreamFunctions.reduceByKey
   * @example const counts = words.map((word): [string, number] => [word, 1]).reduceByKey((a, b) => a + b);
   */
  reduceByKey<K, V>(
    this: DStream<readonly [K, V]>,
    f: (a: V, b: V) => V,
    partitioner?: Partitioner | number,
  ): DStream<[K, V]> {
    return this.operation("reduceByKey", () => this.combineByKey<K, V, V>(identity, f, f, partitioner));
  }

  /**
   * All values of each key in each batch.
   * @spark PairDStreamFunctions.groupByKey
   * @example pairs.groupByKey().print(); // (hello,ArrayBuffer(1, 1))
   */
  groupByKey<K, V>(this: DStream<readonly [K, V]>, partitioner?: Partitioner | number): DStream<[K, SeqBuffer<V>]> {
    return this.operation("groupByKey", () =>
      this.combineByKey<K, V, SeqBuffer<V>>(bufferOf, appendTo, concatTo, partitioner),
    );
  }

  /**
   * The values through `f`; the partitioner is kept.
   * @spark PairDStreamFunctions.mapValues
   * @example const percents = pairs.mapValues((n) => n * 100);
   */
  mapValues<K, V, W extends AnyRecord>(this: DStream<readonly [K, V]>, f: (value: V) => W): DStream<[K, W]> {
    return this.each("mapValues", "MapValuedDStream", valuesMapped([this.clean(f)] as never, undefined) as never);
  }

  /**
   * Each value to any number of values under the same key; the partitioner is kept.
   * @spark PairDStreamFunctions.flatMapValues
   * @example const ones = pairs.flatMapValues((n) => Array.from({ length: n }, () => 1));
   */
  flatMapValues<K, V, W extends AnyRecord>(
    this: DStream<readonly [K, V]>,
    f: (value: V) => Iterable<W>,
  ): DStream<[K, W]> {
    const derive = valuesFlatMapped([this.clean(f)] as never, undefined);
    return this.each("flatMapValues", "FlatMapValuedDStream", derive as never);
  }
}

type UserFunctions = readonly [(value: unknown) => never];
type Pairs = RDD<readonly [unknown, unknown]>;

const valuesMapped = engineFunction(
  "DStream.mapValues",
  ([f]: UserFunctions) =>
    (rdd: Pairs) =>
      rdd.mapValues(f),
);

const valuesFlatMapped = engineFunction(
  "DStream.flatMapValues",
  ([f]: UserFunctions) =>
    (rdd: Pairs) =>
      rdd.flatMapValues(f),
);

const bufferOf = engineNamed("SeqBuffer.of", <V>(value: V): SeqBuffer<V> => {
  const buffer = new SeqBuffer<V>();
  buffer.push(value);
  return buffer;
});

const appendTo = engineNamed("SeqBuffer.append", <V>(buffer: SeqBuffer<V>, value: V): SeqBuffer<V> => {
  buffer.push(value);
  return buffer;
});

export const concatTo = engineNamed("SeqBuffer.concat", <V>(a: SeqBuffer<V>, b: SeqBuffer<V>): SeqBuffer<V> => {
  for (const value of b) a.push(value);
  return a;
});
