import { IllegalArgumentError } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import { BoundedQueue } from "../bounded-queue.ts";
import { engineFunction } from "../engine-function.ts";
import type { JobPromise } from "../job.ts";
import { naturalOrder, type Ordering, reverseOrder } from "../ordering.ts";
import { engineAction, joined } from "../partition-actions.ts";
import type { RDD } from "../rdd.ts";
import { Reductions } from "./reductions.ts";

/** Operations by the order of the records: the natural one, unless a comparator is given. */
export class OrderedOperations<T> extends Reductions<T> {
  /**
   * The records sorted by `f` of them. Runs a job at once that looks at a sample of the keys, unless there is only one partition.
   * @spark RDD.sortBy
   * @example sc.parallelize(["ccc", "a", "bb"]).sortBy((word) => word.length); // "a", "bb", "ccc"
   */
  sortBy<K>(
    f: (record: T) => K,
    ascending = true,
    numPartitions = this.getNumPartitions(),
    ordering?: Ordering<K>,
  ): RDD<T> {
    return this.keyBy(f).sortByKey<K, T>(ascending, numPartitions, ordering).values<K, T>();
  }

  /**
   * The `num` smallest records, in order.
   * @spark RDD.takeOrdered
   * @example await sc.parallelize([3, 1, 2]).takeOrdered(2); // [1, 2]
   */
  takeOrdered(num: number, ordering?: Ordering<T>): JobPromise<T[]> {
    return this.#takeOrdered("takeOrdered", num, ordering, true);
  }

  /**
   * The `num` largest records, the largest first.
   * @spark RDD.top
   * @example await sc.parallelize([3, 1, 2]).top(2); // [3, 2]
   */
  top(num: number, ordering?: Ordering<T>): JobPromise<T[]> {
    return this.#takeOrdered("top", num, ordering, false);
  }

  #takeOrdered(name: string, num: number, ordering: Ordering<T> | undefined, ascending: boolean): JobPromise<T[]> {
    if (!(num >= 0)) throw new IllegalArgumentError(`k (${num}) must be nonnegative`, { code: "TAKE_ORDERED" });
    if (ordering !== undefined) this.clean(ordering);
    return this.action(async (runJob) => {
      if (num === 0) return [];
      const given = (ordering ?? naturalOrder) as Ordering<unknown>;
      const parts = await runJob(this as RDDBase<unknown>, firstOfPartition(name, [given], { num, ascending }));
      return joined(parts).sort(towards(given, ascending)).slice(0, num) as T[];
    });
  }

  /**
   * The largest record. Throws "empty collection" when there is none.
   * @spark RDD.max
   * @example await sc.parallelize([3, 1, 2]).max(); // 3
   */
  max(ordering?: Ordering<T>): JobPromise<T> {
    return this.#extreme("max", ordering, false);
  }

  /**
   * The smallest record. Throws "empty collection" when there is none.
   * @spark RDD.min
   * @example await sc.parallelize([3, 1, 2]).min(); // 1
   */
  min(ordering?: Ordering<T>): JobPromise<T> {
    return this.#extreme("min", ordering, true);
  }

  #extreme(name: string, ordering: Ordering<T> | undefined, smallest: boolean): JobPromise<T> {
    if (ordering !== undefined) this.clean(ordering);
    const pick = better([(ordering ?? naturalOrder) as never], smallest) as unknown as (a: T, b: T) => T;
    return this.action((runJob) => this.reduceBy(runJob, name, pick));
  }
}

function towards(ordering: Ordering<unknown>, ascending: boolean): Ordering<unknown> {
  return ascending ? ordering : reverseOrder(ordering);
}

const firstOfPartition = engineAction(
  "takeOrdered",
  (
    rdd: RDDBase<unknown>,
    partition,
    task,
    [ordering]: readonly [Ordering<unknown>],
    { num, ascending }: { readonly num: number; readonly ascending: boolean },
  ) => {
    const queue = new BoundedQueue<unknown>(num, towards(ordering, ascending));
    rdd.each(partition, task, (record) => queue.add(record));
    return queue.sorted();
  },
);

const better = engineFunction("better", ([ordering]: readonly [Ordering<unknown>], smallest: boolean) =>
  smallest
    ? (a: unknown, b: unknown) => (ordering(a, b) <= 0 ? a : b)
    : (a: unknown, b: unknown) => (ordering(a, b) >= 0 ? a : b),
);
