import type { SparkConf } from "../conf/spark-conf.ts";
import type { Trace } from "../trace/trace.ts";
import type { RDDBase } from "./base.ts";
import type { JobPromise, PartitionAction } from "./job.ts";
import type { RDDKind } from "./kind.ts";
import type { AnyRecord, RDD } from "./rdd.ts";

/** Runs `action` on the given partitions of `rdd` (all, if none are given); results in their order. */
export type RunJob = <T, R>(rdd: RDDBase<T>, action: PartitionAction<T, R>, partitions?: readonly number[]) => Promise<R[]>;

/** What an RDD needs of the SparkContext in which it lives. */
export interface RDDContext {
  readonly conf: SparkConf;
  readonly trace: Trace;
  readonly defaultParallelism: number;
  newRddId(): number;
  newRDD<T>(kind: RDDKind<T>): RDD<T>;
  newShuffleId(): number;
  /** Checks that `f` can travel to an executor, and gives it back; throws "Task not serializable". */
  clean<F>(f: F): F;
  /** Makes an action of the driver's out of one or more jobs on `rdd`: what the user awaits. */
  action<R>(rdd: RDDBase<unknown>, work: (runJob: RunJob) => Promise<R>): JobPromise<R>;
  /** Runs a job at once, as Spark does where an operation needs to look at the records while it is being declared. */
  runJobNow<T, R>(rdd: RDDBase<T>, action: PartitionAction<T, R>, partitions?: readonly number[]): R[];
  parallelize<T extends AnyRecord>(records: readonly T[], numSlices?: number): RDD<T>;
  union<T>(rdds: readonly RDD<T>[]): RDD<T>;
  /** Frees what is kept of an RDD. */
  unpersist(rdd: RDDBase<unknown>): void;
}
