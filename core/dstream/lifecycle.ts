import { SparkError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import { Duration, type Time } from "../conf/time.ts";
import { createdBy } from "../rdd/creation.ts";
import { BlockRDD } from "../rdd/kinds/block.ts";
import type { RDD } from "../rdd/rdd.ts";
import type { DStream } from "./dstream.ts";

/** A DStream's RDDs through time: one an interval, made once, remembered for a while, then forgotten. */
export class Lifecycle<T> {
  readonly #stream: DStream<T>;
  readonly #generated = new Map<number, RDD<T>>();
  #zeroTime: Time | undefined;
  #rememberDuration: Duration | undefined;
  #checkpointDuration: Duration | undefined;
  storageLevel: StorageLevel = StorageLevel.NONE;

  constructor(stream: DStream<T>) {
    this.#stream = stream;
  }

  get zeroTime(): Time | undefined {
    return this.#zeroTime;
  }

  get rememberDuration(): Duration | undefined {
    return this.#rememberDuration;
  }

  get checkpointDuration(): Duration | undefined {
    return this.#checkpointDuration;
  }

  set checkpointDuration(interval: Duration | undefined) {
    this.#checkpointDuration = interval;
  }

  /** Sets the time from which batches count, here and in all parents. */
  initialize(zeroTime: Time): void {
    if (this.#zeroTime !== undefined && !this.#zeroTime.equals(zeroTime)) {
      throw new SparkError(
        `ZeroTime is already initialized to ${this.#zeroTime}, cannot initialize it again to ${zeroTime}`,
        { code: "ZERO_TIME" },
      );
    }
    this.#zeroTime = zeroTime;
    this.remember(this.#minRememberDuration());
    for (const parent of this.#parents()) parent.lifecycle.initialize(zeroTime);
  }

  #minRememberDuration(): Duration {
    const slide = this.#stream.slideDuration;
    const checkpoint = this.#checkpointDuration;
    return checkpoint !== undefined && slide.lessEq(checkpoint) ? checkpoint.times(2) : slide;
  }

  /** Remembers RDDs for at least `duration`, and so do the parents. */
  remember(duration: Duration): void {
    if (this.#rememberDuration === undefined || duration.greater(this.#rememberDuration))
      this.#rememberDuration = duration;
    for (const parent of this.#parents()) parent.lifecycle.remember(this.#rememberDuration);
  }

  /** Has this stream an RDD at `time`: after the zero time, and on its slide? */
  isTimeValid(time: Time): boolean {
    if (this.#zeroTime === undefined) {
      throw new SparkError(`${this.#stream} has not been initialized`, {
        code: "NOT_INITIALIZED",
        advice: "Only streams that lead to an output operation run; call start() first.",
      });
    }
    return time.greater(this.#zeroTime) && time.minus(this.#zeroTime).isMultipleOf(this.#stream.slideDuration);
  }

  /** The RDD at `time`, made at the first call; undefined when the stream has none then. */
  getOrCompute(time: Time): RDD<T> | undefined {
    const known = this.#generated.get(time.milliseconds);
    if (known !== undefined) return known;
    if (!this.isTimeValid(time)) return undefined;
    const stream = this.#stream;
    const rdd = createdBy(stream.creation, () => stream.kind.compute(time));
    if (stream.declared) this.#show(time, rdd);
    if (rdd === undefined) return undefined;
    if (this.storageLevel !== StorageLevel.NONE) rdd.persist(this.storageLevel);
    this.#generated.set(time.milliseconds, rdd);
    return rdd;
  }

  #show(time: Time, rdd: RDD<T> | undefined): void {
    const { trace } = this.#stream.context;
    const dstream = this.#stream.id;
    if (rdd === undefined) {
      trace.emit({ kind: "no-rdd", time: time.milliseconds, dstream });
      return;
    }
    rdd.origin ??= { dstream, time: time.milliseconds };
    trace.emit({
      kind: "rdd-generated",
      time: time.milliseconds,
      dstream,
      rdd: rdd.id,
      partitions: rdd.getNumPartitions(),
    });
  }

  /** Forgets the RDDs that are older than what has to be remembered at `time`, and frees what they keep. */
  clearMetadata(time: Time, unpersist: boolean): void {
    const remember = this.#rememberDuration ?? new Duration(0);
    const oldest = time.minus(remember).milliseconds;
    for (const [ms, rdd] of this.#generated) {
      if (ms > oldest) continue;
      this.#generated.delete(ms);
      if (!unpersist) continue;
      rdd.unpersist();
      if (rdd.kind instanceof BlockRDD) this.#stream.context.removeBlocks(rdd.kind.blockIds);
    }
    for (const parent of this.#parents()) parent.lifecycle.clearMetadata(time, unpersist);
  }

  #parents(): readonly DStream<unknown>[] {
    return this.#stream.kind.parents as readonly DStream<unknown>[];
  }
}
