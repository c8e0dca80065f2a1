import { NAMED, NOT_SERIALIZABLE } from "../closure/index.ts";
import { callSite } from "../conf/call-site.ts";
import { require, UnsupportedOperationError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import type { Duration, Time } from "../conf/time.ts";
import type { Creation } from "../rdd/creation.ts";
import { engineNamed } from "../rdd/engine-function.ts";
import { counted, identity, oneUnderNull, sum, underNull, valueOfPair } from "../rdd/engine-functions.ts";
import { type CompactBuffer, SeqBuffer } from "../rdd/list.ts";
import { HashPartitioner, type Partitioner } from "../rdd/partitioner.ts";
import type { AnyRecord, RDD } from "../rdd/rdd.ts";
import { printBatch } from "../sinks/print.ts";
import type { StreamingEnvironment } from "./environment.ts";
import type { DStreamKind } from "./kind.ts";
import { MappedDStream } from "./kinds/mapped.ts";
import { ShuffledDStream } from "./kinds/shuffled.ts";
import { TransformedDStream } from "./kinds/transformed.ts";
import { UnionDStream } from "./kinds/union.ts";
import { Lifecycle } from "./lifecycle.ts";

/**
 * A discretized stream: one RDD for every interval. Operations on it are operations on each of those RDDs, declared before the context starts.
 * Spark: `org.apache.spark.streaming.dstream.DStream`.
 */
export class DStream<T> {
  readonly id: number;
  readonly context: StreamingEnvironment;
  /** How it makes the RDD of an interval. For the engine. */
  readonly kind: DStreamKind<T>;
  /** Its RDDs through time. For the engine. */
  readonly lifecycle: Lifecycle<T>;
  /** Is it the result of an operation of the user's, and not an inner step of one? For the engine. */
  declared = false;
  /** The operation that it is the result of, and its place in the program. For the engine. */
  creation: Creation | undefined;

  readonly [NOT_SERIALIZABLE] = "a DStream, which lives on the driver only";

  constructor(context: StreamingEnvironment, kind: DStreamKind<T>) {
    context.checkMayAdd();
    this.context = context;
    this.kind = kind;
    this.lifecycle = new Lifecycle<T>(this);
    this.id = context.register(this);
  }

  /** It makes an RDD every so often. */
  get slideDuration(): Duration {
    return this.kind.slideDuration;
  }

  /** The RDD of the batch at `time`; undefined when it has none. */
  getOrCompute(time: Time): RDD<T> | undefined {
    return this.lifecycle.getOrCompute(time);
  }

  [NAMED](name: string): void {
    if (this.declared) this.context.trace.emit({ kind: "dstream-named", dstream: this.id, name });
  }

  toString(): string {
    return `${this.kind.name}@${this.id}`;
  }

  #operation<T>(name: string, build: () => DStream<T>, detail?: string): DStream<T> {
    this.context.checkMayAdd();
    return this.context.operation(name, build, detail);
  }

  /** One narrow operation on each RDD. */
  #each<U>(operation: string, name: string, derive: (rdd: RDD<T>) => RDD<U>): DStream<U> {
    return this.#operation(operation, () => new DStream(this.context, new MappedDStream<T, U>(name, this, derive)));
  }

  #clean<F>(f: F): F {
    return this.context.sparkContext.clean(f);
  }

  #hashPartitioner(given: Partitioner | number | undefined): Partitioner {
    return typeof given === "object"
      ? given
      : new HashPartitioner(given ?? this.context.sparkContext.defaultParallelism);
  }

  // ── records ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Every record through `f`. */
  map<U extends AnyRecord>(f: (record: T) => U): DStream<U> {
    this.#clean(f);
    return this.#each("map", "MappedDStream", (rdd) => rdd.map(f));
  }

  /** Every record to any number of records. */
  flatMap<U extends AnyRecord>(f: (record: T) => Iterable<U>): DStream<U> {
    this.#clean(f);
    return this.#each("flatMap", "FlatMappedDStream", (rdd) => rdd.flatMap(f));
  }

  /** The records for which `f` holds. */
  filter<S extends T>(f: (record: T) => record is S): DStream<S>;
  filter(f: (record: T) => boolean): DStream<T>;
  filter(f: (record: T) => boolean): DStream<T> {
    this.#clean(f);
    return this.#each("filter", "FilteredDStream", (rdd) => rdd.filter(f));
  }

  /** `f` over the records of each partition of each RDD, given as an iterator. */
  mapPartitions<U extends AnyRecord>(
    f: (records: IteratorObject<T>) => Iterable<U>,
    preservePartitioning = false,
  ): DStream<U> {
    this.#clean(f);
    return this.#each("mapPartitions", "MapPartitionedDStream", (rdd) => rdd.mapPartitions(f, preservePartitioning));
  }

  /** Every partition of each RDD as one array. */
  glom(): DStream<T[]> {
    return this.#each("glom", "GlommedDStream", (rdd) => rdd.glom());
  }

  /** The records of both streams, batch by batch; both have to slide together. */
  union(that: DStream<T>): DStream<T> {
    return this.#operation("union", () => new DStream<T>(this.context, new UnionDStream<T>([this, that])));
  }

  /** The same records, spread over `numPartitions` partitions in every batch. */
  repartition(numPartitions: number): DStream<T> {
    require(Number.isInteger(numPartitions) && numPartitions > 0, () =>
      `Number of partitions (${numPartitions}) must be positive.`, {
      code: "NUM_PARTITIONS",
      advice: "Give repartition a whole number of partitions, 1 or more.",
      site: callSite(),
    });
    return this.#operation("repartition", () => this.transform((rdd) => rdd.repartition(numPartitions)));
  }

  // ── one value a batch ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** How many records each batch has: one number a batch, also for an empty one. */
  count(): DStream<number> {
    return this.#operation("count", () => {
      const zero = this.context.sparkContext;
      return this.map(oneUnderNull)
        .transform((rdd) => rdd.union(zero.parallelize<[null, number]>([[null, 0]], 1)))
        .reduceByKey(sum)
        .map(valueOfPair<number>);
    });
  }

  /** How often each record occurs in each batch. */
  countByValue(numPartitions?: number): DStream<[T, number]> {
    return this.#operation("countByValue", () => this.map(counted<T>).reduceByKey(sum, numPartitions));
  }

  /** All records of each batch reduced by `f`: one record a batch, none for an empty one. */
  reduce(f: (a: T, b: T) => T): DStream<T> {
    this.#clean(f);
    return this.#operation("reduce", () =>
      this.map(underNull<T>)
        .reduceByKey(f, 1)
        .map(valueOfPair<T> as (pair: [null, T]) => T & AnyRecord),
    );
  }

  // ── pairs ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The values of each key in each batch brought together by three functions. */
  combineByKey<K, V, C>(
    this: DStream<readonly [K, V]>,
    createCombiner: (value: V) => C,
    mergeValue: (combiner: C, value: V) => C,
    mergeCombiners: (a: C, b: C) => C,
    partitioner?: Partitioner | number,
    mapSideCombine = true,
  ): DStream<[K, C]> {
    const aggregator = {
      createCombiner: this.#clean(createCombiner),
      mergeValue: this.#clean(mergeValue),
      mergeCombiners: this.#clean(mergeCombiners),
    };
    const kind = () =>
      new ShuffledDStream<K, V, C>(this, aggregator, this.#hashPartitioner(partitioner), mapSideCombine);
    return this.#operation("combineByKey", () => new DStream<[K, C]>(this.context, kind()));
  }

  /** The values of each key in each batch, reduced by `f`; into `spark.default.parallelism` partitions unless told otherwise. */
  reduceByKey<K, V>(
    this: DStream<readonly [K, V]>,
    f: (a: V, b: V) => V,
    partitioner?: Partitioner | number,
  ): DStream<[K, V]> {
    return this.#operation("reduceByKey", () => this.combineByKey<K, V, V>(identity, f, f, partitioner));
  }

  /** All values of each key in each batch. */
  groupByKey<K, V>(this: DStream<readonly [K, V]>, partitioner?: Partitioner | number): DStream<[K, SeqBuffer<V>]> {
    return this.#operation("groupByKey", () =>
      this.combineByKey<K, V, SeqBuffer<V>>(bufferOf, appendTo, concatTo, partitioner),
    );
  }

  /** The values through `f`; the partitioner is kept. */
  mapValues<K, V, W extends AnyRecord>(this: DStream<readonly [K, V]>, f: (value: V) => W): DStream<[K, W]> {
    this.#clean(f);
    return this.#each("mapValues", "MapValuedDStream", (rdd) => rdd.mapValues(f));
  }

  /** Each value to any number of values under the same key; the partitioner is kept. */
  flatMapValues<K, V, W extends AnyRecord>(
    this: DStream<readonly [K, V]>,
    f: (value: V) => Iterable<W>,
  ): DStream<[K, W]> {
    this.#clean(f);
    return this.#each("flatMapValues", "FlatMapValuedDStream", (rdd) => rdd.flatMapValues(f));
  }

  // ── two streams of pairs ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** The RDDs of two streams of pairs in each batch, joined by one of the RDD's joins. */
  #joinWith<K, V, W, R>(
    operation: string,
    other: DStream<readonly [K, W]>,
    partitioner: Partitioner | number | undefined,
    join: (rdd: RDD<readonly [K, V]>, other: RDD<readonly [K, W]>, partitioner: Partitioner) => RDD<R>,
  ): DStream<R> {
    const given = this.#hashPartitioner(partitioner);
    return this.#operation(operation, () =>
      (this as unknown as DStream<readonly [K, V]>).transformWith(other, (rdd, with_) => join(rdd, with_, given)),
    );
  }

  /** For each key in both streams in a batch, every value of one with every value of the other. */
  join<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [V, W]]> {
    return this.#joinWith<K, V, W, [K, [V, W]]>("join", other, partitioner, (rdd, with_, by) => rdd.join(with_, by));
  }

  /** As `join`, and the keys that only this stream has, with `undefined` on the other side. */
  leftOuterJoin<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [V, W | undefined]]> {
    return this.#joinWith<K, V, W, [K, [V, W | undefined]]>("leftOuterJoin", other, partitioner, (rdd, with_, by) =>
      rdd.leftOuterJoin(with_, by),
    );
  }

  /** As `join`, and the keys that only the other stream has, with `undefined` on this side. */
  rightOuterJoin<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [V | undefined, W]]> {
    return this.#joinWith<K, V, W, [K, [V | undefined, W]]>("rightOuterJoin", other, partitioner, (rdd, with_, by) =>
      rdd.rightOuterJoin(with_, by),
    );
  }

  /** As `join`, and the keys that only one of the streams has, with `undefined` on the other side. */
  fullOuterJoin<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [V | undefined, W | undefined]]> {
    return this.#joinWith<K, V, W, [K, [V | undefined, W | undefined]]>(
      "fullOuterJoin",
      other,
      partitioner,
      (rdd, with_, by) => rdd.fullOuterJoin(with_, by),
    );
  }

  /** For each key in either stream in a batch, all its values in one and all in the other. */
  cogroup<K, V, W>(
    this: DStream<readonly [K, V]>,
    other: DStream<readonly [K, W]>,
    partitioner?: Partitioner | number,
  ): DStream<[K, [CompactBuffer<V>, CompactBuffer<W>]]> {
    return this.#joinWith<K, V, W, [K, [CompactBuffer<V>, CompactBuffer<W>]]>(
      "cogroup",
      other,
      partitioner,
      (rdd, with_, by) => rdd.cogroup(with_, by),
    );
  }

  // ── RDDs ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Each batch's RDD through `f`, which runs in the driver once a batch. */
  transform<U>(f: (rdd: RDD<T>, time: Time) => RDD<U>): DStream<U> {
    return this.#operation("transform", () => {
      const kind = new TransformedDStream<U>([this], (rdds, time) => f(rdds[0] as RDD<T>, time));
      return new DStream<U>(this.context, kind);
    });
  }

  /** The RDDs of two streams in each batch through `f`. */
  transformWith<U, V>(other: DStream<U>, f: (rdd: RDD<T>, other: RDD<U>, time: Time) => RDD<V>): DStream<V> {
    return this.#operation("transformWith", () => {
      const kind = new TransformedDStream<V>([this, other], (rdds, time) =>
        f(rdds[0] as RDD<T>, rdds[1] as RDD<U>, time),
      );
      return new DStream<V>(this.context, kind);
    });
  }

  // ── keeping ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Keeps each RDD's records once computed, until the stream forgets the RDD. */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY_SER): this {
    if (this.context.isStarted) {
      throw new UnsupportedOperationError(
        "Cannot change storage level of a DStream after streaming context has started",
        { code: "AFTER_START" },
      );
    }
    this.lifecycle.storageLevel = level;
    return this;
  }

  /** `persist()`. */
  cache(): this {
    return this.persist();
  }

  // ── output operations ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Calls `f` in the driver with each batch's RDD and time; it may be async, and the batch is done when it is. */
  foreachRDD(f: (rdd: RDD<T>, time: Time) => unknown): void {
    this.context.addOutput(this, "foreachRDD", (rdd, time) => f(rdd as RDD<T>, time));
  }

  /** Prints the first `num` records of each batch, as Spark does. */
  print(num = 10): void {
    this.context.addOutput(this, "print", (rdd, time, output) => printBatch(rdd, time, num, output));
  }
}

const bufferOf = engineNamed("SeqBuffer.of", <V>(value: V): SeqBuffer<V> => {
  const buffer = new SeqBuffer<V>();
  buffer.push(value);
  return buffer;
});

const appendTo = engineNamed("SeqBuffer.append", <V>(buffer: SeqBuffer<V>, value: V): SeqBuffer<V> => {
  buffer.push(value);
  return buffer;
});

const concatTo = engineNamed("SeqBuffer.concat", <V>(a: SeqBuffer<V>, b: SeqBuffer<V>): SeqBuffer<V> => {
  for (const value of b) a.push(value);
  return a;
});
