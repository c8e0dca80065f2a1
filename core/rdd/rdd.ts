import { NAMED, SERIALIZE } from "../closure/index.ts";
import { require, SparkError, UnsupportedOperationError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import type { RDDContext, RunJob } from "./context.ts";
import type { Aggregator, Dependency } from "./dependency.ts";
import { byteswap32, JavaRandom } from "./java-random.ts";
import type { JobPromise } from "./job.ts";
import { KeyTable } from "./key-table.ts";
import type { RDDKind } from "./kind.ts";
import { CoalescedRDD } from "./kinds/coalesced.ts";
import { FilteredRDD } from "./kinds/filtered.ts";
import { FlatMappedRDD } from "./kinds/flat-mapped.ts";
import { GlommedRDD } from "./kinds/glommed.ts";
import { MapPartitionsRDD } from "./kinds/map-partitions.ts";
import { MappedRDD } from "./kinds/mapped.ts";
import { FlatMappedValuesRDD, MappedValuesRDD } from "./kinds/mapped-values.ts";
import { aggregatorFunctions, ownAggregator, ShuffledRDD } from "./kinds/shuffled.ts";
import { CompactBuffer } from "./list.ts";
import { HashPartitioner, type Partitioner } from "./partitioner.ts";
import { take } from "./take.ts";
import type { Sink, TaskContext } from "./task-context.ts";

/** What a function may make of a record; the pair stands there so that `[word, 1]` is taken as a pair and not as a list. */
// biome-ignore lint/complexity/noBannedTypes: together with null and undefined this is every type there is
export type AnyRecord = [unknown, unknown] | {} | null | undefined;

/**
 * A resilient distributed dataset: a lazily computed collection in partitions, which knows how to compute each of them from its parents.
 * Transformations make a new RDD at once and compute nothing; actions return a promise of their result.
 * Spark: `org.apache.spark.rdd.RDD`.
 */
export class RDD<T> {
  readonly id: number;
  /** Spark's wording where an RDD is used inside of another RDD's function. */
  readonly #context: RDDContext | undefined;
  /** How it comes by its records. */
  readonly kind: RDDKind<T>;
  /** The DStream's batch for which it was made, if it was. */
  origin: { readonly dstream: number; readonly time: number } | undefined;
  #name: string | undefined;
  #storageLevel: StorageLevel = StorageLevel.NONE;

  constructor(context: RDDContext | undefined, kind: RDDKind<T>) {
    this.#context = context;
    this.kind = kind;
    this.id = context === undefined ? -1 : context.newRddId();
  }

  /** What a task finds in place of an RDD that its function captured: every use of it explains SPARK-5063. */
  static withoutContext(): RDD<never> {
    const nothing = { name: "RDD", dependencies: [], numPartitions: 0, functions: [], each() {} };
    return new RDD<never>(undefined, nothing);
  }

  get context(): RDDContext {
    if (this.#context !== undefined) return this.#context;
    throw new SparkError(
      "This RDD lacks a SparkContext. It could happen in the following cases:\n" +
        "(1) RDD transformations and actions are NOT invoked by the driver, but inside of other transformations; for example, " +
        "rdd1.map(x => rdd2.values.count() * x) is invalid because the values transformation and count action cannot be performed " +
        "inside of the rdd1.map transformation. For more information, see SPARK-5063.\n" +
        "(2) When a Spark Streaming job recovers from checkpoint, this exception will be hit if a reference to an RDD not defined by " +
        "the streaming job is used in DStream operations. For more information, See SPARK-13758.",
      { code: "SPARK-5063", advice: "Join the two RDDs, or collect the smaller one in the driver and use its array." },
    );
  }

  [SERIALIZE](): { kind: "rdd" } {
    return { kind: "rdd" };
  }

  [NAMED](name: string): void {
    this.#name ??= name;
  }

  get name(): string | undefined {
    return this.#name;
  }

  setName(name: string): this {
    this.#name = name;
    return this;
  }

  get dependencies(): readonly Dependency[] {
    return this.kind.dependencies;
  }

  get partitioner(): Partitioner | undefined {
    return this.kind.partitioner;
  }

  getNumPartitions(): number {
    return this.kind.numPartitions;
  }

  /** The SparkContext that made it. Spark: `sparkContext`. */
  get sparkContext(): RDDContext {
    return this.context;
  }

  // ── how tasks read it ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Pushes the records of a partition into `sink`; from the cache if it is kept there. For the engine. */
  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    if (this.#storageLevel !== StorageLevel.NONE) {
      const records = this.#cached(partition, task);
      for (let i = 0; i < records.length; i++) sink(records[i]!);
      return;
    }
    this.#compute(partition, task, sink);
  }

  /** The records of a partition, pulled. For the engine. */
  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    if (this.#storageLevel !== StorageLevel.NONE || this.kind.iterator === undefined) return this.toArray(partition, task).values();
    const records = this.kind.iterator(partition, task);
    return this.#isWatched(task) ? this.#watchedIterator(records, partition, task) : records;
  }

  /** The records of a partition, as a new array. For the engine. */
  toArray(partition: number, task: TaskContext): T[] {
    const records: T[] = [];
    this.each(partition, task, (record) => {
      records.push(record);
    });
    return records;
  }

  #isWatched(task: TaskContext): boolean {
    return task.watching && this.origin !== undefined;
  }

  #compute(partition: number, task: TaskContext, sink: Sink<T>): void {
    if (!this.#isWatched(task)) {
      this.kind.each(partition, task, sink);
      return;
    }
    const watched = task.watch(this, partition, sink);
    this.kind.each(partition, task, watched.sink);
    watched.complete();
  }

  *#watchedIterator(records: IteratorObject<T>, partition: number, task: TaskContext): Generator<T> {
    const watched = task.watch(this, partition, () => {});
    for (const record of records) {
      watched.sink(record);
      yield record;
    }
    watched.complete();
  }

  #cached(partition: number, task: TaskContext): readonly T[] {
    const id = `rdd_${this.id}_${partition}`;
    const kept = task.blocks.get(id) as readonly T[] | undefined;
    if (kept !== undefined) return kept;
    const records: T[] = [];
    this.#compute(partition, task, (record) => {
      records.push(record);
    });
    task.blocks.put(id, records);
    return records;
  }

  // ── persistence ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Keeps its records once they have been computed. */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY): this {
    if (this.#storageLevel !== StorageLevel.NONE && this.#storageLevel !== level) {
      throw new UnsupportedOperationError("Cannot change storage level of an RDD after it was already assigned a level", {
        code: "STORAGE_LEVEL",
        advice: "Call unpersist() first.",
      });
    }
    this.#storageLevel = level;
    return this;
  }

  /** `persist()` in memory. */
  cache(): this {
    return this.persist();
  }

  /** Forgets what was kept; the next use computes it anew. */
  unpersist(): this {
    this.context.unpersist(this);
    this.#storageLevel = StorageLevel.NONE;
    return this;
  }

  getStorageLevel(): StorageLevel {
    return this.#storageLevel;
  }

  // ── transformations ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #derive<U>(kind: RDDKind<U>): RDD<U> {
    return new RDD(this.context, kind);
  }

  #clean<F>(f: F): F {
    return this.context.clean(f);
  }

  /** Every record through `f`. */
  map<U extends AnyRecord>(f: (record: T) => U): RDD<U> {
    return this.#derive(new MappedRDD(this, this.#clean(f)));
  }

  /** Every record to any number of records. */
  flatMap<U extends AnyRecord>(f: (record: T) => Iterable<U>): RDD<U> {
    return this.#derive(new FlatMappedRDD(this, this.#clean(f)));
  }

  /** The records for which `f` holds. */
  filter<S extends T>(f: (record: T) => record is S): RDD<S>;
  filter(f: (record: T) => boolean): RDD<T>;
  filter(f: (record: T) => boolean): RDD<T> {
    return this.#derive(new FilteredRDD(this, this.#clean(f)));
  }

  /** `f` over the records of each partition, given as an iterator. */
  mapPartitions<U extends AnyRecord>(f: (records: IteratorObject<T>) => Iterable<U>, preservesPartitioning = false): RDD<U> {
    this.#clean(f);
    return this.#derive(
      new MapPartitionsRDD<T, U>(this, (_index, records, task) => task.own(f)(records), { functions: [f], preservesPartitioning }),
    );
  }

  /** `f` over each partition's index and records. */
  mapPartitionsWithIndex<U extends AnyRecord>(
    f: (index: number, records: IteratorObject<T>) => Iterable<U>,
    preservesPartitioning = false,
  ): RDD<U> {
    this.#clean(f);
    return this.#derive(
      new MapPartitionsRDD<T, U>(this, (index, records, task) => task.own(f)(index, records), { functions: [f], preservesPartitioning }),
    );
  }

  /** Every partition as one array. */
  glom(): RDD<T[]> {
    return this.#derive(new GlommedRDD(this));
  }

  /** The records of both; nothing is removed. */
  union(other: RDD<T>): RDD<T> {
    return this.context.union([this, other]);
  }

  /** Pairs of `f` of a record and the record. */
  keyBy<K>(f: (record: T) => K): RDD<[K, T]> {
    this.#clean(f);
    return this.#derive(
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
    if (!shuffle) return this.#derive(new CoalescedRDD(this, numPartitions));
    const spread = this.#derive(
      new MapPartitionsRDD<T, [number, T]>(this, (index, records) => {
        let position = new JavaRandom(byteswap32(index)).nextInt(numPartitions);
        return records.map((record): [number, T] => [++position, record]);
      }),
    );
    const shuffled = this.#derive(new ShuffledRDD<number, T, T>(spread as RDD<readonly [number, T]>, new HashPartitioner(numPartitions)));
    return this.#derive(new CoalescedRDD(shuffled, numPartitions)).values();
  }

  // ── pairs ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The first parts of pairs. */
  keys<K, V>(this: RDD<readonly [K, V]>): RDD<K> {
    return this.#derive(new MappedRDD(this, (pair: readonly [K, V]) => pair[0]));
  }

  /** The second parts of pairs. */
  values<K, V>(this: RDD<readonly [K, V]>): RDD<V> {
    return this.#derive(new MappedRDD(this, (pair: readonly [K, V]) => pair[1]));
  }

  /** The values through `f`; the partitioner is kept. */
  mapValues<K, V, W extends AnyRecord>(this: RDD<readonly [K, V]>, f: (value: V) => W): RDD<[K, W]> {
    return this.#derive(new MappedValuesRDD(this, this.#clean(f)));
  }

  /** Each value to any number of values under the same key; the partitioner is kept. */
  flatMapValues<K, V, W extends AnyRecord>(this: RDD<readonly [K, V]>, f: (value: V) => Iterable<W>): RDD<[K, W]> {
    return this.#derive(new FlatMappedValuesRDD(this, this.#clean(f)));
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
      createCombiner: this.#clean(createCombiner),
      mergeValue: this.#clean(mergeValue),
      mergeCombiners: this.#clean(mergeCombiners),
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
    return this.#derive(new ShuffledRDD<K, V, V>(this, partitioner));
  }

  // ── actions ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  #action<R>(work: (runJob: RunJob) => Promise<R>): JobPromise<R> {
    return this.context.action(this, work);
  }

  /** All records, in the order of the partitions. */
  collect(): JobPromise<T[]> {
    return this.#action(async (runJob) =>
      (await runJob(this, { name: "collect", functions: [], run: (rdd, partition, task) => rdd.toArray(partition, task) })).flat() as T[],
    );
  }

  /** How many records there are. */
  count(): JobPromise<number> {
    return this.#action(async (runJob) => {
      const counts = await runJob(this, { name: "count", functions: [], run: countOfPartition });
      return counts.reduce((a, b) => a + b, 0);
    });
  }

  /** How often each record occurs. */
  countByValue(): JobPromise<Map<T, number>> {
    return this.#action(async (runJob) => {
      const counts = new KeyTable<T, number>();
      const tables = await runJob(this, {
        name: "countByValue",
        functions: [],
        run(rdd, partition, task) {
          const table = new KeyTable<T, number>();
          rdd.each(partition, task, (record) => {
            const cell = table.get(record);
            if (cell === undefined) table.add(record, 1);
            else cell.value++;
          });
          return table.cells();
        },
      });
      for (const { key, value } of tables.flat()) {
        const cell = counts.get(key);
        if (cell === undefined) counts.add(key, value);
        else cell.value += value;
      }
      return new Map(counts.cells().map((cell) => [cell.key, cell.value]));
    });
  }

  /** The first `num` records; reads as few partitions as it can. */
  take(num: number): JobPromise<T[]> {
    return this.#action((runJob) => take(runJob, this, num, "take"));
  }

  /** The first record. Throws "empty collection" when there is none. */
  first(): JobPromise<T> {
    return this.#action(async (runJob) => {
      const taken = await take(runJob, this, 1, "first");
      if (taken.length === 0) throw emptyCollection();
      return taken[0]!;
    });
  }

  isEmpty(): JobPromise<boolean> {
    return this.#action(async (runJob) => this.getNumPartitions() === 0 || (await take(runJob, this, 1, "isEmpty")).length === 0);
  }

  /** All records reduced by `f`, which has to be commutative and associative. Throws "empty collection" when there are none. */
  reduce(f: (a: T, b: T) => T): JobPromise<T> {
    this.#clean(f);
    return this.#action(async (runJob) => {
      const parts = await runJob<T, { readonly value: T } | undefined>(this, {
        name: "reduce",
        functions: [f],
        run(rdd, partition, task) {
          const own = task.own(f);
          let reduced: { value: T } | undefined;
          rdd.each(partition, task, (record) => {
            if (reduced === undefined) reduced = { value: record };
            else reduced.value = own(reduced.value, record);
          });
          return reduced;
        },
      });
      const values = parts.filter((part) => part !== undefined).map((part) => part.value);
      if (values.length === 0) throw emptyCollection();
      return values.reduce((a, b) => f(a, b));
    });
  }

  /** Runs `f` for every record, on the executors. `f` may be async; a partition's records are taken one after the other. */
  foreach(f: (record: T) => unknown): JobPromise<void> {
    this.#clean(f);
    return this.#action(async (runJob) => {
      await runJob<T, void>(this, {
        name: "foreach",
        functions: [f],
        run(rdd, partition, task) {
          const own = task.own(f);
          let pending: Promise<unknown> | undefined;
          rdd.each(partition, task, (record) => {
            if (pending !== undefined) {
              pending = pending.then(() => own(record));
              return;
            }
            const result = own(record);
            if (isThenable(result)) pending = Promise.resolve(result);
          });
          return pending as Promise<void> | undefined;
        },
      });
    });
  }

  /** Runs `f` for every partition's records, on the executors. `f` may be async. */
  foreachPartition(f: (records: IteratorObject<T>) => unknown): JobPromise<void> {
    this.#clean(f);
    return this.#action(async (runJob) => {
      await runJob<T, void>(this, {
        name: "foreachPartition",
        functions: [f],
        run(rdd, partition, task) {
          const result = task.own(f)(rdd.iterator(partition, task));
          return isThenable(result) ? (result as Promise<void>) : undefined;
        },
      });
    });
  }

  /** `NameRDD[id] at …`, as Spark writes it. */
  toString(): string {
    return `${this.#name === undefined ? "" : `${this.#name} `}${this.kind.name}[${this.id}]`;
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
    return new RDD(
      rdd.context,
      new MapPartitionsRDD<readonly [K, V], [K, C]>(rdd, (_index, records, task) => combineRecords(records, ownAggregator(aggregator as never, task) as never), {
        functions: aggregatorFunctions(aggregator),
        preservesPartitioning: true,
      }),
    );
  }
  return new RDD(rdd.context, new ShuffledRDD<K, V, C>(rdd, partitioner, aggregator, mapSideCombine));
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

/**
 * Spark's default partitioner: the one of the parent with most partitions that has one, if it is large enough; else a hash partitioner with
 * `spark.default.parallelism` partitions, or as many as the largest parent has.
 */
export function defaultPartitioner(...rdds: readonly RDD<never>[] | readonly RDD<unknown>[]): Partitioner {
  const parents = rdds as readonly RDD<unknown>[];
  const context = parents[0]!.context;
  const set = context.conf.getOption("spark.default.parallelism");
  const mostPartitions = Math.max(...parents.map((rdd) => rdd.getNumPartitions()));
  const parallelism = set === undefined ? mostPartitions : context.defaultParallelism;
  const partitioned = parents.filter((rdd) => (rdd.partitioner?.numPartitions ?? 0) > 0);
  let largest: RDD<unknown> | undefined;
  for (const rdd of partitioned) if (largest === undefined || rdd.getNumPartitions() > largest.getNumPartitions()) largest = rdd;
  const partitioner = largest?.partitioner;
  if (partitioner !== undefined) {
    const eligible = Math.log10(mostPartitions) - Math.log10(largest!.getNumPartitions()) < 1;
    if (eligible || parallelism <= partitioner.numPartitions) return partitioner;
  }
  return new HashPartitioner(parallelism);
}

/** The partitioner that an operation was given, or told the size of, or Spark's default for its parents. */
export function partitionerOf(given: Partitioner | number | undefined, ...rdds: readonly RDD<never>[] | readonly RDD<unknown>[]): Partitioner {
  if (typeof given === "number") return new HashPartitioner(given);
  return given ?? defaultPartitioner(...(rdds as readonly RDD<unknown>[]));
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

function countOfPartition<T>(rdd: RDD<T>, partition: number, task: TaskContext): number {
  let count = 0;
  rdd.each(partition, task, () => {
    count++;
  });
  return count;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function emptyCollection(): UnsupportedOperationError {
  return new UnsupportedOperationError("empty collection", {
    code: "EMPTY_COLLECTION",
    advice: "Ask isEmpty() first, or use take(1), or fold with a zero value.",
  });
}
