import { OrderedPairOperations } from "./operations/ordered-pairs.ts";

/** What a function may make of a record; the pair stands there so that `[word, 1]` is taken as a pair and not as a list. */
export type AnyRecord = [unknown, unknown] | {} | null | undefined;

/** What an aggregation may begin with: `[0, 0]` is taken as a pair, and `0` as any number. */
export type AnyZero = [unknown, unknown] | {};

/**
 * A resilient distributed dataset: a lazily computed collection in partitions, which knows how to compute each of them from its parents.
 * Transformations make a new RDD at once and compute nothing; actions return a promise of their result.
 * @spark org.apache.spark.rdd.RDD
 * @example const doubled: RDD<number> = sc.parallelize([1, 2, 3]).map((n) => n * 2);
 */
export class RDD<T> extends OrderedPairOperations<T> {
  /** What a task finds in place of an RDD that its function captured: every use of it explains SPARK-5063. For the engine. */
  static withoutContext<T = never>(id?: number): RDD<T> {
    const nothing = { name: "RDD", dependencies: [], numPartitions: 0, functions: [], each() {} };
    return new RDD<T>(undefined, nothing, id);
  }
}
