import { IllegalArgumentError } from "../../conf/errors.ts";
import { recordText } from "../../sinks/record-text.ts";
import type { RDDBase } from "../base.ts";
import type { RunJob } from "../context.ts";
import { emptyCollection } from "../empty-collection.ts";
import { bucketFunction, evenBuckets } from "../histogram.ts";
import type { JobPromise } from "../job.ts";
import { engineAction } from "../partition-actions.ts";
import type { RDD } from "../rdd.ts";
import { StatCounter } from "../stat-counter.ts";
import { OrderedOperations } from "./ordered.ts";

/** Actions on RDDs of numbers. Spark: `DoubleRDDFunctions`. */
export class NumericOperations<T> extends OrderedOperations<T> {
  /**
   * The sum of the numbers; 0 when there are none.
   * @spark DoubleRDDFunctions.sum
   * @example await sc.parallelize([1, 2, 3]).sum(); // 6
   */
  sum(this: RDD<number>): JobPromise<number> {
    return this.action(async (runJob) => {
      const sums = await runJob(this, sumOfPartition("sum", [], undefined));
      return sums.reduce((a, b) => a + b, 0);
    });
  }

  /**
   * Count, mean, variance, largest and smallest, in one pass.
   * @spark DoubleRDDFunctions.stats
   * @example const { mean, stdev } = await sc.parallelize([1, 2, 3]).stats();
   */
  stats(this: RDD<number>): JobPromise<StatCounter> {
    return this.action((runJob) => stats(runJob, this, "stats"));
  }

  /**
   * The mean of the numbers; 0 when there are none.
   * @spark DoubleRDDFunctions.mean
   * @example await sc.parallelize([1, 2, 3]).mean(); // 2
   */
  mean(this: RDD<number>): JobPromise<number> {
    return this.action(async (runJob) => (await stats(runJob, this, "mean")).mean);
  }

  /**
   * The variance of the numbers as the whole population.
   * @spark DoubleRDDFunctions.variance
   * @example await sc.parallelize([1, 3]).variance(); // 1
   */
  variance(this: RDD<number>): JobPromise<number> {
    return this.action(async (runJob) => (await stats(runJob, this, "variance")).variance);
  }

  /**
   * The standard deviation of the numbers as the whole population.
   * @spark DoubleRDDFunctions.stdev
   * @example await sc.parallelize([1, 3]).stdev(); // 1
   */
  stdev(this: RDD<number>): JobPromise<number> {
    return this.action(async (runJob) => (await stats(runJob, this, "stdev")).stdev);
  }

  /**
   * The variance of what the numbers are a sample of.
   * @spark DoubleRDDFunctions.sampleVariance
   * @example await sc.parallelize([1, 3]).sampleVariance(); // 2
   */
  sampleVariance(this: RDD<number>): JobPromise<number> {
    return this.action(async (runJob) => (await stats(runJob, this, "sampleVariance")).sampleVariance);
  }

  /**
   * The standard deviation of what the numbers are a sample of.
   * @spark DoubleRDDFunctions.sampleStdev
   * @example await sc.parallelize([1, 2, 3]).sampleStdev(); // 1
   */
  sampleStdev(this: RDD<number>): JobPromise<number> {
    return this.action(async (runJob) => (await stats(runJob, this, "sampleStdev")).sampleStdev);
  }

  /**
   * `variance`, by its full name.
   * @spark DoubleRDDFunctions.popVariance
   * @example await sc.parallelize([1, 3]).popVariance(); // 1
   */
  popVariance(this: RDD<number>): JobPromise<number> {
    return this.action(async (runJob) => (await stats(runJob, this, "popVariance")).popVariance);
  }

  /**
   * `stdev`, by its full name.
   * @spark DoubleRDDFunctions.popStdev
   * @example await sc.parallelize([1, 3]).popStdev(); // 1
   */
  popStdev(this: RDD<number>): JobPromise<number> {
    return this.action(async (runJob) => (await stats(runJob, this, "popStdev")).popStdev);
  }

