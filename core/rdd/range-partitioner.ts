import { require } from "../conf/errors.ts";
import type { RDDBase } from "./base.ts";
import { keyOfPair } from "./engine-functions.ts";
import { MappedRDD } from "./kinds/mapped.ts";
import { PartitionPruningRDD } from "./kinds/pruned.ts";
import { SampledRDD } from "./kinds/sampled.ts";
import { naturalOrder, type Ordering } from "./ordering.ts";
import { engineAction, joined, recordsOfPartition } from "./partition-actions.ts";
import { Partitioner } from "./partitioner.ts";
import { byteswap32 } from "./random/java-random.ts";
import { Reservoir } from "./random/reservoir.ts";
import type { TaskContext } from "./task-context.ts";

/** From so many bounds on, a key's place is searched by halves. */
const BINARY_SEARCH_FROM = 129;

/** What one partition told about its keys. */
interface Sketch<K> {
  readonly partition: number;
  readonly count: number;
  readonly sample: readonly K[];
}

interface Candidate<K> {
  readonly key: K;
  /** How many keys it stands for. */
  readonly weight: number;
}

/**
 * Partitions by ranges of keys, about equally many records each: every key of a partition is before all keys of the next one. Where the
 * ranges end is found by a job over a sample, which runs when the partitioner is made; there may be fewer ranges than asked for.
 * @spark org.apache.spark.RangePartitioner
 * @example const partitioner = new RangePartitioner(4, sc.parallelize([["b", 2], ["a", 1]]));
 */
export class RangePartitioner<K> extends Partitioner {
  /**
   * How many partitions there are: perhaps fewer than asked for, where there are not so many keys.
   * @spark RangePartitioner.numPartitions
   */
  readonly numPartitions: number;
  /** The last key of each partition but the last. */
  private readonly bounds: readonly K[];
  private readonly ascending: boolean;
  private readonly ordering: Ordering<K> | undefined;

  /** `ordering` is the keys' natural order unless it is given. */
  constructor(
    partitions: number,
    rdd: RDDBase<readonly [K, unknown]>,
    ascending?: boolean,
    ordering?: Ordering<K>,
    samplePointsPerPartitionHint?: number,
  );
  /** For the engine: the same bounds with another comparator. */
  constructor(bounds: readonly K[], ascending: boolean, ordering: Ordering<K> | undefined);
  constructor(
    given: number | readonly K[],
    second: RDDBase<readonly [K, unknown]> | boolean,
    third?: boolean | Ordering<K>,
    ordering?: Ordering<K>,
    samplePointsPerPartitionHint = 20,
  ) {
    super();
    if (typeof given !== "number") {
      this.bounds = given;
      this.ascending = second as boolean;
      this.ordering = third as Ordering<K> | undefined;
    } else {
      const rdd = second as RDDBase<readonly [K, unknown]>;
      this.ordering = ordering === undefined ? undefined : rdd.context.clean(ordering);
      this.ascending = third !== false;
      this.bounds = findBounds(given, rdd, ordering ?? naturalOrder, samplePointsPerPartitionHint);
    }
    this.numPartitions = this.bounds.length + 1;
  }

  /** For the engine. */
  override get functions(): readonly unknown[] {
    return this.ordering === undefined ? [] : [this.ordering];
  }

  /** For the engine. */
  override forTask(task: Pick<TaskContext, "own">): Partitioner {
    if (this.ordering === undefined) return this;
    return new RangePartitioner(this.bounds, this.ascending, task.own(this.ordering));
  }

  /**
   * The range in which `key` is.
   * @spark RangePartitioner.getPartition
   */
  getPartition(key: unknown): number {
    const range = this.range(key as K);
    return this.ascending ? range : this.bounds.length - range;
  }

  /** The number of bounds before `key`. */
  private range(key: K): number {
    const bounds = this.bounds;
    if (bounds.length >= BINARY_SEARCH_FROM) return this.search(key);
    let range = 0;
    if (this.ordering !== undefined) while (range < bounds.length && this.ordering(key, bounds[range]!) > 0) range++;
    else if (typeof key === "string") while (range < bounds.length && isAfterText(key, bounds[range])) range++;
    else while (range < bounds.length && naturalOrder(key, bounds[range]) > 0) range++;
    return range;
  }

