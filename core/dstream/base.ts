import { NAMED, NOT_SERIALIZABLE } from "../closure/index.ts";
import { callSite } from "../conf/call-site.ts";
import { type Site, UnsupportedOperationError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import type { Duration, Time } from "../conf/time.ts";
import type { Creation } from "../rdd/creation.ts";
import { HashPartitioner, type Partitioner } from "../rdd/partitioner.ts";
import type { RDD } from "../rdd/rdd.ts";
import type { DStream } from "./dstream.ts";
import type { StreamingEnvironment } from "./environment.ts";
import type { DStreamKind } from "./kind.ts";
import { MappedDStream } from "./kinds/mapped.ts";
import { Lifecycle } from "./lifecycle.ts";

/** What a DStream is, before any operation: its identity, its place in the graph, its RDDs through time, and what is kept of them. */
export class DStreamBase<T> {
  /**
   * Which of the context's streams it is, counted from 0.
   * @spark none
   */
  readonly id: number;
  /**
   * The StreamingContext that it belongs to.
   * @spark DStream.context
   */
  readonly context: StreamingEnvironment;
  /** How it makes the RDD of an interval. For the engine. */
  readonly kind: DStreamKind<T>;
  /** Its RDDs through time. For the engine. */
  readonly lifecycle: Lifecycle<T>;
  /** Is it the result of an operation of the user's, and not an inner step of one? For the engine. */
  declared = false;
  /** The operation that it is the result of, and its place in the program. For the engine. */
  creation: Creation | undefined;
  /** The variable of the program's that it is in. For the engine. */
  variable: string | undefined;

  readonly [NOT_SERIALIZABLE] = "a DStream, which lives on the driver only";

  /** With an `id` it is one that a checkpoint kept. */
  constructor(context: StreamingEnvironment, kind: DStreamKind<T>, id?: number) {
    context.checkMayAdd();
    this.context = context;
    this.kind = kind;
    this.lifecycle = new Lifecycle<T>(this);
    this.id = id ?? context.newStreamId();
  }

  /**
   * It makes an RDD every so often.
   * @spark DStream.slideDuration
   */
  get slideDuration(): Duration {
    return this.kind.slideDuration;
  }

  /** Its place in the program; for the engine. */
  get site(): Site | undefined {
    return this.creation?.site;
  }

  /**
   * The RDD of the batch at `time`; undefined when it has none.
   * @spark DStream.getOrCompute
   * @example lines.foreachRDD((_, time) => console.log(words.getOrCompute(time)?.getNumPartitions()));
   */
  getOrCompute(time: Time): RDD<T> | undefined {
    return this.lifecycle.getOrCompute(time);
  }

  [NAMED](name: string): void {
    if (!this.declared) return;
    this.variable = name;
    this.context.trace.emit({ kind: "dstream-named", dstream: this.id, name });
  }

  /**
   * Its kind and number: `WindowedDStream@3`.
   * @spark none
   */
  toString(): string {
    return `${this.kind.name}@${this.id}`;
  }

  // ── keeping ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Keeps each RDD's records once computed, until the stream forgets the RDD. Of a window, its parent's are kept: they overlap.
   * @spark DStream.persist
   * @example lines.window(Seconds(30)).persist(StorageLevel.MEMORY_ONLY);
   */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY_SER): this {
    if (this.context.isStarted) {
      throw new UnsupportedOperationError(
        "Cannot change storage level of a DStream after streaming context has started",
        { code: "AFTER_START", advice: "Call persist() before ssc.start().", site: callSite() },
      );
    }
    const { persistedInstead, persistedToo } = this.kind;
    for (const other of persistedInstead ?? persistedToo ?? []) other.persist(level);
    if (persistedInstead === undefined) this.lifecycle.storageLevel = level;
    return this;
  }

  /**
   * Keeps each RDD's records in memory, serialised, until the stream forgets the RDD: `persist()`.
   * @spark DStream.cache
   * @example words.cache();
   */
  cache(): this {
    return this.persist();
  }

  /**
   * Writes an RDD to the checkpoint directory every `interval` (a multiple of the slide interval), and cuts its lineage there. Streams of
   * state do so by themselves, every ten seconds or so.
   * @spark DStream.checkpoint
   * @example totals.checkpoint(Seconds(50));
   */
  checkpoint(interval: Duration): this {
    if (this.context.isStarted) {
      throw new UnsupportedOperationError(
        "Cannot change checkpoint interval of a DStream after streaming context has started",
        { code: "AFTER_START", advice: "Call checkpoint() before ssc.start().", site: callSite() },
      );
    }
    if (this.kind.checkpointedInstead !== undefined) {
      for (const other of this.kind.checkpointedInstead) other.checkpoint(interval);
      return this;
    }
    this.persist();
    this.lifecycle.checkpointDuration = interval;
    return this;
  }

  // ── for operations ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The stream that `build` makes, with all that it takes, is one operation of the user's. */
  protected operation<U>(name: string, build: () => DStream<U>, detail?: string): DStream<U> {
    this.context.checkMayAdd();
    return this.context.operation(name, build, detail);
  }

  /** A new stream in the same context. */
  protected derive<U>(kind: DStreamKind<U>): DStream<U> {
    return this.context.newDStream(kind);
  }

  /** One narrow operation on each RDD, made by a function that has a name of the engine's. */
  protected each<U>(operation: string, name: string, derive: (rdd: RDD<T>) => RDD<U>): DStream<U> {
    return this.operation(operation, () => this.derive(new MappedDStream<T, U>(name, this as never, derive)));
  }

  /** Checks that `f` can travel to an executor. */
  protected clean<F>(f: F): F {
    return this.context.sparkContext.clean(f);
  }

  /** The partitioner that was given; a number, or nothing (`spark.default.parallelism`), stands for a hash partitioner. */
  protected partitionerOf(given: Partitioner | number | undefined): Partitioner {
    if (typeof given === "object") return given;
    return new HashPartitioner(given ?? this.context.sparkContext.defaultParallelism);
  }
}