  /**
   * How many numbers are in each of `bucketCount` buckets of the same width between the smallest and the largest: the buckets' bounds, and
   * the counts.
   * @spark DoubleRDDFunctions.histogram
   * @example await sc.parallelize([0, 1, 5, 10]).histogram(2); // [[0, 5, 10], [2, 2]]
   */
  histogram(this: RDD<number>, bucketCount: number): JobPromise<[number[], number[]]>;
  /**
   * How many numbers are in each bucket. `[0, 5, 10]` are the buckets from 0 to below 5, and from 5 to 10. With `evenBuckets` they count as
   * equally wide, which is faster.
   * @spark DoubleRDDFunctions.histogram
   * @example await sc.parallelize([0, 1, 5, 10]).histogram([0, 5, 10]); // [2, 2]
   */
  histogram(this: RDD<number>, buckets: readonly number[], evenBuckets?: boolean): JobPromise<number[]>;
  histogram(
    this: RDD<number>,
    given: number | readonly number[],
    even = false,
  ): JobPromise<[number[], number[]]> | JobPromise<number[]> {
    if (typeof given !== "number") {
      bucketFunction(given, even);
      const bounds = [...given];
      return this.action((runJob) => histogram(runJob, this, bounds, even));
    }
    return this.action(async (runJob): Promise<[number[], number[]]> => {
      const { min, max } = await extremes(runJob, this);
      const bounds = evenBuckets(min, max, given);
      bucketFunction(bounds, true);
      return [bounds, await histogram(runJob, this, bounds, true)];
    });
  }
}

async function stats(runJob: RunJob, rdd: RDD<number>, name: string): Promise<StatCounter> {
  if (rdd.getNumPartitions() === 0) throw emptyCollection();
  const parts = await runJob(rdd, statsOfPartition(name, [], name));
  return parts.reduce((a, b) => a.merge(b), new StatCounter());
}

async function extremes(runJob: RunJob, rdd: RDD<number>): Promise<{ readonly min: number; readonly max: number }> {
  if (rdd.getNumPartitions() === 0) throw emptyCollection();
  const parts = await runJob(rdd, extremesOfPartition("histogram", [], undefined));
  return { min: Math.min(...parts.map((part) => part.min)), max: Math.max(...parts.map((part) => part.max)) };
}

async function histogram(
  runJob: RunJob,
  rdd: RDD<number>,
  bounds: readonly number[],
  even: boolean,
): Promise<number[]> {
  const parts = await runJob(rdd, histogramOfPartition("histogram", [], { bounds, even }));
  return parts.reduce((sums, counts) => sums.map((sum, i) => sum + counts[i]!), noCounts(bounds));
}

function noCounts(bounds: readonly number[]): number[] {
  return new Array<number>(bounds.length - 1).fill(0);
}

const sumOfPartition = engineAction(
  "sum",
  (rdd: RDDBase<number>, partition, task, _functions: readonly [], _data: undefined) => {
    let sum = 0;
    rdd.each(partition, task, (n) => {
      sum += number(n, "sum");
    });
    return sum;
  },
);

const statsOfPartition = engineAction(
  "stats",
  (rdd: RDDBase<number>, partition, task, _functions: readonly [], operation: string) => {
    const counter = new StatCounter();
    rdd.each(partition, task, (n) => {
      counter.merge(number(n, operation));
    });
    return counter;
  },
);

const extremesOfPartition = engineAction(
  "extremes",
  (rdd: RDDBase<number>, partition, task, _functions: readonly [], _data: undefined) => {
    const extreme = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
    rdd.each(partition, task, (n) => {
      extreme.min = Math.min(extreme.min, number(n, "histogram"));
      extreme.max = Math.max(extreme.max, n);
    });
    return extreme;
  },
);

const histogramOfPartition = engineAction(
  "histogram",
  (
    rdd: RDDBase<number>,
    partition,
    task,
    _functions: readonly [],
    { bounds, even }: { readonly bounds: readonly number[]; readonly even: boolean },
  ) => {
    const counts = noCounts(bounds);
    const bucketOf = bucketFunction(bounds, even);
    rdd.each(partition, task, (n) => {
      const bucket = bucketOf(number(n, "histogram"));
      if (bucket >= 0) counts[bucket]!++;
    });
    return counts;
  },
);

/** Types are not there at run time, so that each record is looked at. */
function number(record: unknown, operation: string): number {
  if (typeof record === "number") return record;
  throw new IllegalArgumentError(`${operation} needs numbers, and this record is none: ${recordText(record)}`, {
    code: "NOT_A_NUMBER",
    advice: "Make numbers of the records first, for instance with map((record) => Number(record)).",
  });
}
