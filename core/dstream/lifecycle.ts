import { siteText } from "../conf/call-site.ts";
import { describeError, require, SparkError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import { Duration, Seconds, type Time } from "../conf/time.ts";
import { createdBy } from "../rdd/creation.ts";
import { BlockRDD } from "../rdd/kinds/block.ts";
import type { RDD } from "../rdd/rdd.ts";
import type { DStreamBase } from "./base.ts";
import { CheckpointData, type CheckpointFiles } from "./checkpoint-data.ts";
import type { DStream } from "./dstream.ts";

/** What a checkpoint keeps of a stream's life. */
export interface LifecycleData {
  readonly zeroTime: Time | undefined;
  readonly rememberDuration: Duration | undefined;
  readonly checkpointDuration: Duration | undefined;
  readonly storageLevel: string;
  readonly checkpointFiles: CheckpointFiles;
}

/** A DStream's RDDs through time: one an interval, made once, remembered for a while, then forgotten. */
export class Lifecycle<T> {
  readonly #stream: DStreamBase<T>;
  readonly #generated = new Map<number, RDD<T>>();
  readonly #checkpointData = new CheckpointData<T>();
  #zeroTime: Time | undefined;
  #rememberDuration: Duration | undefined;
  /** Every so often an RDD is written to the checkpoint directory and its lineage cut. */
  checkpointDuration: Duration | undefined;
  storageLevel: StorageLevel;

  constructor(stream: DStreamBase<T>) {
    this.#stream = stream;
    this.storageLevel = stream.kind.storageLevel ?? StorageLevel.NONE;
  }

  get zeroTime(): Time | undefined {
    return this.#zeroTime;
  }

  get isInitialized(): boolean {
    return this.#zeroTime !== undefined;
  }

  get rememberDuration(): Duration | undefined {
    return this.#rememberDuration;
  }

  data(): LifecycleData {
    return {
      zeroTime: this.#zeroTime,
      rememberDuration: this.#rememberDuration,
      checkpointDuration: this.checkpointDuration,
      storageLevel: this.storageLevel.name,
      checkpointFiles: this.#checkpointData.current,
    };
  }

  /** Is again what `data` was taken from; `pathNow` says where a file is that was at a path then. */
  restore(data: LifecycleData, pathNow: (path: string) => string): void {
    this.#zeroTime = data.zeroTime;
    this.#rememberDuration = data.rememberDuration;
    this.checkpointDuration = data.checkpointDuration;
    this.storageLevel = StorageLevel.named(data.storageLevel);
    const stream = this.#stream;
    const { sparkContext } = stream.context;
    const files = data.checkpointFiles.map(
      ([ms, directory, partitions]) => [ms, pathNow(directory), partitions] as const,
    );
    for (const [ms, rdd] of this.#checkpointData.restore(files, sparkContext, this.#whose()))
      this.#generated.set(ms, rdd);
    const recovered = createdBy(stream.creation, () => stream.kind.recovered?.(stream as unknown as DStream<T>));
    for (const [ms, rdd] of recovered ?? []) this.#generated.set(ms, rdd);
  }

  /** Which stream it is, for people. */
  #whose(): string {
    const { creation } = this.#stream;
    return creation === undefined ? String(this.#stream) : `${creation.operation} at ${siteText(creation.site)}`;
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
    const { kind, slideDuration } = this.#stream;
    if (kind.mustCheckpoint) {
      this.checkpointDuration ??=
        kind.defaultCheckpointDuration ?? slideDuration.times(Math.ceil(Seconds(10).div(slideDuration)));
    }
    const least = this.#minRememberDuration();
    if (this.#rememberDuration === undefined || this.#rememberDuration.less(least)) this.#rememberDuration = least;
    for (const parent of this.#parents()) parent.lifecycle.initialize(zeroTime);
  }

  /** Twice the checkpoint interval, so that the newest checkpoint is not forgotten before the next one is there. */
  #minRememberDuration(): Duration {
    const slide = this.#stream.slideDuration;
    const checkpoint = this.checkpointDuration;
    return checkpoint !== undefined && slide.lessEq(checkpoint) ? checkpoint.times(2) : slide;
  }

  /** Remembers RDDs for at least `duration`, and so do the parents: a window's, for its length more. */
  remember(duration: Duration | undefined): void {
    if (duration !== undefined && (this.#rememberDuration === undefined || duration.greater(this.#rememberDuration)))
      this.#rememberDuration = duration;
    const { windowDuration } = this.#stream.kind;
    const ofParents =
      windowDuration === undefined ? this.#rememberDuration : this.#rememberDuration?.plus(windowDuration);
    for (const parent of this.#parents()) parent.lifecycle.remember(ofParents);
  }

  /** Can it run as it was set up? Throws what Spark throws when the context starts. */
  validateAtStart(): void {
    const { kind, slideDuration, context, site } = this.#stream;
    const interval = this.checkpointDuration;
    if (interval !== undefined) {
      const must = (holds: boolean, message: string, advice?: string) =>
        require(holds, () => message, { code: "CHECKPOINT_INTERVAL", site, advice });
      must(
        context.sparkContext.checkpointDir !== undefined,
        "The checkpoint directory has not been set. Please set it by StreamingContext.checkpoint().",
        'Call ssc.checkpoint("…") before ssc.start(): this stream is made of its own past, whose lineage has to be cut.',
      );
      must(
        interval.greaterEq(slideDuration),
        `The checkpoint interval for ${kind.name} has been set to ${interval} which is lower than its slide time (${slideDuration}). ` +
          `Please set it to at least ${slideDuration}.`,
      );
      must(
        interval.isMultipleOf(slideDuration),
        `The checkpoint interval for ${kind.name} has been set to  ${interval} which not a multiple of its slide time (${slideDuration}). ` +
          `Please set it to a multiple of ${slideDuration}.`,
      );
      must(
        this.storageLevel !== StorageLevel.NONE,
        `${kind.name} has been marked for checkpointing but the storage level has not been set to enable persisting. ` +
          "Please use DStream.persist() to set the storage level to use memory for better checkpointing performance.",
      );
      must(
        this.#rememberDuration?.greater(interval) === true,
        `The remember duration for ${kind.name} has been set to  ${this.#rememberDuration} which is not more than the checkpoint ` +
          `interval (${interval}). Please set it to a value higher than ${interval}.`,
      );
    }
    for (const parent of this.#parents()) parent.lifecycle.validateAtStart();
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
    const rdd = createdBy(stream.creation, () => stream.kind.compute(time, stream as unknown as DStream<T>));
    if (stream.declared) this.#show(time, rdd);
    if (rdd === undefined) return undefined;
    if (this.storageLevel !== StorageLevel.NONE) rdd.persist(this.storageLevel);
    if (this.checkpointDuration !== undefined && time.minus(this.#zeroTime!).isMultipleOf(this.checkpointDuration))
      rdd.checkpoint();
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
    rdd.watched = true;
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
    const remembered = time.minus(this.#rememberDuration ?? new Duration(0));
    const oldest = remembered.milliseconds;
    for (const [ms, rdd] of this.#generated) {
      if (ms > oldest) continue;
      this.#generated.delete(ms);
      if (!unpersist) continue;
      rdd.unpersist();
      if (rdd.kind instanceof BlockRDD) this.#stream.context.removeBlocks(rdd.kind.blockIds);
    }
    this.#stream.kind.forget?.(remembered);
    for (const parent of this.#parents()) parent.lifecycle.clearMetadata(time, unpersist);
  }

  /** Before a checkpoint of the driver is made, as of the batch at `time`. */
  updateCheckpointData(time: Time): void {
    this.#checkpointData.update(time.milliseconds, this.#generated);
    for (const parent of this.#parents()) parent.lifecycle.updateCheckpointData(time);
  }

  /** Are there files in `directory` that its RDDs are read from? */
  hasCheckpointIn(directory: string): boolean {
    return this.#checkpointData.has(directory);
  }

  /** After it has been written: files of RDDs that nobody needs any more are removed. `isShared` says that another stream needs them, too. */
  clearCheckpointData(time: Time, isShared: (directory: string) => boolean): void {
    this.#checkpointData.cleanup(time.milliseconds, isShared, (directory) => this.#remove(directory));
    for (const parent of this.#parents()) parent.lifecycle.clearCheckpointData(time, isShared);
  }

  #remove(directory: string): boolean {
    const { sparkContext, trace } = this.#stream.context;
    try {
      sparkContext.host.files.remove(directory);
      trace.emit({ kind: "file-removed", path: directory });
      return true;
    } catch (error) {
      trace.warn(`Error deleting old checkpoint file '${directory}': ${describeError(error)}`, "CHECKPOINT_REMOVE");
      return false;
    }
  }

  #parents(): readonly DStreamBase<unknown>[] {
    return this.#stream.kind.parents as readonly DStreamBase<unknown>[];
  }
}
