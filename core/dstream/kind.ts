import type { Duration, Time } from "../conf/time.ts";
import type { RDD } from "../rdd/rdd.ts";
import type { DStream } from "./dstream.ts";

/** How a DStream makes the RDD of an interval, and from which streams. One kind, one file. */
export interface DStreamKind<T> {
  /** Spark's name of it, e.g. `FlatMappedDStream`. */
  readonly name: string;
  readonly parents: readonly DStream<unknown>[];
  /** It makes an RDD every so often; a multiple of the batch interval. */
  readonly slideDuration: Duration;
  /** The RDD of the batch at `time`; undefined when there is none, which is not the same as an empty one. */
  compute(time: Time): RDD<T> | undefined;
}

/** A stream with which records come in. */
export interface InputKind<T> extends DStreamKind<T> {
  start(): void;
  stop(): void;
  /** Is there a receiver, which takes a task slot? Its stream's id then. */
  readonly receiverStream?: number;
}
