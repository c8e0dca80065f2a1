import {
  checkSerializable,
  exportName,
  isRegistered,
  NAMED,
  NOT_SERIALIZABLE,
  packValues,
  type ReviveEnvironment,
  reviveValues,
} from "./closure/index.ts";
import { callSite, siteText } from "./conf/call-site.ts";
import { IllegalArgumentError, IllegalStateError, require, type Site, SparkError } from "./conf/errors.ts";
import { parseMaster } from "./conf/master.ts";
import { SparkConf } from "./conf/spark-conf.ts";
import { currentHost, type Host } from "./host/host.ts";
import { CollectionAccumulator, NumberAccumulator } from "./rdd/accumulator.ts";
import type { RDDBase } from "./rdd/base.ts";
import { Broadcast } from "./rdd/broadcast.ts";
import { checkpointRDD, markedInLineage } from "./rdd/checkpoint.ts";
import type { RDDContext, RDDStorageInfo, RunJob } from "./rdd/context.ts";
import type { Handle } from "./rdd/handle.ts";
import { JobPromise, type PartitionAction } from "./rdd/job.ts";
import type { RDDKind } from "./rdd/kind.ts";
import { EmptyRDD } from "./rdd/kinds/empty.ts";
import { ParallelCollectionRDD } from "./rdd/kinds/parallel-collection.ts";
import { PartitionerAwareUnionRDD } from "./rdd/kinds/partitioner-aware-union.ts";
import { RangeRDD } from "./rdd/kinds/range.ts";
import { UnionRDD } from "./rdd/kinds/union.ts";
import { type AnyRecord, RDD } from "./rdd/rdd.ts";
import { objectFile, textFile, wholeTextFiles } from "./rdd/reading.ts";
import { recoveredAccumulator, recoveredBroadcast } from "./rdd/recovered.ts";
import { DAGScheduler, type JobOrigin } from "./scheduler/dag-scheduler.ts";
import { registerEngineClasses } from "./scheduler/engine-classes.ts";
import type { Executor } from "./scheduler/executor.ts";
import { executorFor } from "./scheduler/executors.ts";
import { InlineExecutor } from "./scheduler/inline-executor.ts";
import { recordingOf } from "./scheduler/provenance/recording.ts";
import type { SparkListener } from "./scheduler/spark-listener.ts";
import { SparkListenerBus } from "./scheduler/spark-listener-bus.ts";
import { TaskScheduler } from "./scheduler/task-scheduler.ts";
import { recordText } from "./sinks/record-text.ts";
import { BlockManager } from "./storage/block-manager.ts";
import { decode, encode } from "./storage/codec.ts";
import { DiskStore } from "./storage/disk-store.ts";
import { makeDurableDirectory } from "./storage/files/durable-directory.ts";
import { absolutePath } from "./storage/files/path.ts";
import { ShuffleStore } from "./storage/shuffle-store.ts";
import { estimateSize } from "./storage/size-estimator.ts";
import { TRACE_VERSION } from "./trace/events.ts";
import { checkOutsideListeners } from "./trace/listener-bus.ts";
import { Trace } from "./trace/trace.ts";

/** Finds the output operation that an action is called in; set by a StreamingContext. For the engine. */
export interface ActionScopes {
  of(batch: number | undefined): (JobOrigin & { track(action: JobPromise<unknown>): void }) | undefined;
}

/** One for each world: a new driver in the place of one that died has a new one. */
const active = new WeakMap<Host, SparkContext>();

/**
 * The engine of one application: task slots, blocks and the jobs that run on them. One at a time, as on Spark.
 * @spark org.apache.spark.SparkContext
 * @example
 * const sc = new SparkContext(new SparkConf().setMaster("local[4]").setAppName("Sums"));
 * console.log(await sc.parallelize([1, 2, 3]).sum());
 * sc.stop();
 */
export class SparkContext implements RDDContext {
  /**
   * The settings, with what the submitter set; `getConf()` gives a copy.
   * @spark none
   */
  readonly conf: SparkConf;
  /**
   * The application's name.
   * @spark SparkContext.appName
   */
  readonly appName: string;
  /**
   * Where it runs: `local[2]`.
   * @spark SparkContext.master
   */
  readonly master: string;
  /**
   * When it was made, in milliseconds since 1970.
   * @spark SparkContext.startTime
   */
  readonly startTime: number;
  /** For the engine. */
  readonly host: Host;
  /**
   * What happened, as events.
   * @spark none
   */
  readonly trace: Trace;
  /** For the engine. */
  readonly tasks: TaskScheduler;
  /** For the engine. */
  readonly blocks: BlockManager;
  readonly [NOT_SERIALIZABLE] = "the SparkContext, which lives on the driver only";

