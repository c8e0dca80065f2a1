import type { Site } from "../conf/errors.ts";

/** The version of the trace's format; a reader refuses what it does not know. */
export const TRACE_VERSION = 1;

/** A record as it is shown: its text as `print` writes it; a pair as the texts of key and value. */
export type Preview = string | readonly [key: string, value: string];

/**
 * A failure as it is shown.
 * @spark none
 */
export interface ErrorInfo {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly advice?: string;
  /** Where in the user's own source. */
  readonly site?: Site;
  readonly stack?: string;
}

/** What an input stream brings to a batch. */
export interface BatchInput {
  /** Which of the program's input streams, counted from 0. */
  readonly stream: number;
  /** How many, where that is known when the batch is made; it is not for files. */
  readonly records: number;
  /** Of a stream of files, those that it found. */
  readonly files?: readonly string[];
}

/** What a stream shows of several intervals at once. */
export interface WindowInfo {
  readonly length: number;
  /** Is each made of the one before, by what enters and what leaves? Else all of its intervals are read. */
  readonly incremental: boolean;
}

/** Which files of which directory are a stream's. */
export interface FilesInfo {
  /** Absolute, maybe with wildcards. */
  readonly directory: string;
  /** Files that were changed at this time or before are never read. */
  readonly ignoreUpTo: number;
  /** Nor are files that are so much older than the batch, or more. */
  readonly remember: number;
}

/** That a stream keeps a state for each key. */
export interface StateInfo {
  /** The stream that does so: an inner one of `mapWithState`. */
  readonly dstream: number;
  /** After so long without a record a state may time out. */
  readonly timeout?: number;
}

/** What a batch did to the state of a key. `kept`: nothing, but the trace has not told of it before. */
export interface StateChange {
  readonly change: "added" | "updated" | "removed" | "timed-out" | "kept";
  readonly key: string;
  /** The state after the batch; of one that timed out, the last. */
  readonly state?: string;
}

/** An RDD that a job is computed from. Spark: `RDDInfo`. */
export interface RDDInfo {
  readonly rdd: number;
  /** `MapPartitionsRDD[2] at map at program.ts:12`. */
  readonly text: string;
  readonly parents: readonly {
    readonly rdd: number /** Between the two is this shuffle, and so the end of a stage. */;
    readonly shuffle?: number;
  }[];
  /** Its storage level, where it is to be kept. */
  readonly level?: string;
  /** Are all of its partitions kept? Then the job reads them, and nothing above is told. */
  readonly kept?: boolean;
  /** Was its lineage cut by a checkpoint? */
  readonly checkpointed?: boolean;
  /** The declared stream, and the batch, whose RDD it is. */
  readonly dstream?: number;
  readonly time?: number;
}

/** What a stream's rate was estimated from. */
export interface RateBatch {
  readonly time: number;
  /** Records of this stream in the batch. */
  readonly elements: number;
  readonly processingDelay: number;
  readonly schedulingDelay: number;
}

/** What a record of a write ahead log says: that of a receiver holds blocks, the driver's what became of them. */
export interface LogEntry {
  readonly entry: "block" | "block-added" | "batch-allocated" | "batches-cleaned";
  /** Of which receiver's stream, where it is about one. */
  readonly stream?: number;
  readonly block?: string;
  /** The batch that got blocks. */
  readonly time?: number;
}

/** How a stream keeps its RDDs, once the context has started. */
export interface KeptInfo {
  readonly dstream: number;
  /** The storage level, where they are kept at all. */
  readonly level?: string;
  /** How often an RDD is written to the checkpoint directory, where that is done. */
  readonly checkpoint?: number;
}

/** Who wrote to the console: the driver, or a task on an executor. */
export type Origin = "driver" | { readonly stage: number; readonly task: number };

