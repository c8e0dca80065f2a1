import { NAMED, SERIALIZE } from "../closure/index.ts";
import { IllegalArgumentError, SparkError, UnsupportedOperationError } from "../conf/errors.ts";
import { StorageLevel } from "../conf/storage-level.ts";
import { recordText } from "../sinks/record-text.ts";
import { type BlockContent, isPacked } from "../storage/packed-records.ts";
import { CheckpointMark, localCheckpointLevel } from "./checkpoint.ts";
import type { RDDContext, SparkContextOfRDD } from "./context.ts";
import { CreationSite } from "./creation.ts";
import { debugString } from "./debug-string.ts";
import type { Dependency } from "./dependency.ts";
import type { RDDKind } from "./kind.ts";
import { CheckpointedRDD, ReliableCheckpointRDD } from "./kinds/checkpointed.ts";
import type { Partitioner } from "./partitioner.ts";
import type { RDD } from "./rdd.ts";
import type { Sink, TaskContext } from "./task-context.ts";

/** What an RDD is, before any operation: its identity, its lineage, how tasks read it, and what is kept of it. */
export class RDDBase<T> {
  /**
   * Unique within the application.
   * @spark RDD.id
   */
  readonly id: number;
  /** How it comes by its records. For the engine. */
  kind: RDDKind<T>;
  #checkpoint: CheckpointMark | undefined;
  /** The DStream's batch for which it was made, if it was. For the engine. */
  origin: { readonly dstream: number; readonly time: number } | undefined;
  /** Does the trace show what its tasks compute? It is a DStream's, or what a window keeps of each interval. For the engine. */
  watched = false;
  readonly #context: RDDContext | undefined;
  readonly #creation = new CreationSite();
  #name: string | undefined;
  #numPartitions: number | undefined;
  #storageLevel: StorageLevel = StorageLevel.NONE;

  /** Without a context it is what a task finds in place of an RDD that its function captured, or what a task in another thread computes. */
  constructor(context: RDDContext | undefined, kind: RDDKind<T>, id?: number) {
    this.#context = context;
    this.kind = kind;
    this.id = id ?? context?.newRddId() ?? -1;
  }

  /** Makes one without a context the RDD that tasks in this thread compute. For the engine. */
  become(kind: RDDKind<T>, level: StorageLevel, origin: this["origin"], watched: boolean): void {
    this.kind = kind;
    this.#storageLevel = level;
    this.origin = origin;
    this.watched = watched;
  }

