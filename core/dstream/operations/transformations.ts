import { callSite } from "../../conf/call-site.ts";
import { require } from "../../conf/errors.ts";
import type { Interval, Time } from "../../conf/time.ts";
import { engineFunction, engineNamed } from "../../rdd/engine-function.ts";
import type { AnyRecord, RDD } from "../../rdd/rdd.ts";
import { DStreamBase } from "../base.ts";
import type { DStream } from "../dstream.ts";
import { TransformedDStream } from "../kinds/transformed.ts";
import { UnionDStream } from "../kinds/union.ts";
import { rddsBetween } from "../slice.ts";

/** Operations on the records and on the RDDs of each interval. */
export class Transformations<T> extends DStreamBase<T> {
  /**
   * Every record through `f`.
   * @spark DStream.map
   * @example const lengths = lines.map((line) => line.length);
   */
  map<U extends AnyRecord>(f: (record: T) => U): DStream<U> {
    return this.each("map", "MappedDStream", mapped([this.clean(f)] as never, undefined) as never);
  }

  /**
   * Every record to any number of records.
   * @spark DStream.flatMap
   * @example const words = lines.flatMap((line) => line.split(" "));
   */
  flatMap<U extends AnyRecord>(f: (record: T) => Iterable<U>): DStream<U> {
    return this.each("flatMap", "FlatMappedDStream", flatMapped([this.clean(f)] as never, undefined) as never);
  }

  /**
   * The records for which `f` holds.
   * @spark DStream.filter
   * @example const errors = lines.filter((line) => line.startsWith("ERROR"));
   */
  filter<S extends T>(f: (record: T) => record is S): DStream<S>;
  /**
   * The records for which `f` holds.
   * @spark DStream.filter
   * @example const errors = lines.filter((line) => line.startsWith("ERROR"));
   */
  filter(f: (record: T) => boolean): DStream<T>;
  filter(f: (record: T) => boolean): DStream<T> {
    return this.each("filter", "FilteredDStream", filtered([this.clean(f)] as never, undefined) as never);
  }

  /**
   * `f` over the records of each partition of each RDD, given as an iterator.
   * @spark DStream.mapPartitions
   * @example const shouted = lines.mapPartitions((records) => records.map((line) => line.toUpperCase()));
   */
  mapPartitions<U extends AnyRecord>(
    f: (records: IteratorObject<T>) => Iterable<U>,
    preservePartitioning = false,
  ): DStream<U> {
    const derive = partitionsMapped([this.clean(f)] as never, preservePartitioning);
    return this.each("mapPartitions", "MapPartitionedDStream", derive as never);
  }

  /**
   * Every partition of each RDD as one array.
   * @spark DStream.glom
   * @example lines.glom().map((partition) => partition.length).print();
   */
  glom(): DStream<T[]> {
    return this.each("glom", "GlommedDStream", glommed as (rdd: RDD<T>) => RDD<T[]>);
  }

  /**
   * The records of both streams, batch by batch; both have to slide together.
   * @spark DStream.union
   * @example const all = lines.union(words);
   */
  union(that: DStream<T>): DStream<T> {
    return this.operation("union", () => this.derive(new UnionDStream<T>([this as unknown as DStream<T>, that])));
  }

  /**
   * The same records, spread over `numPartitions` partitions in every batch.
   * @spark DStream.repartition
   * @example const spread = lines.repartition(4);
   */
  repartition(numPartitions: number): DStream<T> {
    require(Number.isInteger(numPartitions) && numPartitions > 0, () =>
      `Number of partitions (${numPartitions}) must be positive.`, {
      code: "NUM_PARTITIONS",
      advice: "Give repartition a whole number of partitions, 1 or more.",
      site: callSite(),
    });
    return this.operation("repartition", () => this.transform(repartitioned([], numPartitions) as never));
  }

  // ── RDDs ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Each batch's RDD through `f`, which runs in the driver once a batch.
   * @spark DStream.transform
   * @example const sorted = words.transform((rdd) => rdd.sortBy((word) => word));
   */
  transform<U>(f: (rdd: RDD<T>, time: Time) => RDD<U>): DStream<U> {
    return this.operation("transform", () =>
      this.derive(new TransformedDStream<U>([this as never], ofOne([f as never], undefined) as never)),
    );
  }

  /**
   * The RDDs of two streams in each batch through `f`, which runs in the driver.
   * @spark DStream.transformWith
   * @example const fresh = words.transformWith(blocked, (rdd, other) => rdd.subtract(other));
   */
  transformWith<U, V>(other: DStream<U>, f: (rdd: RDD<T>, other: RDD<U>, time: Time) => RDD<V>): DStream<V> {
    return this.operation("transformWith", () =>
      this.derive(new TransformedDStream<V>([this as never, other as never], ofTwo([f as never], undefined) as never)),
    );
  }

  /**
   * The RDDs of the batches of an interval, or from `fromTime` to `toTime` (both included), once the context has started. A time between two batches
   * counts as the batch before it.
   * @spark DStream.slice
   * @example words.foreachRDD((_, time) => console.log(words.slice(new Interval(time.minus(Seconds(2)), time)).length));
   */
  slice(interval: Interval): RDD<T>[];
  /**
   * The RDDs of the batches from `fromTime` to `toTime`, both included; a time between two batches counts as the batch before it.
   * @spark DStream.slice
   * @example words.foreachRDD((_, time) => console.log(words.slice(time.minus(Seconds(2)), time).length));
   */
  slice(fromTime: Time, toTime: Time): RDD<T>[];
  slice(from: Interval | Time, to?: Time): RDD<T>[] {
    if ("beginTime" in from) return rddsBetween(this, from.beginTime, from.endTime);
    return rddsBetween(this, from, to!);
  }
}

type UserFunctions = readonly [(argument: unknown) => never];

const mapped = engineFunction(
  "DStream.map",
  ([f]: UserFunctions) =>
    (rdd: RDD<unknown>) =>
      rdd.map(f),
);

const flatMapped = engineFunction(
  "DStream.flatMap",
  ([f]: UserFunctions) =>
    (rdd: RDD<unknown>) =>
      rdd.flatMap(f),
);

const filtered = engineFunction(
  "DStream.filter",
  ([f]: UserFunctions) =>
    (rdd: RDD<unknown>) =>
      rdd.filter(f),
);

const partitionsMapped = engineFunction(
  "DStream.mapPartitions",
  ([f]: UserFunctions, preservePartitioning: boolean) =>
    (rdd: RDD<unknown>) =>
      rdd.mapPartitions(f, preservePartitioning),
);

const glommed = engineNamed("DStream.glom", (rdd: RDD<unknown>) => rdd.glom());

const repartitioned = engineFunction(
  "DStream.repartition",
  (_: readonly [], numPartitions: number) => (rdd: RDD<unknown>) => rdd.repartition(numPartitions),
);

const ofOne = engineFunction(
  "DStream.transform",
  ([f]: readonly [(rdd: unknown, time: Time) => never]) =>
    (rdds: readonly unknown[], time: Time) =>
      f(rdds[0], time),
);

const ofTwo = engineFunction(
  "DStream.transformWith",
  ([f]: readonly [(rdd: unknown, other: unknown, time: Time) => never]) =>
    (rdds: readonly unknown[], time: Time) =>
      f(rdds[0], rdds[1], time),
);