/** All times and durations are in milliseconds; `time` is a batch time. */
export type TraceDetail =
  | {
      readonly kind: "application-started";
      readonly version: number;
      readonly appName: string;
      readonly master: string;
      readonly slots: number;
    }
  | { readonly kind: "application-stopped" }
  /**
   * The driver died on the spot, with all that was in its memory and its executors'. Its batches, jobs and tasks that had begun have no end. What comes next in
   * this trace is another driver's, whose numbers of jobs, stages, tasks, RDDs and shuffles begin anew.
   */
  | {
      readonly kind: "driver-died";
      /** Which driver of the run it was, counted from 1. */
      readonly attempt: number;
      /** It is started again after so long; when somebody does it, if left out. */
      readonly restart?: number;
    }
  /** The driver was started again: the program runs from its first line, in the same world. */
  | { readonly kind: "driver-started"; readonly attempt: number }
  /** Somebody lets something else go wrong, from outside of the program: what follows is the engine's own to tell. */
  | {
      readonly kind: "fault";
      readonly fault: "receiver-killed" | "executor-killed" | "writes-fail" | "tasks-slowed";
      readonly stream?: number;
      readonly executor?: number;
      /** Writes of which files fail: the next one, or all for `lasts`. */
      readonly files?: "checkpoint" | "log" | "any";
      /** How much longer tasks take: 0 is the end of it. */
      readonly by?: number;
      /** Only those of this one do. */
      readonly partition?: number;
      readonly lasts?: number;
    }
  /** A thread for tasks was started; its number is that of the slot. */
  | { readonly kind: "executor-added"; readonly executor: number }
  /** It is gone without having been asked to go, with all that it kept. */
  | { readonly kind: "executor-removed"; readonly executor: number; readonly reason: string }
  // the graph
  | {
      readonly kind: "dstream-declared";
      readonly dstream: number;
      /** The operation that made it, as the user wrote it: `socketTextStream`, `flatMap`, `reduceByKey`, … */
      readonly operation: string;
      readonly parents: readonly number[];
      readonly slide: number;
      readonly site?: Site;
      /** What else is worth showing: `localhost:9999`, `window 3 s`, … */
      readonly detail?: string;
      /** An input stream with a receiver has an id of its own, as in Spark. */
      readonly stream?: number;
      readonly window?: WindowInfo;
      readonly state?: StateInfo;
      readonly files?: FilesInfo;
    }
  | { readonly kind: "dstream-named"; readonly dstream: number; readonly name: string }
  | {
      readonly kind: "output-declared";
      readonly output: number;
      readonly dstream: number;
      readonly operation: string;
      readonly site?: Site;
    }
  | { readonly kind: "context-state"; readonly state: "INITIALIZED" | "ACTIVE" | "STOPPED" }
  | {
      readonly kind: "streaming-started";
      readonly zeroTime: number;
      readonly batchInterval: number;
      readonly blockInterval: number;
      /** The declared streams that keep their RDDs, by themselves or by an inner step. */
      readonly kept?: readonly KeptInfo[];
    }
  // intake
  | { readonly kind: "receiver-started"; readonly stream: number; readonly name: string; readonly slot: number }
  | { readonly kind: "receiver-waiting"; readonly stream: number; readonly name: string; readonly reason: string }
  | {
      readonly kind: "receiver-error";
      readonly stream: number;
      readonly message: string;
      readonly error: string;
      /** The receiver starts again because of it, and has not only reported it. */
      readonly restart?: boolean;
    }
  | { readonly kind: "receiver-restarting"; readonly stream: number; readonly message: string; readonly delay: number }
  | {
      readonly kind: "receiver-stopped";
      readonly stream: number;
      readonly message: string;
      /** What went wrong, if it was that. */
      readonly error?: string;
    }
  /** A receiver may take other than so many records a second from now on; when it begins, only where there is a limit. */
  | {
      readonly kind: "rate-changed";
      readonly stream: number;
      readonly rate: number;
      /** What came out of the batch that it was estimated from; `rate` is less where there is a limit. */
      readonly estimate?: number;
      readonly batch?: RateBatch;
    }
  /** One record came in; at most `previews` of a block are written one by one, the rest are in the block's count. */
  | { readonly kind: "record-arrived"; readonly stream: number; readonly record: Preview }
  | {
      readonly kind: "block-stored";
      readonly stream: number;
      /** Spark's name of it: `input-STREAM-TIME`. */
      readonly block: string;
      /** The block interval in which its records came. */
      readonly from: number;
      readonly to: number;
      readonly records: number;
      readonly sample: readonly Preview[];
    }
  | {
      readonly kind: "blocks-allocated";
      readonly time: number;
      readonly blocks: readonly { readonly stream: number; readonly block: string; readonly records: number }[];
    }
  // one RDD an interval
  | {
      readonly kind: "rdd-generated";
      readonly time: number;
      readonly dstream: number;
      readonly rdd: number;
      readonly partitions: number;
    }
  | { readonly kind: "no-rdd"; readonly time: number; readonly dstream: number }
  // what is durable, and outlives the driver
  /** The driver's checkpoint as of the batch at `time` is on the disk. */
  | {
      readonly kind: "checkpoint-written";
      readonly time: number;
      readonly bytes: number;
      readonly path: string;
      /** Where now is what was at `path` before. */
      readonly backup?: string;
    }
  /** All partitions of an RDD are files in the directory `path`, from which a new driver reads it. */
  | {
      readonly kind: "rdd-checkpointed";
      readonly rdd: number;
      readonly partitions: number;
      readonly bytes: number;
      readonly path: string;
      /** The declared stream, and the batch, whose RDD it is. */
      readonly dstream?: number;
      readonly time?: number;
    }
  /** A record stands in a write ahead log, and is on the disk. */
  | ({
      readonly kind: "log-written";
      readonly path: string;
      readonly offset: number;
      readonly bytes: number;
    } & LogEntry)
  /** A checkpoint, the files of an RDD or a log file are gone: nobody needs them any more. */
  | { readonly kind: "file-removed"; readonly path: string }
  /**
   * A new driver goes on from a checkpoint, before it does: the batches that it runs at once. Those in `again` are known to have begun; the others are
   * those of the time in which nothing ran.
   */
  | {
      readonly kind: "driver-recovered";
      readonly checkpoint: number;
      readonly batches: readonly number[];
      readonly again: readonly number[];
    }
  | { readonly kind: "generation-failed"; readonly time: number; readonly error: ErrorInfo }
  // batches
  | {
      readonly kind: "batch-submitted";
      readonly time: number;
      readonly records: number;
      readonly outputs: number;
      /** Which output operations have a job in it. */
      readonly operations?: readonly number[];
      /** What the input streams that tell of it brought, by the numbers that input streams have among themselves. */
      readonly inputs?: readonly BatchInput[];
    }
  | { readonly kind: "batch-started"; readonly time: number; readonly schedulingDelay: number }
  | {
      readonly kind: "batch-completed";
      readonly time: number;
      readonly records: number;
      readonly schedulingDelay: number;
      readonly processingTime: number;
      readonly totalDelay: number;
      /** How many of its output operations failed. */
      readonly failures: number;
    }
  | { readonly kind: "output-started"; readonly time: number; readonly output: number }
  | {
      readonly kind: "output-completed";
      readonly time: number;
      readonly output: number;
      readonly duration: number;
      readonly error?: ErrorInfo;
    }
  // jobs, stages, tasks
  | {
      readonly kind: "job-started";
      readonly job: number;
      readonly action: string;
      readonly stages: readonly number[];
      /** What the RDD of the action is computed from, itself first; while somebody is watching, and no more than can be shown. */
      readonly rdds?: readonly RDDInfo[];
      readonly time?: number;
      readonly output?: number;
    }
  | { readonly kind: "job-completed"; readonly job: number; readonly error?: ErrorInfo }
  | {
      readonly kind: "stage-submitted";
      readonly stage: number;
      readonly attempt: number;
      readonly job: number;
      readonly rdd: number;
      readonly tasks: number;
      readonly shuffle?: number;
    }
  | { readonly kind: "stage-skipped"; readonly stage: number; readonly job: number }
  | { readonly kind: "stage-completed"; readonly stage: number; readonly attempt: number; readonly error?: ErrorInfo }
  | {
      readonly kind: "task-started";
      readonly stage: number;
      readonly task: number;
      readonly partition: number;
      readonly attempt: number;
      readonly slot: number;
    }
  | {
      readonly kind: "task-completed";
      readonly stage: number;
      readonly task: number;
      readonly partition: number;
      readonly slot: number;
      readonly duration: number;
      readonly error?: ErrorInfo;
    }
  /** What a task saw of one partition of an RDD on its way; `complete` is false when nobody wanted the rest. */
  | {
      readonly kind: "partition-computed";
      readonly rdd: number;
      readonly partition: number;
      readonly task: number;
      readonly records: number;
      readonly complete: boolean;
      readonly sample: readonly Preview[];
    }
  /**
   * What a batch did to the states of a partition's keys. `updated` counts those that got values, or another state without any; the others stayed as
   * they were. At most `previews` changes are written one by one. A partition that is computed again tells it again.
   */
  | {
      readonly kind: "states-changed";
      /** The stream that keeps them: that of `StateInfo`. */
      readonly dstream: number;
      readonly time: number;
      readonly partition: number;
      readonly task: number;
      /** How many keys have a state now. */
      readonly keys: number;
      /** How often the user's function was called. */
      readonly calls: number;
      readonly added: number;
      readonly updated: number;
      readonly removed: number;
      readonly timedOut: number;
      readonly changes: readonly StateChange[];
    }
  /** A block of an RDD or a receiver is now kept in memory, on disk or nowhere; bytes in memory are an estimate. */
  | {
      readonly kind: "block-updated";
      readonly block: string;
      readonly where: "memory" | "disk" | "nowhere";
      readonly bytes: number;
      readonly level: string;
    }
  /** How many records a map task put in each reduce partition's bucket. */
  | {
      readonly kind: "shuffle-written";
      readonly shuffle: number;
      readonly stage: number;
      readonly partition: number;
      readonly buckets: readonly number[];
    }
  // the simulated world around the program: told once all has come to rest, while somebody is watching
  /**
   * A file is other than it was, or gone; temporary ones are not told of. What is written aside and then renamed has been `written` where it is in the
   * end; only what was there for a while can be `moved`, and is not where it was any more.
   */
  | {
      readonly kind: "file-changed";
      readonly change: "written" | "appended" | "moved" | "removed";
      /** Absolute. */
      readonly path: string;
      /** Where it was, if it was moved. */
      readonly from?: string;
      /** Its size, and when it was written to last, unless it is gone. */
      readonly bytes?: number;
      readonly modified?: number;
      /** Who did that: the program, somebody else, or whoever did before this run began. */
      readonly by: "program" | "outsider" | "before";
    }
  /** A netcat is like this now. */
  | {
      readonly kind: "peer-changed";
      readonly host: string;
      readonly port: number;
      readonly listening: boolean;
      readonly connections: number;
      /** Lines that wait for somebody to connect. */
      readonly waiting: number;
    }
  // words
  | {
      readonly kind: "console";
      readonly stream: "stdout" | "stderr";
      readonly text: string;
      readonly origin: Origin;
      readonly time?: number;
      readonly output?: number;
    }
  | {
      readonly kind: "log";
      readonly level: "info" | "warn" | "error";
      readonly message: string;
      readonly code?: string;
      readonly error?: ErrorInfo;
    };

/**
 * The kinds of events: `batch-completed`, `task-ended`, …
 * @spark none
 */
export type TraceKind = TraceDetail["kind"];

/**
 * An event: when it happened on the host's clock, its place in the order of events, and what happened.
 * @spark org.apache.spark.scheduler.SparkListenerEvent
 */
export type TraceEvent = { readonly t: number; readonly seq: number } & TraceDetail;

/**
 * The events of one kind.
 * @spark none
 */
export type TraceEventOf<K extends TraceKind> = Extract<TraceEvent, { readonly kind: K }>;
