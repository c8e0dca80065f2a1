import type { StorageLevel } from "../conf/storage-level.ts";
import type { Duration, Time } from "../conf/time.ts";
import type { RDD } from "../rdd/rdd.ts";
import type { FilesInfo } from "../trace/events.ts";
import type { DStream } from "./dstream.ts";

/**
 * How a DStream makes the RDD of an interval, and from which streams. One kind, one file. A kind is data: fields with methods, so that it can be
 * written to a checkpoint; its functions are the user's or have a name of the engine's (`engineFunction`). It reaches the context through its stream.
 */
export interface DStreamKind<T> {
  /** Spark's name of it, e.g. `FlatMappedDStream`. */
  readonly name: string;
  readonly parents: readonly DStream<unknown>[];
  /** It makes an RDD every so often; a multiple of the batch interval. */
  readonly slideDuration: Duration;
  /** The RDD of the batch at `time` of `stream`, which is of this kind; undefined when there is none, which is not the same as an empty one. */
  compute(time: Time, stream: DStream<T>): RDD<T> | undefined;
  /** So much further into the past than this stream's own RDDs its parents have to remember theirs: the length of a window. */
  readonly windowDuration?: Duration;
  /** At what level its RDDs are kept unless the program says otherwise. */
  readonly storageLevel?: StorageLevel;
  /** Its RDDs are made of their predecessors, so that their lineage has to be cut from time to time. Spark: `mustCheckpoint`. */
  readonly mustCheckpoint?: boolean;
  /** How often it is cut where the program does not say; without it, the first multiple of the slide from ten seconds on. */
  readonly defaultCheckpointDuration?: Duration;
  /** It keeps a state for each key; after so long without a record one may time out. */
  readonly states?: { readonly timeout: Duration | undefined };
  /** It reads the files of a directory. */
  readonly reads?: FilesInfo;
  /** Why a stream of this kind cannot be brought back out of a checkpoint: recovering from one that has it fails. */
  readonly notRecovered?: string;
  /** The RDDs of the time before, in a new driver, where they can be made of what the kind itself keeps; by batch time in milliseconds. */
  recovered?(stream: DStream<T>): readonly (readonly [time: number, rdd: RDD<T>])[];
  /** What it keeps of batches before `time` is needed no longer. */
  forget?(time: Time): void;
  /** Streams that `persist` means in place of this one. */
  readonly persistedInstead?: readonly DStream<unknown>[];
  /** Streams that `persist` means beside this one. */
  readonly persistedToo?: readonly DStream<unknown>[];
  /** Streams that `checkpoint` means in place of this one. */
  readonly checkpointedInstead?: readonly DStream<unknown>[];
}

/** A stream with which records come in. */
export interface InputKind<T> extends DStreamKind<T> {
  start(stream: DStream<T>): void;
  stop(): void;
  /** Is there a receiver, which takes a task slot? Its stream's id then. */
  readonly receiverStream?: number;
  /** The receiver as the program made it: a copy of it runs. */
  readonly receiver?: object;
  /** What estimates the receiver's rate, with backpressure; it goes into checkpoints. */
  readonly rateEstimator?: object | undefined;
}
