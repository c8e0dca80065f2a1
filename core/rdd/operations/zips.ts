import { RDDBase } from "../base.ts";
import { NumberedRDD } from "../kinds/numbered.ts";
import { ZippedPartitionsRDD, zipRecords } from "../kinds/zipped.ts";
import { countOfPartition } from "../partition-actions.ts";
import type { AnyRecord, RDD } from "../rdd.ts";
import { SetOperations } from "./sets.ts";

/** Operations that put RDDs, or numbers, side by side. */
export class Zips<T> extends SetOperations<T> {
  /**
   * The first record with the first, the second with the second …: both need as many partitions, and as many records in each.
   * @spark RDD.zip
   * @example sc.parallelize([1, 2]).zip(sc.parallelize(["a", "b"])); // [1, "a"], [2, "b"]
   */
  zip<U>(other: RDD<U>): RDD<[T, U]> {
    return this.derive(new ZippedPartitionsRDD<[T, U]>([this as never, other as never], zipRecords as never));
  }

  /**
   * `f` over the iterators of the same partition of up to four RDDs, which need as many partitions, but not as many records.
   * @spark RDD.zipPartitions
   * @example sc.parallelize([1, 2]).zipPartitions(sc.parallelize(["a"]), (ns, words) => [...ns, ...words].map(String));
   */
  zipPartitions<B, V extends AnyRecord>(
    rdd2: RDD<B>,
    f: (a: IteratorObject<T>, b: IteratorObject<B>) => Iterable<V>,
    preservesPartitioning?: boolean,
  ): RDD<V>;
  /**
   * `f` over the iterators of the same partition of three RDDs, which need as many partitions, but not as many records.
   * @spark RDD.zipPartitions
   * @example sc.range(0, 9).zipPartitions(sc.range(0, 9), sc.range(0, 9), (a, b, c) => [...a, ...b, ...c]);
   */
  zipPartitions<B, C, V extends AnyRecord>(
    rdd2: RDD<B>,
    rdd3: RDD<C>,
    f: (a: IteratorObject<T>, b: IteratorObject<B>, c: IteratorObject<C>) => Iterable<V>,
    preservesPartitioning?: boolean,
  ): RDD<V>;
  /**
   * `f` over the iterators of the same partition of four RDDs, which need as many partitions, but not as many records.
   * @spark RDD.zipPartitions
   * @example
   * const numbers = sc.range(0, 9);
   * numbers.zipPartitions(numbers, numbers, numbers, (a, b, c, d) => [...a, ...b, ...c, ...d]);
   */
  zipPartitions<B, C, D, V extends AnyRecord>(
    rdd2: RDD<B>,
    rdd3: RDD<C>,
    rdd4: RDD<D>,
    f: (a: IteratorObject<T>, b: IteratorObject<B>, c: IteratorObject<C>, d: IteratorObject<D>) => Iterable<V>,
    preservesPartitioning?: boolean,
  ): RDD<V>;
  zipPartitions<V extends AnyRecord>(...args: readonly unknown[]): RDD<V> {
    const others = args.filter((arg) => arg instanceof RDDBase);
    const [f, preservesPartitioning] = args.slice(others.length) as [
      (...iterators: readonly IteratorObject<unknown>[]) => Iterable<V>,
      boolean?,
    ];
    return this.derive(new ZippedPartitionsRDD<V>([this as never, ...others], this.clean(f), preservesPartitioning));
  }

  /**
   * Every record with its index among all. Runs a job at once that counts the partitions, if there are more than one.
   * @spark RDD.zipWithIndex
   * @example sc.parallelize(["a", "b"]).zipWithIndex(); // ["a", 0], ["b", 1]
   */
  zipWithIndex(): RDD<[T, number]> {
    const counted = Array.from({ length: Math.max(this.getNumPartitions() - 1, 0) }, (_, i) => i);
    const counts =
      counted.length === 0
        ? []
        : this.context.runJobNow(this as RDDBase<unknown>, countOfPartition("zipWithIndex", [], undefined), counted);
    const starts = [0];
    for (const count of counts) starts.push(starts.at(-1)! + count);
    return this.derive(new NumberedRDD("ZippedWithIndexRDD", this, starts, 1));
  }

  /**
   * Every record with a number of its own: record i of partition p of n gets i·n + p. Runs no job.
   * @spark RDD.zipWithUniqueId
   * @example sc.parallelize(["a", "b", "c"], 2).zipWithUniqueId(); // ["a", 0], ["b", 1], ["c", 3]
   */
  zipWithUniqueId(): RDD<[T, number]> {
    const starts = Array.from({ length: this.getNumPartitions() }, (_, i) => i);
    return this.derive(new NumberedRDD("MapPartitionsRDD", this, starts, starts.length));
  }
}