  private search(key: K): number {
    const ordering: Ordering<K> = this.ordering ?? naturalOrder;
    let low = 0;
    let high = this.bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ordering(key, this.bounds[middle]!) > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Has it the same bounds, in the same order?
   * @spark RangePartitioner.equals
   */
  override equals(other: unknown): boolean {
    if (!(other instanceof RangePartitioner) || other.ascending !== this.ascending || other.ordering !== this.ordering)
      return false;
    const ordering: Ordering<K> = this.ordering ?? naturalOrder;
    return (
      other.bounds.length === this.bounds.length &&
      this.bounds.every((bound, i) => ordering(bound, other.bounds[i] as K) === 0)
    );
  }
}

function isAfterText(key: string, bound: unknown): boolean {
  return typeof bound === "string" ? key > bound : naturalOrder(key, bound) > 0;
}

function findBounds<K>(
  partitions: number,
  rdd: RDDBase<readonly [K, unknown]>,
  ordering: Ordering<K>,
  samplePoints: number,
): readonly K[] {
  require(Number.isInteger(partitions) && partitions >= 0, () =>
    `Number of partitions cannot be negative but found ${partitions}.`, {
    code: "NUM_PARTITIONS",
  });
  require(samplePoints > 0, () => `Sample points per partition must be greater than 0 but found ${samplePoints}`, {
    code: "SAMPLE_POINTS",
  });
  if (partitions <= 1) return [];
  const sampleSize = Math.min(samplePoints * partitions, 1e6);
  const perPartition = Math.ceil((3 * sampleSize) / rdd.getNumPartitions());
  const sketches = sketch(rdd, perPartition);
  const count = sketches.reduce((sum, each) => sum + each.count, 0);
  if (count === 0) return [];
  const candidates = weigh(rdd, sketches, Math.min(sampleSize / count, 1), perPartition);
  return determineBounds(candidates, Math.min(partitions, candidates.length), ordering);
}

/** A sample of the keys of every partition. */
function sketch<K>(rdd: RDDBase<readonly [K, unknown]>, size: number): Sketch<K>[] {
  const shift = keysOf(rdd).id;
  // on Spark the sketch is an RDD, and its seeds come from the RDDs' numbers
  rdd.context.newRddId();
  const action = sketchPartition("sortByKey", [], { size, shift });
  return rdd.context.runJobNow(rdd as RDDBase<readonly [unknown, unknown]>, action) as Sketch<K>[];
}

const sketchPartition = engineAction(
  "sketch",
  (
    rdd: RDDBase<readonly [unknown, unknown]>,
    partition,
    task,
    _functions: readonly [],
    { size, shift }: { readonly size: number; readonly shift: number },
  ) => {
    const reservoir = new Reservoir<unknown>(size, byteswap32(partition ^ (shift << 16)));
    rdd.each(partition, task, (pair) => reservoir.add(pair[0]));
    return { partition, count: reservoir.count, sample: reservoir.items };
  },
);

function keysOf<K>(rdd: RDDBase<readonly [K, unknown]>): RDDBase<K> {
  return rdd.context.newRDD(new MappedRDD(rdd, keyOfPair<K>));
}

/** The sampled keys with what each stands for; partitions with far more records than others are sampled once more. */
function weigh<K>(
  rdd: RDDBase<readonly [K, unknown]>,
  sketches: readonly Sketch<K>[],
  fraction: number,
  perPartition: number,
): Candidate<K>[] {
  const large = sketches.filter((each) => fraction * each.count > perPartition);
  const candidates: Candidate<K>[] = [];
  for (const each of sketches) {
    if (large.includes(each)) continue;
    const weight = Math.fround(each.count / each.sample.length);
    for (const key of each.sample) candidates.push({ key, weight });
  }
  if (large.length > 0) {
    const weight = Math.fround(1 / fraction);
    for (const key of sampleAgain(
      rdd,
      large.map((each) => each.partition),
      fraction,
    ))
      candidates.push({ key, weight });
  }
  return candidates;
}

function sampleAgain<K>(rdd: RDDBase<readonly [K, unknown]>, partitions: readonly number[], fraction: number): K[] {
  const from = byteswap32(-rdd.id - 1);
  const pruned = rdd.context.newRDD(new PartitionPruningRDD(keysOf(rdd), partitions));
  const sampled = rdd.context.newRDD(
    new SampledRDD("PartitionwiseSampledRDD", pruned, { type: "bernoulli", fraction }, { rule: "drawn", from }),
  );
  return joined(
    rdd.context.runJobNow(sampled as RDDBase<unknown>, recordsOfPartition("sortByKey", [], undefined)),
  ) as K[];
}

/** Keys that cut the candidates into ranges of about the same weight. */
function determineBounds<K>(candidates: readonly Candidate<K>[], partitions: number, ordering: Ordering<K>): K[] {
  const ordered = [...candidates].sort((a, b) => ordering(a.key, b.key));
  const step = ordered.reduce((sum, each) => sum + each.weight, 0) / partitions;
  const bounds: K[] = [];
  let weight = 0;
  let target = step;
  for (const each of ordered) {
    if (bounds.length >= partitions - 1) break;
    weight += each.weight;
    if (weight < target) continue;
    if (bounds.length > 0 && ordering(each.key, bounds.at(-1)!) <= 0) continue;
    bounds.push(each.key);
    target += step;
  }
  return bounds;
}
