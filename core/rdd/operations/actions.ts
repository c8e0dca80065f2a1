import { require } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import type { RunJob } from "../context.ts";
import { emptyCollection } from "../empty-collection.ts";
import { counted, sum } from "../engine-functions.ts";
import type { JobPromise } from "../job.ts";
import { collectAll, countOfPartition, engineAction } from "../partition-actions.ts";
import { JavaRandom, randomizeInPlace } from "../random/java-random.ts";
import { fractionForSampleSize } from "../random/sample-size.ts";
import type { Seed } from "../random/seed.ts";
import { take } from "../take.ts";
import { Zips } from "./zips.ts";

/** Operations that compute: each runs one job or more and returns a promise of its result. */
export class Actions<T> extends Zips<T> {
  protected action<R>(work: (runJob: RunJob) => Promise<R>): JobPromise<R> {
    return this.context.action(this, work);
  }

  /**
   * All records, in the order of the partitions.
   * @spark RDD.collect
   * @example await sc.parallelize([1, 2, 3]).collect(); // [1, 2, 3]
   */
  collect(): JobPromise<T[]> {
    return this.action((runJob) => collectAll<T>(runJob, this, "collect"));
  }

  /**
   * All records in the order of the partitions, one job for each partition, when its first record is asked for.
   * @spark RDD.toLocalIterator
   * @example for await (const n of sc.range(0, 1000).toLocalIterator()) console.log(n);
   */
  async *toLocalIterator(): AsyncGenerator<T, void> {
    for (let partition = 0; partition < this.getNumPartitions(); partition++) {
      yield* await this.action((runJob) => collectAll<T>(runJob, this, "toLocalIterator", [partition]));
    }
  }

  /**
   * How many records there are.
   * @spark RDD.count
   * @example await sc.parallelize([1, 2, 3]).count(); // 3
   */
  count(): JobPromise<number> {
    return this.action((runJob) => this.#count(runJob, "count"));
  }

  async #count(runJob: RunJob, name: string): Promise<number> {
    const counts = await runJob(this as RDDBase<unknown>, countOfPartition(name, [], undefined));
    return counts.reduce((a, b) => a + b, 0);
  }

  /**
   * How often each record occurs. The result has to fit into the driver's memory.
   * @spark RDD.countByValue
   * @example await sc.parallelize(["a", "b", "a"]).countByValue(); // Map { "b" => 1, "a" => 2 }
   */
  countByValue(): JobPromise<Map<T, number>> {
    return this.action(async (runJob) => {
      const counts = this.map<[T, number]>(counted).reduceByKey<T, number>(sum);
      return new Map(await collectAll(runJob, counts, "countByValue"));
    });
  }

  /**
   * The first `num` records; reads as few partitions as it can.
   * @spark RDD.take
   * @example await sc.range(0, 1000).take(3); // [0, 1, 2]
   */
  take(num: number): JobPromise<T[]> {
    return this.action((runJob) => take(runJob, this, num, "take"));
  }

  /**
   * The first record. Throws "empty collection" when there is none.
   * @spark RDD.first
   * @example await sc.parallelize([1, 2, 3]).first(); // 1
   */
  first(): JobPromise<T> {
    return this.action(async (runJob) => {
      const taken = await take(runJob, this, 1, "first");
      if (taken.length === 0) throw emptyCollection();
      return taken[0]!;
    });
  }

  /**
   * Is there no record at all?
   * @spark RDD.isEmpty
   * @example if (!(await numbers.isEmpty())) console.log(await numbers.first());
   */
  isEmpty(): JobPromise<boolean> {
    return this.action(
      async (runJob) => this.getNumPartitions() === 0 || (await take(runJob, this, 1, "isEmpty")).length === 0,
    );
  }

  /**
   * A random sample of exactly `num` records, or of all if there are not so many. The same seed gives the same records as on Spark.
   * @spark RDD.takeSample
   * @example await sc.range(0, 1000).takeSample(false, 5, 42);
   */
  takeSample(withReplacement: boolean, num: number, seed: Seed = this.context.newSeed()): JobPromise<T[]> {
    require(num >= 0, () => "Negative number of elements requested", { code: "SAMPLE_SIZE" });
    require(num <= LARGEST_SAMPLE, () =>
      "Cannot support a sample size > Int.MaxValue - 10.0 * math.sqrt(Int.MaxValue)", { code: "SAMPLE_SIZE" });
    return this.action(async (runJob) => {
      if (num === 0) return [];
      const count = await this.#count(runJob, "takeSample");
      if (count === 0) return [];
      const random = new JavaRandom(seed);
      if (!withReplacement && num >= count)
        return randomizeInPlace(await collectAll<T>(runJob, this, "takeSample"), random);
      const fraction = fractionForSampleSize(num, count, withReplacement);
      const sample = () =>
        collectAll<T>(runJob, this.sample(withReplacement, fraction, random.nextAnyInt()), "takeSample");
      let records = await sample();
      for (let repeat = 0; records.length < num; repeat++) {
        this.context.trace.warn(
          `Needed to re-sample due to insufficient sample size. Repeat #${repeat}`,
          "SAMPLE_TOO_SMALL",
        );
        records = await sample();
      }
      return randomizeInPlace(records, random).slice(0, num);
    });
  }

  /**
   * Runs `f` for every record, on the executors. `f` may be async; a partition's records are taken one after the other.
   * @spark RDD.foreach
   * @example
   * const total = sc.longAccumulator("total");
   * await sc.parallelize([1, 2, 3]).foreach((n) => total.add(n));
   */
  foreach(f: (record: T) => unknown): JobPromise<void> {
    this.clean(f);
    return this.action(async (runJob) => {
      await runJob(this as RDDBase<unknown>, forEachRecord("foreach", [f as never], undefined));
    });
  }

  /**
   * Runs `f` for every partition's records, on the executors. `f` may be async.
   * @spark RDD.foreachPartition
   * @example await sc.parallelize([1, 2, 3]).foreachPartition((records) => console.log([...records].length));
   */
  foreachPartition(f: (records: IteratorObject<T>) => unknown): JobPromise<void> {
    this.clean(f);
    return this.action(async (runJob) => {
      await runJob(this as RDDBase<unknown>, forEachPartition("foreachPartition", [f as never], undefined));
    });
  }
}

/** Spark leaves room for the ten standard deviations that it samples too much. */
const LARGEST_SAMPLE = 2 ** 31 - 1 - Math.floor(10 * Math.sqrt(2 ** 31 - 1));

const forEachRecord = engineAction(
  "foreach",
  (rdd: RDDBase<unknown>, partition, task, [f]: readonly [(record: unknown) => unknown], _data: undefined) => {
    let pending: Promise<unknown> | undefined;
    rdd.each(partition, task, (record) => {
      if (pending !== undefined) {
        pending = pending.then(() => f(record));
        return;
      }
      const result = f(record);
      if (isThenable(result)) pending = Promise.resolve(result);
    });
    // what the function gives is of no interest
    return pending?.then(() => undefined);
  },
);

const forEachPartition = engineAction(
  "foreachPartition",
  (
    rdd: RDDBase<unknown>,
    partition,
    task,
    [f]: readonly [(records: IteratorObject<unknown>) => unknown],
    _data: undefined,
  ) => {
    const result = f(rdd.iterator(partition, task));
    return isThenable(result) ? Promise.resolve(result).then(() => undefined) : undefined;
  },
);

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