  /** For the engine. */
  readonly shuffles: ShuffleStore;
  readonly #dag: DAGScheduler;
  readonly #listeners: SparkListenerBus;
  readonly #disk: DiskStore;
  readonly #executor: Executor;
  #scopes: ActionScopes | undefined;
  readonly #accumulators = new Map<number, { mergeTask(updates: never): void }>();
  readonly #broadcasts = new Map<number, Broadcast<unknown>>();
  #checkpointDir: string | undefined;
  #checkpointsMarked = false;
  #warnedOfLostAccumulator = false;
  #jobGroup: string | undefined;
  #nextBroadcastId = 0;
  #nextRddId = 0;
  #nextShuffleId = 0;
  #stopped = false;
  readonly #site: Site | undefined;

  constructor(conf: SparkConf) {
    this.host = currentHost();
    const running = active.get(this.host);
    if (running !== undefined) {
      throw new SparkError(
        `Only one SparkContext should be running in this JVM (see SPARK-2243).The currently running SparkContext was created at:\n${siteText(running.#site)}`,
        {
          code: "ACTIVE_SPARK_CONTEXT",
          advice: "Stop the running one first, or share it: new StreamingContext(sparkContext, batchDuration).",
        },
      );
    }
    this.#site = callSite();
    this.conf = conf.clone();
    this.master = required(
      this.conf,
      "spark.master",
      "A master URL must be set in your configuration",
      'conf.setMaster("local[2]")',
    );
    this.appName = required(
      this.conf,
      "spark.app.name",
      "An application name must be set in your configuration",
      'conf.setAppName("MyApp")',
    );
    const { slots, maxFailures } = parseMaster(this.master, this.host.processors);
    this.startTime = this.host.clock.now();
    this.conf.setIfMissing("spark.app.id", `local-${this.startTime}`);
    this.trace = new Trace(this.host.clock, this.host.trace);
    this.#listeners = new SparkListenerBus(this.trace);
    const environment: ReviveEnvironment = { custom: (handle: Handle) => this.#reviveHandle(handle) };
    this.#disk = new DiskStore(() => this.host.files);
    this.blocks = new BlockManager({
      memory: this.conf.getSizeAsBytes("sluice.storage.memory", "512m"),
      codec: { encode, decode: (bytes) => decode(bytes, environment) },
      disk: this.#disk,
      trace: this.trace,
    });
    this.shuffles = new ShuffleStore((bytes) => decode(bytes, environment));
    const inline = new InlineExecutor({
      host: this.host,
      trace: this.trace,
      blocks: this.blocks,
      shuffles: this.shuffles,
      environment,
      recording: recordingOf(this.host),
    });
    this.#executor = executorFor(this.conf, {
      host: this.host,
      trace: this.trace,
      blocks: this.blocks,
      shuffles: this.shuffles,
      environment,
      inline,
      slots,
      receivers: () => this.tasks.occupiedSlots,
      variables: {
        accumulator: (id) => this.#accumulators.get(id),
        broadcast: (id) => this.#broadcasts.get(id)!.value,
      },
    });
    this.tasks = new TaskScheduler({
      host: this.host,
      trace: this.trace,
      slots,
      maxFailures,
      inline,
      executor: this.#executor,
    });
    this.#dag = new DAGScheduler({ tasks: this.tasks, shuffles: this.shuffles, trace: this.trace });
    active.set(this.host, this);
    this.trace.emit({
      kind: "application-started",
      version: TRACE_VERSION,
      appName: this.appName,
      master: this.master,
      slots,
    });
  }

  /**
   * The running context. Spark's own is private; there `getOrCreate` stands for it.
   * @spark SparkContext.getActive
   * @example const running = SparkContext.getActive();
   */
  static getActive(): SparkContext | undefined {
    return active.get(currentHost());
  }

  /**
   * The running context, or a new one.
   * @spark SparkContext.getOrCreate
   * @example const sc = SparkContext.getOrCreate(new SparkConf().setMaster("local[2]").setAppName("Shared"));
   */
  static getOrCreate(conf = new SparkConf()): SparkContext {
    return SparkContext.getActive() ?? new SparkContext(conf);
  }

  [NAMED](): void {}

  /**
   * `spark.default.parallelism`, or else the number of task slots.
   * @spark SparkContext.defaultParallelism
   */
  get defaultParallelism(): number {
    return this.conf.getInt("spark.default.parallelism", this.tasks.slots);
  }

  /**
   * How many partitions files are read into at least: two, or the default parallelism if that is one.
   * @spark SparkContext.defaultMinPartitions
   */
  get defaultMinPartitions(): number {
    return Math.min(this.defaultParallelism, 2);
  }

  /**
   * A copy of the settings: changing it changes nothing here.
   * @spark SparkContext.getConf
   * @example const slots = sc.getConf().get("spark.master");
   */
  getConf(): SparkConf {
    return this.conf.clone();
  }

  /**
   * Has it been stopped?
   * @spark SparkContext.isStopped
   */
  get isStopped(): boolean {
    return this.#stopped;
  }

  // ── RDDs ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * An RDD of an array of the driver's, in `numSlices` partitions.
   * @spark SparkContext.parallelize
   * @example const numbers = sc.parallelize([1, 2, 3], 2);
   */
  parallelize<T extends AnyRecord>(records: readonly T[], numSlices = this.defaultParallelism): RDD<T> {
    this.#checkRunning();
    if (!Number.isInteger(numSlices) || numSlices < 1) {
      throw new IllegalArgumentError("Positive number of partitions required", {
        code: "NUM_PARTITIONS",
        advice: `An RDD of a collection was asked for in ${recordText(numSlices)} partitions.`,
      });
    }
    if (!Array.isArray(records)) {
      throw new IllegalArgumentError(`parallelize needs an array, and this is none: ${recordText(records)}`, {
        code: "NOT_AN_ARRAY",
        advice: "Make an array of it first: [...records] of whatever can be iterated, or [record] of a single one.",
      });
    }
    return new RDD(this, new ParallelCollectionRDD(records, numSlices));
  }

  /**
   * `parallelize`, under its other name.
   * @spark SparkContext.makeRDD
   * @example const numbers = sc.makeRDD([1, 2, 3]);
   */
  makeRDD<T extends AnyRecord>(records: readonly T[], numSlices?: number): RDD<T> {
    return this.parallelize(records, numSlices);
  }

  /**
   * The numbers from `start` up to, without, `end`, every `step`th; with a negative step, downwards.
   * @spark SparkContext.range
   * @example const evens = sc.range(0, 10, 2); // 0, 2, 4, 6, 8
   */
  range(start: number, end: number, step = 1, numSlices = this.defaultParallelism): RDD<number> {
    this.#checkRunning();
    require(step !== 0, () => "step cannot be 0", {
      code: "RANGE_STEP",
      advice: "A range with a step of 0 would never end.",
    });
    const slices = this.parallelize(
      Array.from({ length: Math.max(numSlices, 0) }, (_, i) => i),
      numSlices,
    );
    return new RDD(this, new RangeRDD(slices, start, end, step));
  }

  /**
   * An RDD without partitions.
   * @spark SparkContext.emptyRDD
   * @example const none = sc.emptyRDD<string>();
   */
  emptyRDD<T>(): RDD<T> {
    this.#checkRunning();
    return new RDD<T>(this, new EmptyRDD());
  }

  /**
   * The partitions of all of them; the partitioner is kept where they share one.
   * @spark SparkContext.union
   * @example const all = sc.union([sc.parallelize([1]), sc.parallelize([2])]);
   */
  union<T>(rdds: readonly RDD<T>[]): RDD<T> {
    this.#checkRunning();
    const filled = rdds.filter((rdd) => rdd.getNumPartitions() > 0);
    const partitioner = filled[0]?.partitioner;
    if (partitioner !== undefined && filled.every((rdd) => rdd.partitioner?.equals(partitioner))) {
      return new RDD(this, new PartitionerAwareUnionRDD(filled, partitioner));
    }
    return new RDD(this, new UnionRDD(filled));
  }

  // ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The lines of text files, at least about `minPartitions` parts of them. `path` is a file, or a directory whose files are read, or several with commas
   * between them; with the wildcards `*`, `?`, `[a-c]`, `{a,b}`. It is looked for them when the first action runs. Names that begin with _ or . are hidden.
   * @throws InvalidInputError (the action) when there is nothing at `path`
   * @spark SparkContext.textFile
   * @example const lines = sc.textFile("logs/*.txt");
   */
  textFile(path: string, minPartitions = this.defaultMinPartitions): RDD<string> {
    this.#checkRunning();
    return textFile(this, path, minPartitions);
  }

  /**
   * Whole text files, each as a pair of its path and its content; `path` as for `textFile`.
   * @spark SparkContext.wholeTextFiles
   * @example const sizes = sc.wholeTextFiles("logs").mapValues((text) => text.length);
   */
  wholeTextFiles(path: string, minPartitions = this.defaultMinPartitions): RDD<[string, string]> {
    this.#checkRunning();
    return wholeTextFiles(this, path, minPartitions);
  }

  /**
   * What `rdd.saveAsObjectFile` wrote; `path` as for `textFile`.
   * @spark SparkContext.objectFile
   * @example const counts = sc.objectFile<[string, number]>("out/counts");
   */
  objectFile<T>(path: string, minPartitions = this.defaultMinPartitions): RDD<T> {
    this.#checkRunning();
    return objectFile(this, path, minPartitions);
  }

  // ── shared variables ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Adds up whole numbers of tasks.
   * @spark SparkContext.longAccumulator
   * @example const errors = sc.longAccumulator("errors");
   */
  longAccumulator(name?: string): NumberAccumulator {
    return this.#register(new NumberAccumulator(this.#accumulators.size, name));
  }

  /**
   * Adds up numbers of tasks.
   * @spark SparkContext.doubleAccumulator
   * @example const total = sc.doubleAccumulator("total");
   */
  doubleAccumulator(name?: string): NumberAccumulator {
    return this.longAccumulator(name);
  }

  /**
   * Collects values of tasks.
   * @spark SparkContext.collectionAccumulator
   * @example const refused = sc.collectionAccumulator<string>("refused");
   */
  collectionAccumulator<T>(name?: string): CollectionAccumulator<T> {
    return this.#register(new CollectionAccumulator<T>(this.#accumulators.size, name));
  }

  /**
   * Sends `value` to every executor once. Functions that capture the result reach it by `.value`.
   * @spark SparkContext.broadcast
   * @example
   * const stopWords = sc.broadcast(new Set(["a", "the"]));
   * const told = words.filter((word) => !stopWords.value.has(word));
   */
  broadcast<T>(value: T): Broadcast<T> {
    this.#checkRunning();
    require(!(value instanceof RDD), () =>
      "Can not directly broadcast RDDs; instead, call collect() and broadcast the result.", {
      code: "BROADCAST_RDD",
    });
    const broadcast = new Broadcast<T>(this.#nextBroadcastId++, value, this);
    this.#broadcasts.set(broadcast.id, broadcast as Broadcast<unknown>);
    return broadcast;
  }

  /** For the engine. */
  unpersistBroadcast(id: number): void {
    this.#executor.freeBroadcast(id);
  }

  /** For the engine. */
  destroyBroadcast(id: number): void {
    this.#executor.freeBroadcast(id);
    this.#broadcasts.delete(id);
  }

  #register<A extends { readonly id: number; mergeTask(updates: never): void }>(accumulator: A): A {
    this.#accumulators.set(accumulator.id, accumulator);
    return accumulator;
  }

  // ── checkpoints ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Where `rdd.checkpoint()` writes: a directory of the application's own under `directory`.
   * @spark SparkContext.setCheckpointDir
   * @example sc.setCheckpointDir("checkpoints");
   */
  setCheckpointDir(directory: string): void {
    const { files } = this.host;
    const path = `${absolutePath(files, directory)}/${this.conf.getAppId()}`;
    // never one that another driver of this name left: its RDDs have the same numbers
    let unused = path;
    for (let n = 2; files.stat(unused) !== undefined; n++) unused = `${path}-${n}`;
    makeDurableDirectory(files, unused);
    this.#checkpointDir = unused;
  }

  /**
   * The directory that is written to; undefined until it is set.
   * @spark SparkContext.getCheckpointDir
   */
  get checkpointDir(): string | undefined {
    return this.#checkpointDir;
  }

  /**
   * The directory that is written to; undefined until it is set.
   * @spark SparkContext.getCheckpointDir
   * @example const directory = sc.getCheckpointDir();
   */
  getCheckpointDir(): string | undefined {
    return this.#checkpointDir;
  }

  /** For the engine. */
  checkpointMarked(): void {
    this.#checkpointsMarked = true;
  }

  async #checkpointMarkedIn(rdd: RDDBase<unknown>, isOfStreams: boolean, runJob: RunJob): Promise<void> {
    for (const marked of markedInLineage(rdd, isOfStreams)) await checkpointRDD(marked, runJob);
  }

  // ── jobs ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The jobs of the actions that are called from now on belong to `group`, until another one is set.
   * @spark SparkContext.setJobGroup
   * @example sc.setJobGroup("nightly", "what runs at night");
   */
  setJobGroup(group: string, _description?: string): void {
    this.#jobGroup = group;
  }

  /**
   * The jobs of the actions that are called from now on belong to no group.
   * @spark SparkContext.clearJobGroup
   * @example sc.clearJobGroup();
   */
  clearJobGroup(): void {
    this.#jobGroup = undefined;
  }

  /**
   * Cancels the jobs of a group: what waits for a slot does not start, and their actions reject.
   * @spark SparkContext.cancelJobGroup
   * @example sc.cancelJobGroup("nightly");
   */
  cancelJobGroup(group: string): void {
    this.#dag.cancel(group);
  }

  /**
   * Cancels all jobs: what waits for a slot does not start, and their actions reject.
   * @spark SparkContext.cancelAllJobs
   * @example sc.cancelAllJobs();
   */
  cancelAllJobs(): void {
    this.#dag.cancel(undefined);
  }

  /**
   * Calls `listener` with what the scheduler does from now on: a `SparkListener`, or an object with some of its methods.
   * @spark SparkContext.addSparkListener
   * @example sc.addSparkListener({ onJobEnd: ({ jobId, jobResult }) => console.log(jobId, jobResult.kind) });
   */
  addSparkListener(listener: Partial<SparkListener>): void {
    this.#listeners.add(listener);
  }

  /**
   * Ends `addSparkListener`.
   * @spark SparkContext.removeSparkListener
   * @example
   * const listener = { onJobStart: () => console.log("a job") };
   * sc.addSparkListener(listener);
   * sc.removeSparkListener(listener);
   */
  removeSparkListener(listener: Partial<SparkListener>): void {
    this.#listeners.remove(listener);
  }

  /**
   * Ends the executor of a slot at once, with all that it kept: what is lost is computed anew. Nothing happens when no executor runs for that slot,
   * as where tasks run in the driver's thread.
   * @spark SparkContext.killExecutor
   * @example sc.killExecutor(0);
   */
  killExecutor(id: number | string): void {
    this.#executor.kill(Number(id));
  }

  // ── for RDDs ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** For the engine. */
  newRddId(): number {
    return this.#nextRddId++;
  }

  /** For the engine. */
  newRDD<T>(kind: RDDKind<T>): RDD<T> {
    return new RDD(this, kind);
  }

  /** For the engine. */
  newSeed(): number {
    return Math.floor(this.host.random() * 2 ** 32) | 0;
  }

  /** For the engine. */
  newShuffleId(): number {
    return this.#nextShuffleId++;
  }

  /** For the engine. */
  clean<F>(f: F): F {
    if (typeof f === "function") checkSerializable(f);
    return f;
  }

  /** For the engine. */
  runJobNow<T, R>(rdd: RDDBase<T>, action: PartitionAction<T, R>, partitions?: readonly number[]): R[] {
    this.#checkRunning(NO_MORE_JOBS);
    return this.#dag.runJobNow(
      rdd,
      action,
      partitions ?? allPartitions(rdd),
      this.#scopes?.of(rdd.origin?.time),
      this.#jobGroup,
    );
  }

  /** For the engine. */
  action<R>(rdd: RDDBase<unknown>, work: (runJob: RunJob) => Promise<R>): JobPromise<R> {
    const scope = this.#scopes?.of(rdd.origin?.time);
    const group = this.#jobGroup;
    const runJob: RunJob = (rdd, action, partitions) => {
      this.#checkRunning(NO_MORE_JOBS);
      return this.#dag.runJob(rdd, action, partitions ?? allPartitions(rdd), scope, group);
    };
    const runAndCheckpoint: RunJob = async (target, action, partitions) => {
      const results = await runJob(target, action, partitions);
      if (this.#checkpointsMarked) await this.#checkpointMarkedIn(target, scope !== undefined, runJob);
      return results;
    };
    const promise = new JobPromise<R>((resolve, reject) => {
      work(this.#checkpointsMarked ? runAndCheckpoint : runJob).then(resolve, reject);
    });
    scope?.track(promise as JobPromise<unknown>);
    return promise;
  }

  /** What stands on an executor for the things that travel as a handle. */
  #reviveHandle(handle: Handle): unknown {
    if (handle.kind === "rdd") return RDD.withoutContext();
    if (handle.kind === "engine-function") return handle.make(handle.functions, handle.data);
    const broadcast = handle.kind === "broadcast" ? this.#broadcasts.get(handle.id) : undefined;
    if (broadcast !== undefined) return broadcast;
    const accumulator = handle.kind === "accumulator" ? this.#accumulators.get(handle.id) : undefined;
    if (accumulator !== undefined) return accumulator;
    throw new SparkError(`Nothing on an executor answers to a handle of kind ${String(handle.kind)}`, {
      code: "UNKNOWN_HANDLE",
    });
  }

  /** For the engine: a copy of `object` as an executor would have it. What is of a class that was not compiled by Sluice runs as it is. */
  travelled(object: object): object {
    const isKnown = isRegistered(object.constructor) || exportName(object.constructor) !== undefined;
    if (!isKnown) return object;
    registerEngineClasses();
    const [copy] = reviveValues(packValues([object]), { custom: (handle: Handle) => this.#reviveHandle(handle) });
    return copy as object;
  }

  /** For the engine: what stands for something that a function captured in a driver that is no more. */
  recoveredHandle(handle: Handle): unknown {
    switch (handle.kind) {
      case "broadcast":
        return recoveredBroadcast(handle.id);
      case "accumulator":
        return this.#register(
          recoveredAccumulator(this.#accumulators.size, handle.zero, () => this.#warnOfLostAccumulator()),
        );
      default:
        return this.#reviveHandle(handle);
    }
  }

  #warnOfLostAccumulator(): void {
    if (this.#warnedOfLostAccumulator) return;
    this.#warnedOfLostAccumulator = true;
    this.trace.warn(
      "Tasks add to an accumulator that was made before the driver was recovered from a checkpoint: accumulators are not recovered, what is added is " +
        "lost (on Spark too, without a word). Make it lazily, in the driver's function, from rdd.sparkContext.",
      "RECOVERED_ACCUMULATOR",
    );
  }

  /** For the engine. */
  storageInfo(rdd: RDDBase<unknown>): RDDStorageInfo | undefined {
    let cachedPartitions = 0;
    let memorySize = 0;
    for (let partition = 0; partition < rdd.getNumPartitions(); partition++) {
      const kept = this.blocks.get(`rdd_${rdd.id}_${partition}`);
      if (kept === undefined) continue;
      cachedPartitions++;
      memorySize += estimateSize(kept);
    }
    return cachedPartitions === 0 ? undefined : { cachedPartitions, memorySize, diskSize: 0 };
  }

  /** For the engine. */
  validatesOutput(rdd: RDDBase<unknown>): boolean {
    return (
      this.conf.getBoolean("spark.hadoop.validateOutputSpecs", true) && this.#scopes?.of(rdd.origin?.time) === undefined
    );
  }

  /** For the engine. */
  unpersist(rdd: RDDBase<unknown>): void {
    for (let partition = 0; partition < rdd.getNumPartitions(); partition++)
      this.blocks.remove(`rdd_${rdd.id}_${partition}`);
  }

  /** For the engine: how actions find the output operation that they belong to. */
  setScopes(scopes: ActionScopes | undefined): void {
    this.#scopes = scopes;
  }

  // ── the end ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Ends the application; no job can run any more.
   * @spark SparkContext.stop
   * @example sc.stop();
   */
  stop(): void {
    checkOutsideListeners("SparkContext");
    if (this.#stopped) return;
    this.#stopped = true;
    if (active.get(this.host) === this) active.delete(this.host);
    this.#executor.stop();
    this.blocks.clear();
    this.#disk.clear();
    this.trace.emit({ kind: "application-stopped" });
  }

  #checkRunning(message = "Cannot call methods on a stopped SparkContext."): void {
    if (!this.#stopped) return;
    throw new IllegalStateError(message, {
      code: "STOPPED_SPARK_CONTEXT",
      advice: "The context was stopped before this call; to stop only the streams, use ssc.stop(false).",
    });
  }
}

const NO_MORE_JOBS = "SparkContext has been shutdown";

function allPartitions(rdd: RDDBase<unknown>): number[] {
  return Array.from({ length: rdd.getNumPartitions() }, (_, i) => i);
}

function required(conf: SparkConf, key: string, message: string, advice: string): string {
  const value = conf.getOption(key);
  if (value === undefined || value.trim() === "")
    throw new SparkError(message, { code: "MISSING_CONF", advice: `Set it in the program: ${advice}.` });
  return value;
}