  /** Where it lives; explains SPARK-5063 when it is used inside of another RDD's function. For the engine. */
  get context(): RDDContext {
    if (this.#context !== undefined) return this.#context;
    throw new SparkError(
      "This RDD lacks a SparkContext. It could happen in the following cases:\n" +
        "(1) RDD transformations and actions are NOT invoked by the driver, but inside of other transformations; for example, " +
        "rdd1.map(x => rdd2.values.count() * x) is invalid because the values transformation and count action cannot be performed " +
        "inside of the rdd1.map transformation. For more information, see SPARK-5063.\n" +
        "(2) When a Spark Streaming job recovers from checkpoint, this exception will be hit if a reference to an RDD not defined by " +
        "the streaming job is used in DStream operations. For more information, See SPARK-13758.",
      { code: "SPARK-5063", advice: "Join the two RDDs, or collect the smaller one in the driver and use its array." },
    );
  }

  /**
   * The SparkContext that made it.
   * @spark RDD.sparkContext
   */
  get sparkContext(): SparkContextOfRDD {
    return this.context;
  }

  [SERIALIZE](): { kind: "rdd"; id: number } {
    return { kind: "rdd", id: this.id };
  }

  [NAMED](): void {}

  /**
   * The name that `setName` gave it.
   * @spark RDD.name
   */
  get name(): string | undefined {
    return this.#name;
  }

  /**
   * Gives it a name, for `toString` and `toDebugString`.
   * @spark RDD.setName
   * @example sc.parallelize([1, 2, 3]).setName("numbers").cache();
   */
  setName(name: string): this {
    this.#name = name;
    return this;
  }

  /**
   * The RDDs that it is computed from, and how.
   * @spark RDD.dependencies
   */
  get dependencies(): readonly Dependency[] {
    return this.kind.dependencies;
  }

  /**
   * Says where each key is; none where that is not known.
   * @spark RDD.partitioner
   */
  get partitioner(): Partitioner | undefined {
    return this.kind.partitioner;
  }

  /**
   * How many partitions it has; of files it is looked for when this is asked for the first time.
   * @spark RDD.getNumPartitions
   * @example sc.parallelize([1, 2, 3], 2).getNumPartitions(); // 2
   */
  getNumPartitions(): number {
    this.#numPartitions ??= this.kind.numPartitions;
    return this.#numPartitions;
  }

  /**
   * Its partitions, by their index.
   * @spark RDD.partitions
   */
  get partitions(): readonly { readonly index: number }[] {
    return Array.from({ length: this.getNumPartitions() }, (_, index) => ({ index }));
  }

  /**
   * `MapPartitionsRDD[2] at map at program.ts:12`, as Spark writes it.
   * @spark RDD.toString
   */
  toString(): string {
    return `${this.#name === undefined ? "" : `${this.#name} `}${this.kind.name}[${this.id}] at ${this.#creation}`;
  }

  /**
   * This RDD and all that it is computed from, in Spark's layout: a step to the right is a shuffle.
   * @spark RDD.toDebugString
   * @example console.log(counts.toDebugString());
   */
  toDebugString(): string {
    return debugString(this);
  }

  // ── how tasks read it ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Pushes the records of a partition into `sink`; from the cache if it is kept there. For the engine. */
  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    if (this.#storageLevel !== StorageLevel.NONE) {
      const kept = this.#kept(partition, task);
      const into = task.recording === undefined ? sink : task.recording.reading(this, partition, sink);
      if (isPacked(kept)) kept.each(into as Sink<unknown>);
      else for (let i = 0; i < kept.length; i++) into(kept[i] as T);
      return;
    }
    this.#compute(partition, task, sink);
  }

  /** The records of a partition, pulled. For the engine. */
  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    if (task.recording !== undefined)
      return task.recording.pulling(this, partition, this.toArray(partition, task).values());
    if (this.#storageLevel !== StorageLevel.NONE || this.kind.iterator === undefined)
      return this.toArray(partition, task).values();
    const records = this.kind.iterator(partition, task);
    return this.#isWatched(task) ? this.#watchedIterator(records, partition, task) : records;
  }

  /** The records of a partition, as a new array. For the engine. */
  toArray(partition: number, task: TaskContext): T[] {
    if (this.kind.toArray !== undefined && this.#storageLevel === StorageLevel.NONE && !this.#isWatched(task))
      return this.kind.toArray(partition, task);
    const records: T[] = [];
    this.each(partition, task, (record) => {
      records.push(record);
    });
    return records;
  }

  #isWatched(task: TaskContext): boolean {
    return (task.watching && this.watched) || task.recording !== undefined;
  }

  #compute(partition: number, task: TaskContext, sink: Sink<T>): void {
    if (!this.#isWatched(task)) {
      this.kind.each(partition, task, sink);
      return;
    }
    if (task.recording === undefined) this.#computeWatched(partition, task, sink);
    else task.recording.making(this, partition, sink, (into) => this.#computeWatched(partition, task, into));
  }

  #computeWatched(partition: number, task: TaskContext, sink: Sink<T>): void {
    if (!task.watching || !this.watched) {
      this.kind.each(partition, task, sink);
      return;
    }
    const watched = task.watch(this, partition, sink);
    this.kind.each(partition, task, watched.sink);
    watched.complete();
  }

