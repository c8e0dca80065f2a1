import { require } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import type { RunJob } from "../context.ts";
import { copyOf } from "../copy.ts";
import { emptyCollection } from "../empty-collection.ts";
import { engineFunction } from "../engine-function.ts";
import type { JobPromise } from "../job.ts";
import { engineAction } from "../partition-actions.ts";
import { HashPartitioner } from "../partitioner.ts";
import type { AnyRecord, AnyZero, RDD } from "../rdd.ts";
import { Piping } from "./piping.ts";

/** Actions that make one value of all records. */
export class Reductions<T> extends Piping<T> {
  /**
   * All records reduced by `f`, which has to be commutative and associative. Throws "empty collection" when there are none.
   * @spark RDD.reduce
   * @example await sc.parallelize([1, 2, 3]).reduce((a, b) => a + b); // 6
   */
  reduce(f: (a: T, b: T) => T): JobPromise<T> {
    this.clean(f);
    return this.action((runJob) => this.reduceBy(runJob, "reduce", f));
  }

  /** `reduce`, as a part of an action called `name`. */
  protected async reduceBy(runJob: RunJob, name: string, f: (a: T, b: T) => T): Promise<T> {
    const parts = (await runJob(this as RDDBase<unknown>, reducePartition(name, [f as never], undefined))) as (
      | Some<T>
      | undefined
    )[];
    const values = parts.filter((part) => part !== undefined).map((part) => part.value);
    if (values.length === 0) throw emptyCollection();
    return values.reduce((a, b) => f(a, b));
  }

  /**
   * `reduce` in several steps on the executors, so that the driver has less to do where there are many partitions.
   * @spark RDD.treeReduce
   * @example await sc.range(0, 1000, 1, 64).treeReduce((a, b) => a + b); // 499500
   */
  treeReduce(f: (a: T, b: T) => T, depth = 2): JobPromise<T> {
    checkDepth(depth);
    this.clean(f);
    const combine = combineOptions([f as never], undefined) as unknown as Combine<Some<T> | undefined>;
    return this.action(async (runJob) => {
      const reduced = await treeAggregate<T, Some<T> | undefined>(runJob, this, "treeReduce", {
        zeroValue: undefined,
        seqOp: combineRecord([f as never], undefined) as never,
        combOp: combine,
        depth,
      });
      if (reduced === undefined) throw emptyCollection();
      return reduced.value;
    });
  }

  /**
   * All records folded by `op`, which begins with `zeroValue` in every partition, and once more in the driver. So the zero value has to be
   * one that changes nothing.
   * @spark RDD.fold
   * @example await sc.parallelize([1, 2, 3]).fold(0, (a, b) => a + b); // 6
   */
  fold(zeroValue: T, op: (a: T, b: T) => T): JobPromise<T> {
    this.clean(op);
    const zero = copyOf(zeroValue);
    return this.action((runJob) => aggregate<T, T>(runJob, this, "fold", zero, op, op));
  }

  /**
   * All records aggregated to a value of another type: by `seqOp` in each partition, the partitions' results by `combOp`; both begin with
   * `zeroValue`, and may change their first argument and return it.
   * @spark RDD.aggregate
   * @example await sc.parallelize(["a", "bcd"]).aggregate(0, (sum, word) => sum + word.length, (a, b) => a + b); // 4
   */
  aggregate<U extends AnyZero>(
    zeroValue: U,
    seqOp: (aggregate: U, record: T) => U,
    combOp: (a: U, b: U) => U,
  ): JobPromise<U>;
  /**
   * All records aggregated to a value of another type: by `seqOp` in each partition, the partitions' results by `combOp`; both begin with `zeroValue`.
   * @spark RDD.aggregate
   * @example await sc.parallelize([1, 2]).aggregate({ sum: 0 }, ({ sum }, n) => ({ sum: sum + n }), (a, b) => ({ sum: a.sum + b.sum }));
   */
  aggregate<U>(zeroValue: U, seqOp: (aggregate: U, record: T) => U, combOp: (a: U, b: U) => U): JobPromise<U>;
  aggregate<U>(zeroValue: U, seqOp: (aggregate: U, record: T) => U, combOp: (a: U, b: U) => U): JobPromise<U> {
    this.clean(seqOp);
    this.clean(combOp);
    const zero = copyOf(zeroValue);
    return this.action((runJob) => aggregate<T, U>(runJob, this, "aggregate", zero, seqOp, combOp));
  }

