import type { SparkConf } from "../conf/spark-conf.ts";
import type { Trace } from "../trace/trace.ts";
import type { CollectionAccumulator, NumberAccumulator } from "./accumulator.ts";
import type { RDDBase } from "./base.ts";
import type { Broadcast } from "./broadcast.ts";
import type { JobPromise, PartitionAction } from "./job.ts";
import type { RDDKind } from "./kind.ts";
import type { AnyRecord, RDD } from "./rdd.ts";
import type { TaskHost } from "./task-context.ts";

/** Runs `action` on the given partitions of `rdd` (all, if none are given); results in their order. */
export type RunJob = <T, R>(
  rdd: RDDBase<T>,
  action: PartitionAction<T, R>,
  partitions?: readonly number[],
) => Promise<R[]>;

/** What a program may do with the SparkContext that it reaches through an RDD; all of it is documented there. */
export interface SparkContextOfRDD {
  readonly conf: SparkConf;
  readonly appName: string;
  readonly master: string;
  readonly defaultParallelism: number;
  range(start: number, end: number, step?: number, numSlices?: number): RDD<number>;
  parallelize<T extends AnyRecord>(records: readonly T[], numSlices?: number): RDD<T>;
  makeRDD<T extends AnyRecord>(records: readonly T[], numSlices?: number): RDD<T>;
  emptyRDD<T>(): RDD<T>;
  union<T>(rdds: readonly RDD<T>[]): RDD<T>;
  textFile(path: string, minPartitions?: number): RDD<string>;
  wholeTextFiles(path: string, minPartitions?: number): RDD<[string, string]>;
  objectFile<T>(path: string, minPartitions?: number): RDD<T>;
  broadcast<T>(value: T): Broadcast<T>;
  longAccumulator(name?: string): NumberAccumulator;
  doubleAccumulator(name?: string): NumberAccumulator;
  collectionAccumulator<T>(name?: string): CollectionAccumulator<T>;
}

/** What is kept of an RDD; sizes in bytes. Spark: `RDDInfo`. */
export interface RDDStorageInfo {
  readonly cachedPartitions: number;
  readonly memorySize: number;
  readonly diskSize: number;
}

/** What an RDD needs of the SparkContext in which it lives. */
export interface RDDContext extends SparkContextOfRDD {
  readonly trace: Trace;
  /** The driver's outside world. */
  readonly host: TaskHost;
  newRddId(): number;
  newRDD<T>(kind: RDDKind<T>): RDD<T>;
  newShuffleId(): number;
  /** Checks that `f` can travel to an executor, and gives it back; throws "Task not serializable". */
  clean<F>(f: F): F;
  /** Makes an action of the driver's out of one or more jobs on `rdd`: what the user awaits. */
  action<R>(rdd: RDDBase<unknown>, work: (runJob: RunJob) => Promise<R>): JobPromise<R>;
  /** Runs a job at once, as Spark does where an operation needs to look at the records while it is being declared. */
  runJobNow<T, R>(rdd: RDDBase<T>, action: PartitionAction<T, R>, partitions?: readonly number[]): R[];
  /** A seed, where the user gives none. */
  newSeed(): number;
  /** What is kept of an RDD right now; undefined when it is nothing. */
  storageInfo(rdd: RDDBase<unknown>): RDDStorageInfo | undefined;
  /** Does an action of `rdd` refuse to write where there is something already? */
  validatesOutput(rdd: RDDBase<unknown>): boolean;
  /** Where `checkpoint` writes; undefined until it is set. */
  readonly checkpointDir: string | undefined;
  /** An RDD has been marked: after the next job somebody has to look. */
  checkpointMarked(): void;
  /** Frees what is kept of an RDD. */
  unpersist(rdd: RDDBase<unknown>): void;
}