  *#watchedIterator(records: IteratorObject<T>, partition: number, task: TaskContext): Generator<T> {
    const watched = task.watch(this, partition, () => {});
    for (const record of records) {
      watched.sink(record);
      yield record;
    }
    watched.complete();
  }

  /** The records of a partition in the form in which they are kept. For the engine. */
  content(partition: number, task: TaskContext): BlockContent {
    return this.#storageLevel === StorageLevel.NONE
      ? this.#computed(partition, task, false)
      : this.#kept(partition, task);
  }

  /** The blocks that a partition is, or is put together from, if all of it is kept in such. For the engine. */
  blocks(partition: number, task: TaskContext): readonly BlockContent[] | undefined {
    if (this.#storageLevel !== StorageLevel.NONE) return [this.#kept(partition, task)];
    return this.#isWatched(task) ? undefined : this.kind.blocks?.(partition, task);
  }

  #kept(partition: number, task: TaskContext): BlockContent {
    const id = `rdd_${this.id}_${partition}`;
    const known = task.blocks.content(id);
    if (known !== undefined) return known;
    const computed = this.#computed(partition, task, !this.#storageLevel.deserialized);
    task.blocks.put(id, computed, this.#storageLevel);
    return computed;
  }

  #computed(partition: number, task: TaskContext, serialized: boolean): BlockContent {
    if (this.kind.content !== undefined && !this.#isWatched(task))
      return this.kind.content(partition, task, serialized);
    const records: T[] = [];
    this.#compute(partition, task, (record) => {
      records.push(record);
    });
    return records;
  }

  // ── persistence ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Keeps its records once they have been computed.
   * @spark RDD.persist
   * @example numbers.persist(StorageLevel.MEMORY_AND_DISK);
   */
  persist(level: StorageLevel = StorageLevel.MEMORY_ONLY): this {
    if (this.#storageLevel !== StorageLevel.NONE && this.#storageLevel !== level) {
      throw new UnsupportedOperationError(
        "Cannot change storage level of an RDD after it was already assigned a level",
        {
          code: "STORAGE_LEVEL",
          advice: "Call unpersist() first.",
        },
      );
    }
    this.#storageLevel = level;
    return this;
  }

  /**
   * `persist()` in memory.
   * @spark RDD.cache
   * @example numbers.cache();
   */
  cache(): this {
    return this.persist();
  }

  /**
   * Forgets what was kept; the next use computes it anew.
   * @spark RDD.unpersist
   * @example numbers.unpersist();
   */
  unpersist(): this {
    this.context.unpersist(this);
    this.#storageLevel = StorageLevel.NONE;
    return this;
  }

  /**
   * Where its records are kept; `StorageLevel.NONE` when they are not.
   * @spark RDD.getStorageLevel
   * @example numbers.cache().getStorageLevel(); // StorageLevel.MEMORY_ONLY
   */
  getStorageLevel(): StorageLevel {
    return this.#storageLevel;
  }

  // ── checkpoints ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Marks it to be written to the checkpoint directory when the next job on it has ended; then its lineage is cut. Cache it first, or it is computed
   * twice. Throws when `sc.setCheckpointDir` was not called.
   * @spark RDD.checkpoint
   * @example
   * sc.setCheckpointDir("checkpoints");
   * numbers.cache().checkpoint();
   */
  checkpoint(): void {
    const directory = this.context.checkpointDir;
    if (directory === undefined) {
      throw new SparkError("Checkpoint directory has not been set in the SparkContext", {
        code: "NO_CHECKPOINT_DIR",
        advice: 'Call sc.setCheckpointDir("…") first.',
      });
    }
    this.#checkpoint ??= new CheckpointMark(directory);
    this.kind.beforeCheckpoint?.();
    this.context.checkpointMarked();
  }

  /**
   * Cuts the lineage as `checkpoint` does, but keeps the records only where blocks are kept: quicker, and lost with them.
   * @spark RDD.localCheckpoint
   * @example numbers.localCheckpoint();
   */
  localCheckpoint(): this {
    if (this.#checkpoint?.done !== true) {
      this.#storageLevel = localCheckpointLevel(this.#storageLevel);
      this.#checkpoint = new CheckpointMark(undefined);
      this.context.checkpointMarked();
    }
    return this;
  }

  /**
   * Has its lineage been cut?
   * @spark RDD.isCheckpointed
   */
  get isCheckpointed(): boolean {
    return this.kind instanceof CheckpointedRDD;
  }

  /**
   * The directory of its checkpoint, when it has one in files.
   * @spark RDD.getCheckpointFile
   * @example const directory = numbers.getCheckpointFile();
   */
  getCheckpointFile(): string | undefined {
    const kind = this.isCheckpointed ? this.dependencies[0]?.rdd.kind : this.kind;
    return kind instanceof ReliableCheckpointRDD ? kind.directory : undefined;
  }

  /** For the engine. */
  get checkpointMark(): CheckpointMark | undefined {
    return this.#checkpoint;
  }

  /** For the engine: from now on its records come from a checkpoint. */
  truncateLineage(kind: RDDKind<T>): void {
    this.kind = kind;
  }

  // ── for operations ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A new RDD in the same context. */
  protected derive<U>(kind: RDDKind<U>): RDD<U> {
    return this.context.newRDD(kind);
  }

  /** Checks that `f` is a function, which types alone do not make sure of, and that it can travel to an executor. */
  protected clean<F>(f: F): F {
    if (typeof f === "function") return this.context.clean(f);
    throw new IllegalArgumentError(`A function is needed here, and this is none: ${recordText(f)}`, {
      code: "NOT_A_FUNCTION",
      advice: "Give a function of the program's, for instance (record) => …",
    });
  }
}
