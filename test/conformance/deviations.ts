import type { EntryRecording, FailureRecording } from "./harness/recording.ts";
import type { Setting } from "./harness/run-case.ts";

/** A case in which Sluice does something else than Spark, on purpose. */
export interface Deviation {
  readonly reason: string;
  /** The settings in which it does; all of them if left out. In the others Sluice does what Spark does. */
  readonly settings?: readonly Setting[];
  /** The settings in which it is a race, so that Sluice may do what Spark did just as well. */
  readonly raceIn?: readonly Setting[];
  /** What Sluice does: each stands in place of what was recorded for its time and output. Everything else is as recorded. */
  readonly instead?: readonly EntryRecording[];
  /** The error that Sluice ends in. */
  readonly error?: FailureRecording;
  /** Of the table of partitioners: the keys that Sluice puts elsewhere, as `TYPE KEY`. */
  readonly keys?: readonly string[];
}

const THREADS: readonly Setting[] = ["Node, threads", "Chromium, workers"];

const MORE_THAN_SPARK =
  "the message goes on where Spark's ends: it names the variable and its place, and what of it cannot be copied";
const TASK_NOT_SERIALIZABLE = {
  exception: "org.apache.spark.SparkException",
  message:
    "Task not serializable: the closure at SOURCE:LINE captures 'bad' (used at SOURCE:LINE), a Promise, which cannot be copied",
  cause: { exception: "java.io.NotSerializableException", message: "a Promise, which cannot be copied" },
};

const RULE = "-------------------------------------------";

/** Where Sluice differs from Spark for good, and why. A line that has become untrue fails the tests. */
export const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  "output/print-kinds": {
    reason:
      "JavaScript has one type of number, so that 2.0 is 2; a present Option is the value itself, an absent one undefined",
    instead: [
      {
        time: 1000,
        output: "stdout",
        stdout: `${RULE}\nTime: 1000 ms\n${RULE}\n(k,1)\n(1,(2,x))\n(s,List(1, 2))\n(o,1)\n(n,None)\n(nul,null)\n(d,15000000000)\n(d2,100)\n(b,true)\n(m,Map(a -> 1))\n\n`,
      },
    ],
  },
  "pair/reduceByKey-array-key": {
    reason:
      "types are gone at run time, so that the first key tells that keys are arrays: in a task, not while the batch is made",
    error: {
      afterBatch: 1000,
      error: {
        exception: "org.apache.spark.SparkException",
        message:
          "Job aborted due to stage failure: Task 0 in stage N.0 failed 1 times, most recent failure: Lost task 0.0 in stage N.0 (TID N) " +
          "(HOST executor driver): org.apache.spark.SparkException: Cannot use map-side combining with array keys.",
      },
    },
  },
  "rdd/zip-unequal": {
    reason:
      "three partitions are unequal: of two tasks that run at once either may fail first, and of two that take turns it is the first",
    raceIn: THREADS,
    instead: [
      {
        time: 1000,
        output: "zip",
        value: {
          exception: "org.apache.spark.SparkException",
          message:
            "Job aborted due to stage failure: Task 0 in stage N.0 failed 1 times, most recent failure: Lost task 0.0 in stage N.0 (TID N) " +
            "(HOST executor driver): org.apache.spark.SparkException: Can only zip RDDs with same number of elements in each partition",
          cause: {
            exception: "org.apache.spark.SparkException",
            message: "Can only zip RDDs with same number of elements in each partition",
          },
        },
      },
    ],
  },
  "rdd/pipe": {
    reason: "there are no other programs in a browser",
    settings: ["Chromium", "Chromium, workers"],
    instead: [{ time: 1000, output: "out", partitions: null }],
    error: {
      afterBatch: 1000,
      error: {
        exception: "org.apache.spark.SparkException",
        message:
          "Job aborted due to stage failure: Task N in stage N.0 failed 1 times, most recent failure: Lost task N.0 in stage N.0 (TID N) " +
          '(HOST executor driver): java.lang.UnsupportedOperationException: pipe cannot run "cat -n" here: there are no other programs in a browser',
        cause: {
          exception: "java.lang.UnsupportedOperationException",
          message: 'pipe cannot run "cat -n" here: there are no other programs in a browser',
        },
      },
    },
  },
  "rdd/toDebugString": {
    reason: "how many bytes a cached partition takes is Java's count there and ours here; everything else is the same",
    instead: [
      {
        time: 1000,
        output: "cogroup of plain",
        value: [
          "(2) MapPartitionsRDD[16] at cogroup at SOURCE:LINE []",
          " |  CoGroupedRDD[15] at cogroup at SOURCE:LINE []",
          " +-(2) MapPartitionsRDD[3] at map at SOURCE:LINE []",
          " |  |      CachedPartitions: 2; MemorySize: SIZE; DiskSize: 0.0 B",
          " |  |  MapPartitionsRDD[2] at flatMap at SOURCE:LINE []",
          " |  |  ParallelCollectionRDD[0] at makeRDD at SOURCE:LINE []",
          " +-(2) MapPartitionsRDD[3] at map at SOURCE:LINE []",
          "    |      CachedPartitions: 2; MemorySize: SIZE; DiskSize: 0.0 B",
          "    |  MapPartitionsRDD[2] at flatMap at SOURCE:LINE []",
          "    |  ParallelCollectionRDD[0] at makeRDD at SOURCE:LINE []",
        ].join("\n"),
      },
    ],
  },
  "errors/wal-no-checkpoint": {
    reason: "what a listener hears of an error is its text, which names its cause, and not the error itself",
    instead: [
      {
        time: null,
        output: "first failed receiver job",
        value: {
          exception: "org.apache.spark.SparkException",
          message:
            "Job aborted due to stage failure: Task 0 in stage N.0 failed 1 times, most recent failure: Lost task 0.0 in stage N.0 (TID N) " +
            "(HOST executor driver): org.apache.spark.SparkException: Cannot enable receiver write-ahead log without checkpoint directory set. " +
            "Please use streamingContext.checkpoint() to set the checkpoint directory. See documentation for more details.",
        },
      },
    ],
  },
  "errors/not-serializable-map": {
    reason: MORE_THAN_SPARK,
    instead: [{ time: null, output: "map", value: TASK_NOT_SERIALIZABLE }],
  },
  "errors/not-serializable-rdd": {
    reason: MORE_THAN_SPARK,
    instead: [{ time: 1000, output: "rdd.map", value: TASK_NOT_SERIALIZABLE }],
  },
  "hashPartitioner/table": {
    reason:
      "JavaScript has one type of number: a whole one counts as an Int or a Long; a present Option is the value itself",
    keys: [
      'Double "-0.0"',
      'Double "1.0"',
      'Double "-1.0"',
      'Double "1.0E10"',
      'Double "2.147483648E9"',
      'Double "3.0E9"',
      'Some {"some":"a"}',
    ],
  },
};

/** A case of which only some outputs wait for operations that do not exist yet. */
export interface Part {
  readonly missing: readonly string[];
  readonly outputs: readonly string[];
}

/** Cases of which a part is run already: the outputs named here are left out until one of the operations exists. */
export const PARTS: Readonly<Record<string, Part>> = {};

/**
 * Cases that nobody can run yet, and the operations that they wait for. Once all of them exist, the case has to be ported: the tests fail.
 * What is no operation (`the …`) is taken on trust.
 */
export const NOT_YET: Readonly<Record<string, readonly string[]>> = {
  // output
  // errors
  // rest
  "rest/streaming": ["the REST API"],
};