  /**
   * `aggregate` in several steps on the executors, so that the driver has less to do where there are many partitions.
   * @spark RDD.treeAggregate
   * @example await sc.range(0, 1000, 1, 64).treeAggregate(0, (sum, n) => sum + n, (a, b) => a + b); // 499500
   */
  treeAggregate<U extends AnyZero>(
    zeroValue: U,
    seqOp: (aggregate: U, record: T) => U,
    combOp: (a: U, b: U) => U,
    depth?: number,
  ): JobPromise<U>;
  /**
   * `aggregate` in several steps on the executors, so that the driver has less to do where there are many partitions.
   * @spark RDD.treeAggregate
   * @example await sc.range(0, 9).treeAggregate({ sum: 0 }, ({ sum }, n) => ({ sum: sum + n }), (a, b) => ({ sum: a.sum + b.sum }));
   */
  treeAggregate<U>(
    zeroValue: U,
    seqOp: (aggregate: U, record: T) => U,
    combOp: (a: U, b: U) => U,
    depth?: number,
  ): JobPromise<U>;
  treeAggregate<U>(
    zeroValue: U,
    seqOp: (aggregate: U, record: T) => U,
    combOp: (a: U, b: U) => U,
    depth = 2,
  ): JobPromise<U> {
    checkDepth(depth);
    this.clean(seqOp);
    this.clean(combOp);
    const zero = copyOf(zeroValue);
    return this.action((runJob) =>
      treeAggregate<T, U>(runJob, this, "treeAggregate", { zeroValue: zero, seqOp, combOp, depth }),
    );
  }
}

type Combine<U> = (a: U, b: U) => U;

/** A value that there is; instead of it there may be none. */
interface Some<T> {
  value: T;
}

function checkDepth(depth: number): void {
  require(depth >= 1, () => `Depth must be greater than or equal to 1 but got ${depth}.`, { code: "TREE_DEPTH" });
}

async function aggregate<T, U>(
  runJob: RunJob,
  rdd: RDDBase<T>,
  name: string,
  zero: U,
  seqOp: (aggregate: U, record: T) => U,
  combOp: Combine<U>,
): Promise<U> {
  const parts = (await runJob(rdd as RDDBase<unknown>, aggregatePartition(name, [seqOp as never], zero))) as Some<U>[];
  return parts.reduce((value, part) => combOp(value, part.value), copyOf(zero));
}

interface TreeAggregation<T, U> {
  readonly zeroValue: U;
  readonly seqOp: (aggregate: U, record: T) => U;
  readonly combOp: Combine<U>;
  readonly depth: number;
}

/** Spark's tree: as long as it saves time, a shuffle brings the partitions' results together in fewer partitions. */
async function treeAggregate<T, U>(
  runJob: RunJob,
  rdd: RDDBase<T>,
  name: string,
  tree: TreeAggregation<T, U>,
): Promise<U> {
  const { zeroValue, seqOp, combOp, depth } = tree;
  let count = rdd.getNumPartitions();
  if (count === 0) return copyOf(zeroValue);
  let results = (rdd as RDD<T>).mapPartitions(foldRecords([seqOp as never], zeroValue) as never) as RDD<U>;
  const scale = Math.max(Math.ceil(count ** (1 / depth)), 2);
  while (count > scale + Math.ceil(count / scale)) {
    count = Math.floor(count / scale);
    const indexed = results.mapPartitionsWithIndex<[number, U & AnyRecord]>(underIndex([], count) as never);
    results = indexed.foldByKey<number, U>(zeroValue, combOp, new HashPartitioner(count)).values();
  }
  return aggregate(runJob, results, name, zeroValue, combOp, combOp);
}

const reducePartition = engineAction(
  "reduce",
  (rdd: RDDBase<unknown>, partition, task, [f]: readonly [(a: unknown, b: unknown) => unknown], _data: undefined) => {
    let reduced: Some<unknown> | undefined;
    rdd.each(partition, task, (record) => {
      if (reduced === undefined) reduced = { value: record };
      else reduced.value = f(reduced.value, record);
    });
    return reduced;
  },
);

const aggregatePartition = engineAction(
  "aggregate",
  (
    rdd: RDDBase<unknown>,
    partition,
    task,
    [seqOp]: readonly [(aggregate: unknown, record: unknown) => unknown],
    zero: unknown,
  ) => {
    let value = copyOf(zero);
    rdd.each(partition, task, (record) => {
      value = seqOp(value, record);
    });
    return { value };
  },
);

const foldRecords = engineFunction(
  "foldRecords",
  ([seqOp]: readonly [(value: unknown, record: unknown) => unknown], zero: unknown) =>
    (records: Iterable<unknown>) => {
      let value = copyOf(zero);
      for (const record of records) value = seqOp(value, record);
      return [value];
    },
);

const underIndex = engineFunction(
  "underIndex",
  (_: readonly [], partitions: number) => (index: number, values: IteratorObject<unknown>) =>
    values.map((value) => [index % partitions, value]),
);

const combineRecord = engineFunction(
  "combineRecord",
  ([f]: readonly [(a: unknown, b: unknown) => unknown], _: undefined) =>
    (reduced: Some<unknown> | undefined, record: unknown): Some<unknown> => ({
      value: reduced === undefined ? record : f(reduced.value, record),
    }),
);

const combineOptions = engineFunction(
  "combineOptions",
  ([f]: readonly [(a: unknown, b: unknown) => unknown], _: undefined) =>
    (a: Some<unknown> | undefined, b: Some<unknown> | undefined): Some<unknown> | undefined =>
      a === undefined ? b : b === undefined ? a : { value: f(a.value, b.value) },
);
