import { NAMED, NOT_SERIALIZABLE } from "./closure/index.ts";
import { callSite, siteText } from "./conf/call-site.ts";
import { IllegalArgumentError, IllegalStateError, require, type Site } from "./conf/errors.ts";
import { SparkConf } from "./conf/spark-conf.ts";
import { Duration, Milliseconds, Time } from "./conf/time.ts";
import { DStream } from "./dstream/dstream.ts";
import type { ReceivedBlockInfo, StreamingEnvironment } from "./dstream/environment.ts";
import { DStreamGraph } from "./dstream/graph.ts";
import type { DStreamKind } from "./dstream/kind.ts";
import type { MapWithStateDStreamImpl } from "./dstream/kinds/map-with-state.ts";
import { MapWithStateDStream } from "./dstream/map-with-state-dstream.ts";
import { type OutputFunction, OutputOperation } from "./dstream/output.ts";
import { declaredAncestors, filesOf, keptStreams, stateOf, windowOf } from "./dstream/shown.ts";
import { restoreGraph } from "./dstream/snapshot.ts";
import { type Clock, currentHost, type Host } from "./host/host.ts";
import { failureOfPartition } from "./rdd/partition-actions.ts";
import { rateLimits } from "./receiver/rate-limits.ts";
import type { Receiver } from "./receiver/receiver.ts";
import { ReceiverTracker, type StreamReceiver } from "./receiver/receiver-tracker.ts";
import { SparkContext } from "./spark-context.ts";
import { makeDurableDirectory } from "./storage/files/durable-directory.ts";
import { absolutePath } from "./storage/files/path.ts";
import type { Checkpoint } from "./streaming/checkpoint/checkpoint.ts";
import { makingCheckpointDirectory, notRestored } from "./streaming/checkpoint/checkpoint-directory.ts";
import { readCheckpoint } from "./streaming/checkpoint/checkpoint-files.ts";
import { Checkpointing } from "./streaming/checkpoint/checkpointing.ts";
import { pathsNow, whereItIs } from "./streaming/checkpoint/moved-checkpoint.ts";
import { recoveredConf } from "./streaming/checkpoint/recovered-conf.ts";
import { ContextWaiter } from "./streaming/context-waiter.ts";
import { InputInfoTracker } from "./streaming/input-info-tracker.ts";
import { JobGenerator } from "./streaming/job-generator.ts";
import { JobScheduler } from "./streaming/job-scheduler.ts";
import { OutputScopes } from "./streaming/output-scopes.ts";
import type { RateEstimator } from "./streaming/rate/rate-estimator.ts";
import { RateController } from "./streaming/rate-controller.ts";
import type { StreamingListener } from "./streaming/streaming-listener.ts";
import { StreamingListenerBus } from "./streaming/streaming-listener-bus.ts";
import { StreamingInputs } from "./streaming-inputs.ts";
import { checkOutsideListeners } from "./trace/listener-bus.ts";
import type { Trace } from "./trace/trace.ts";

/**
 * Where in its life a StreamingContext is.
 * @spark org.apache.spark.streaming.StreamingContextState
 */
export type StreamingContextState = "INITIALIZED" | "ACTIVE" | "STOPPED";

/** One for each world. */
const active = new WeakMap<Host, StreamingContext>();

/**
 * The entry point of a streaming program: makes input streams, runs the graph that ends in output operations, one batch every `batchDuration`.
 * @spark org.apache.spark.streaming.StreamingContext
 * @example
 * const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Counts"), Seconds(1));
 * ssc.socketTextStream("localhost", 9999).count().print();
 * ssc.start();
 * await ssc.awaitTermination();
 */
export class StreamingContext extends StreamingInputs implements StreamingEnvironment {
  /**
   * The SparkContext on which its jobs run.
   * @spark StreamingContext.sparkContext
   */
  readonly sparkContext: SparkContext;
  /** The streams of the program. For the engine. */
  readonly graph: DStreamGraph;
  readonly [NOT_SERIALIZABLE] = "the StreamingContext, which lives on the driver only";

  readonly #waiter = new ContextWaiter();
  readonly #inputs = new InputInfoTracker();
  readonly #listeners: StreamingListenerBus;
  readonly #scopes = new OutputScopes();
  readonly #tracker: ReceiverTracker;
  readonly #scheduler: JobScheduler;
  readonly #generator: JobGenerator;
  readonly #blockInterval: number;
  #state: StreamingContextState = "INITIALIZED";
  /** In milliseconds. */
  readonly #gracefulStopTimeout: number;
  readonly #stopsGracefullyOnShutdown: boolean;
  #rateControllers: readonly RateController[] = [];
  #startSite: Site | undefined;
  readonly #checkpointing: Checkpointing;
  readonly #recovered: Checkpoint | undefined;
  #stopping: Promise<void> | undefined;
  #nextDStreamId = 0;
  #operationDepth = 0;

  /**
   * A context of its own SparkContext, made from a conf, or on one that is there already. `batchDuration` is the batch interval. (`recovered` is for the
   * engine: use `StreamingContext.getOrCreate`.)
   */
  constructor(confOrContext: SparkConf | SparkContext, batchDuration: Duration, recovered?: Checkpoint) {
    super();
    if (!(confOrContext instanceof SparkConf) && !(confOrContext instanceof SparkContext)) {
      throw new IllegalArgumentError(
        "Spark Streaming cannot be initialized with both SparkContext and checkpoint as null",
        {
          code: "STREAMING_CONTEXT_ARGUMENTS",
          advice: "Give new StreamingContext a SparkConf or a SparkContext first, then the batch interval.",
        },
      );
    }
    if (!(batchDuration instanceof Duration) || batchDuration.milliseconds <= 0) {
      throw new IllegalArgumentError(`The batch interval must be longer than zero, not ${String(batchDuration)}`, {
        code: "BATCH_INTERVAL",
        advice: "Give it as a duration, for instance Seconds(1).",
      });
    }
    const sc = confOrContext instanceof SparkContext ? confOrContext : new SparkContext(confOrContext);
    this.sparkContext = sc;
    this.graph = new DStreamGraph(batchDuration);
    const { conf, host, trace, tasks, blocks } = sc;
    this.#blockInterval = conf.getTimeAsMs("spark.streaming.blockInterval", "200ms");
    require(this.#blockInterval > 0, () => "'spark.streaming.blockInterval' should be a positive value", {
      code: "CONF_VALUE",
    });
    this.#gracefulStopTimeout = conf.getTimeAsMs(
      "spark.streaming.gracefulStopTimeout",
      `${10 * batchDuration.milliseconds}`,
    );
    this.#stopsGracefullyOnShutdown = conf.getBoolean("spark.streaming.stopGracefullyOnShutdown", true);
    if (sc.tasks.slots === 1) {
      trace.warn(
        "spark.master should be set as local[n], n > 1 in local mode if you have receivers to get data, otherwise Spark jobs will not get " +
          "resources to process the received data.",
        "ONE_SLOT",
      );
    }
    this.#tracker = new ReceiverTracker({
      host,
      trace,
      conf,
      tasks,
      blocks,
      blockInterval: this.#blockInterval,
      restartDelay: conf.getTimeAsMs("spark.streaming.receiverRestartDelay", "2000"),
      rateLimits: rateLimits(conf),
      failedJob: (error) => {
        const receiver = sc.parallelize([0], 1).setName("Receiver");
        return sc.action(receiver, (runJob) => runJob(receiver, failureOfPartition("start", [], error)));
      },
    });
    this.#scheduler = new JobScheduler({
      clock: host.clock,
      trace,
      waiter: this.#waiter,
      scopes: this.#scopes,
      concurrentJobs: conf.getInt("spark.streaming.concurrentJobs", 1),
      onBatchEnd: (jobSet) => {
        for (const controller of this.#rateControllers) controller.onBatchCompleted(jobSet);
      },
      onBatchCompletion: (jobSet) => this.#generator.onBatchCompletion(jobSet.time),
    });
    this.#generator = new JobGenerator({
      clock: host.clock,
      trace,
      graph: this.graph,
      scheduler: this.#scheduler,
      tracker: this.#tracker,
      inputs: this.#inputs,
      unpersist: conf.getBoolean("spark.streaming.unpersist", true),
      checkpoint: (time, clearData) => this.#checkpointing.write(time, clearData),
    });
    this.#checkpointing = new Checkpointing({
      files: host.files,
      trace,
      conf,
      graph: this.graph,
      pendingTimes: () => this.#scheduler.pendingTimes(),
    });
    this.#listeners = new StreamingListenerBus(trace);
    trace.emit({ kind: "context-state", state: this.#state });
    this.#recovered = recovered;
    if (recovered !== undefined) this.#recover(recovered);
  }

  #recover(checkpoint: Checkpoint): void {
    const { host } = this.sparkContext;
    this.checkpoint(checkpoint.directory);
    restoreGraph(checkpoint.graph, this, {
      handles: (handle) => this.sparkContext.recoveredHandle(handle),
      pathNow: pathsNow(checkpoint),
      importPackage: host.importPackage?.bind(host),
    });
    for (const output of this.graph.outputs) this.#showOutput(output);
  }

  /**
   * The context that a driver left in the checkpoint directory when it ended or died; if there is none, the one that `create` makes. A recovered context
   * has the streams, functions and settings of then: `create` is not called, whatever the program says now. Where the directory was moved, it goes on
   * where the directory is now.
   * @throws SparkError when there are checkpoints and none can be read, unless `createOnError`
   * @spark StreamingContext.getOrCreate
   * @example
   * const ssc = StreamingContext.getOrCreate("checkpoints", () => {
   *   const created = new StreamingContext(conf, Seconds(1));
   *   created.checkpoint("checkpoints");
   *   created.socketTextStream("localhost", 9999).count().print();
   *   return created;
   * });
   */
  static getOrCreate(directory: string, create: () => StreamingContext, createOnError = false): StreamingContext {
    const { files } = currentHost();
    const path = absolutePath(files, directory);
    const unread: [path: string, error: unknown][] = [];
    const read = readCheckpoint(files, path, (file, error) => unread.push([file, error]), createOnError);
    const told = (ssc: StreamingContext): StreamingContext => {
      for (const [file, error] of unread)
        ssc.trace.warn(`Error reading checkpoint from file ${file}`, "CHECKPOINT_CORRUPT", error);
      return ssc;
    };
    if (read === undefined) return told(create());
    const checkpoint = whereItIs(read, path, files);
    const sc = SparkContext.getActive();
    try {
      const ssc = told(
        new StreamingContext(sc ?? recoveredConf(checkpoint), Milliseconds(checkpoint.batchDuration), checkpoint),
      );
      if (checkpoint.directory !== path)
        ssc.trace.warn(
          `The checkpoint in ${path} belongs to ${checkpoint.directory}: there this driver goes on writing, and from there the next one has to recover`,
          "CHECKPOINT_ELSEWHERE",
        );
      return ssc;
    } catch (error) {
      if (sc === undefined) SparkContext.getActive()?.stop();
      if (!createOnError) throw notRestored(files, path, error);
      unread.push([path, error]);
      return told(create());
    }
  }

  /**
   * The context that has been started and not stopped.
   * @spark StreamingContext.getActive
   * @example const running = StreamingContext.getActive() !== undefined;
   */
  static getActive(): StreamingContext | undefined {
    return active.get(currentHost());
  }

  /**
   * The active context, or the one that `create` makes.
   * @spark StreamingContext.getActiveOrCreate
   * @example const ssc = StreamingContext.getActiveOrCreate(() => new StreamingContext(conf, Seconds(1)));
   */
  static getActiveOrCreate(create: () => StreamingContext): StreamingContext;
  /**
   * The active context, or what `getOrCreate` gives.
   * @spark StreamingContext.getActiveOrCreate
   * @example const ssc = StreamingContext.getActiveOrCreate("checkpoints", () => new StreamingContext(conf, Seconds(1)));
   */
  static getActiveOrCreate(
    directory: string,
    create: () => StreamingContext,
    createOnError?: boolean,
  ): StreamingContext;
  static getActiveOrCreate(
    ...args: [() => StreamingContext] | [string, () => StreamingContext, boolean?]
  ): StreamingContext {
    const running = StreamingContext.getActive();
    if (running !== undefined) return running;
    return typeof args[0] === "function" ? args[0]() : StreamingContext.getOrCreate(args[0], args[1]!, args[2]);
  }

  [NAMED](): void {}

  /**
   * Where in its life this context is.
   * @spark StreamingContext.getState
   * @example if (ssc.getState() === "ACTIVE") await ssc.stop();
   */
  getState(): StreamingContextState {
    return this.#state;
  }

  /** The program's receivers, with the way to copies of them, as executors get them. */
  #receivers(): StreamReceiver[] {
    return this.graph.inputs.flatMap(({ kind: { receiver, receiverStream } }) =>
      receiver === undefined
        ? []
        : [
            {
              stream: receiverStream!,
              name: receiver.constructor.name,
              make: () => this.sparkContext.travelled(receiver) as Receiver<unknown>,
            },
          ],
    );
  }

  /** One for each receiver, with backpressure. */
  #makeRateControllers(): RateController[] {
    return this.graph.inputs.flatMap(({ kind: { receiverStream: stream, rateEstimator } }) => {
      if (stream === undefined || rateEstimator === undefined) return [];
      const publish = (rate: number) => this.#tracker.sendRateUpdate(stream, rate);
      return [new RateController(stream, rateEstimator as RateEstimator, this.trace, publish)];
    });
  }

  /**
   * Calls `listener` with what happens from now on: a `StreamingListener`, or an object with some of its methods.
   * @spark StreamingContext.addStreamingListener
   * @example ssc.addStreamingListener({ onBatchCompleted: ({ batchInfo }) => console.log(batchInfo.processingDelay) });
   */
  addStreamingListener(listener: Partial<StreamingListener>): void {
    this.#listeners.add(listener);
  }

  /**
   * Ends `addStreamingListener`.
   * @spark StreamingContext.removeStreamingListener
   * @example
   * ssc.addStreamingListener(listener);
   * ssc.removeStreamingListener(listener);
   */
  removeStreamingListener(listener: Partial<StreamingListener>): void {
    this.#listeners.remove(listener);
  }

  // ── life ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Starts the receivers and the batches. A second call only warns; after `stop` there is no other start.
   * @spark StreamingContext.start
   * @example ssc.start();
   */
  start(): void {
    if (this.#state === "ACTIVE") {
      this.trace.warn("StreamingContext has already been started", "ALREADY_STARTED");
      return;
    }
    if (this.#state === "STOPPED") {
      throw new IllegalStateError("StreamingContext has already been stopped", {
        code: "STOPPED_CONTEXT",
        advice: "A stopped context cannot be started again; make a new one.",
      });
    }
    const { host } = this.sparkContext;
    const running = active.get(host);
    if (running !== undefined) {
      throw new IllegalStateError(
        `Only one StreamingContext may be started in this JVM. Currently running StreamingContext was started at ${siteText(running.#startSite)}`,
        { code: "ACTIVE_CONTEXT", advice: "Stop the running context first." },
      );
    }
    this.#startSite = callSite();
    try {
      this.graph.validate();
      this.#checkpointing.validate();
      this.#checkpointing.begin(this.#recovered);
      this.sparkContext.setScopes(this.#scopes);
      this.#rateControllers = this.#makeRateControllers();
      const recovered = this.#recovered;
      this.#tracker.start(this.#receivers(), this.checkpointDir, recovered && pathsNow(recovered));
      const zeroTime = recovered === undefined ? this.#generator.start() : this.graph.zeroTime!;
      this.trace.emit({
        kind: "streaming-started",
        zeroTime: zeroTime.milliseconds,
        batchInterval: this.batchDuration.milliseconds,
        blockInterval: this.#blockInterval,
        kept: keptStreams(this.graph),
      });
      if (recovered !== undefined) this.#goOn(recovered);
    } catch (error) {
      this.#tracker.stop();
      this.#checkpointing.close();
      this.#setState("STOPPED");
      throw error;
    }
    active.set(host, this);
    this.#setState("ACTIVE");
  }

  #goOn({ time, pendingTimes }: Checkpoint): void {
    this.#generator.restart(new Time(time), pendingTimes, (times) => {
      const batches = times.map(({ milliseconds }) => milliseconds);
      const again = batches.filter((batch) => batch === time || pendingTimes.includes(batch));
      this.trace.emit({ kind: "driver-recovered", checkpoint: time, batches, again });
    });
  }

  /**
   * Ends the streams, and the SparkContext too unless `stopSparkContext` is false. With `stopGracefully` everything that was received is
   * processed first. Resolves when it is done; must not be awaited inside of an output operation, which it would wait for.
   * @spark StreamingContext.stop
   * @example await ssc.stop(true, true);
   */
  stop(
    stopSparkContext = this.sparkContext.conf.getBoolean("spark.streaming.stopSparkContextByDefault", true),
    stopGracefully = false,
  ): Promise<void> {
    checkOutsideListeners("StreamingContext");
    if (this.#state === "INITIALIZED") this.trace.warn("StreamingContext has not been started yet", "NOT_STARTED");
    else if (this.#state === "STOPPED" && this.#stopping === undefined)
      this.trace.warn("StreamingContext has already been stopped", "STOPPED_CONTEXT");
    else {
      this.#stopping ??= this.#stopStreams(stopGracefully);
      if (!stopGracefully) this.#stopped();
      return this.#stopping.then(() => {
        if (stopSparkContext) this.sparkContext.stop();
      });
    }
    this.#stopped();
    if (stopSparkContext) this.sparkContext.stop();
    return Promise.resolve();
  }

  /**
   * For whoever runs the program, when the process is asked to end: stops all of it, gracefully unless `spark.streaming.stopGracefullyOnShutdown` is
   * false. `begins` is told whether.
   * @spark none
   * @example process.on("SIGTERM", () => void ssc.stopOnShutdown(() => console.error("ending")));
   */
  stopOnShutdown(begins: (gracefully: boolean) => void): Promise<void> {
    begins(this.#stopsGracefullyOnShutdown);
    return this.stop(true, this.#stopsGracefullyOnShutdown);
  }

  /**
   * For whoever lets things go wrong: the thread of the receiver of an input stream dies, and its supervisor starts it again.
   * @spark none
   * @example ssc.killReceiver(0);
   */
  killReceiver(stream: number): void {
    this.#tracker.kill(stream);
  }

  async #stopStreams(gracefully: boolean): Promise<void> {
    const inOutput = this.#scopes.isInside;
    if (inOutput) {
      this.trace.warn(
        "stop was called inside of an output operation, which it would have to wait for: the batch that runs is not waited for",
        "STOP_IN_OUTPUT",
      );
    }
    this.#tracker.stop();
    const { host } = this.sparkContext;
    if (gracefully && !inOutput) {
      const timeout = this.#gracefulStopTimeout;
      await within(host.clock, timeout, (timedOut) => this.#generator.stopGracefully(timedOut, timeout));
      await this.#scheduler.stop(true);
    } else {
      this.#generator.stop();
      const ended = this.#scheduler.stop(false);
      if (!inOutput) await within(host.clock, ABRUPT_STOP_TIMEOUT, (timedOut) => Promise.race([ended, timedOut]));
    }
    this.#checkpointing.close();
    this.#stopped();
  }

  #stopped(): void {
    if (this.#state === "STOPPED") return;
    this.#setState("STOPPED");
    const { host } = this.sparkContext;
    if (active.get(host) === this) active.delete(host);
    this.sparkContext.setScopes(undefined);
    this.#waiter.notifyStop();
  }

  #setState(state: StreamingContextState): void {
    this.#state = state;
    this.trace.emit({ kind: "context-state", state });
  }

  /**
   * Resolves when the context has been stopped; rejects with the error of a batch that failed.
   * @spark StreamingContext.awaitTermination
   * @example await ssc.awaitTermination();
   */
  async awaitTermination(): Promise<void> {
    await this.#waiter.wait(this.sparkContext.host.clock);
    await this.#stopping;
  }

  /**
   * The same, for `timeout` milliseconds at most: true when the context has been stopped, false when the time is over.
   * @spark StreamingContext.awaitTerminationOrTimeout
   * @example if (!(await ssc.awaitTerminationOrTimeout(60_000))) await ssc.stop();
   */
  awaitTerminationOrTimeout(timeout: number): Promise<boolean> {
    return this.#waiter.wait(this.sparkContext.host.clock, timeout);
  }

  /**
   * Where checkpoints go: a directory on a store that outlives the driver. Needed by every stream that is made of its own past (state, windows with
   * an inverse). `null` turns it off again.
   * @spark StreamingContext.checkpoint
   * @example ssc.checkpoint("checkpoints");
   */
  checkpoint(directory: string | null): void {
    if (directory === null) {
      this.#checkpointing.directory = undefined;
      return;
    }
    const { files } = this.sparkContext.host;
    const path = absolutePath(files, directory);
    makingCheckpointDirectory(path, () => {
      makeDurableDirectory(files, path);
      this.sparkContext.setCheckpointDir(path);
    });
    this.#checkpointing.directory = path;
  }

  /** The directory that `checkpoint` was given. For the engine. */
  get checkpointDir(): string | undefined {
    return this.#checkpointing.directory;
  }

  /**
   * Every stream remembers its RDDs at least so long, so that they can be used outside of the streams. It can be said once.
   * @spark StreamingContext.remember
   * @example ssc.remember(Minutes(1));
   */
  remember(duration: Duration): void {
    this.graph.remember(duration);
  }

  // ── for DStreams ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Everything that happens, as events.
   * @spark none
   */
  get trace(): Trace {
    return this.sparkContext.trace;
  }

  /** For the engine. */
  get clock(): Clock {
    return this.sparkContext.host.clock;
  }

  /** For the engine. */
  get batchDuration(): Duration {
    return this.graph.batchDuration;
  }

  /** For the engine. */
  get isStarted(): boolean {
    return this.#state !== "INITIALIZED";
  }

  /** For the engine. */
  checkMayAdd(): void {
    if (this.#state === "INITIALIZED") return;
    const when = this.#state === "ACTIVE" ? "starting" : "stopping";
    throw new IllegalStateError(
      `Adding new inputs, transformations, and output operations after ${when} a context is not supported`,
      {
        code: this.#state === "ACTIVE" ? "AFTER_START" : "STOPPED_CONTEXT",
        advice: "Declare all of them before ssc.start().",
        site: callSite(),
      },
    );
  }

  /** For the engine. */
  newDStream<T>(kind: DStreamKind<T>): DStream<T> {
    return new DStream<T>(this, kind);
  }

  /** For the engine. */
  newMapWithStateDStream<K, V, S, E>(kind: MapWithStateDStreamImpl<K, V, S, E>): MapWithStateDStream<K, V, S, E> {
    return new MapWithStateDStream(this, kind);
  }

  /** For the engine. */
  newStreamId(): number {
    return this.#nextDStreamId++;
  }

  /** For the engine. */
  streamRestored(dstream: DStream<unknown>): void {
    this.#nextDStreamId = Math.max(this.#nextDStreamId, dstream.id + 1);
    if (dstream.declared) this.#show(dstream);
  }

  /** For the engine. */
  operation<T>(name: string, build: () => DStream<T>, detail?: string): DStream<T> {
    this.checkMayAdd();
    this.#operationDepth++;
    let made: DStream<T>;
    try {
      made = build();
    } finally {
      this.#operationDepth--;
    }
    if (this.#operationDepth === 0 && !made.declared) this.#declare(made, name, detail);
    return made;
  }

  #declare(dstream: DStream<unknown>, operation: string, detail: string | undefined): void {
    dstream.declared = true;
    dstream.creation = { operation, site: callSite(), detail };
    this.#show(dstream);
  }

  #show(dstream: DStream<unknown>): void {
    const { operation, site, detail } = dstream.creation!;
    const { receiverStream } = dstream.kind as { readonly receiverStream?: number };
    this.trace.emit({
      kind: "dstream-declared",
      dstream: dstream.id,
      operation,
      parents: [...new Set(dstream.kind.parents.flatMap(declaredAncestors))],
      slide: dstream.slideDuration.milliseconds,
      site,
      detail,
      stream: receiverStream,
      window: windowOf(dstream),
      state: stateOf(dstream),
      files: filesOf(dstream),
    });
    if (dstream.variable !== undefined)
      this.trace.emit({ kind: "dstream-named", dstream: dstream.id, name: dstream.variable });
  }

  /** For the engine. */
  addOutput(parent: DStream<unknown>, operation: string, f: OutputFunction): void {
    this.checkMayAdd();
    const output = new OutputOperation(this.graph.outputs.length, parent, operation, f, callSite());
    this.graph.outputs.push(output);
    this.#showOutput(output);
  }

  #showOutput({ id, parent, operation, site }: OutputOperation): void {
    this.trace.emit({ kind: "output-declared", output: id, dstream: parent.id, operation, site });
  }

  /** For the engine. */
  blocksOf(time: Time, stream: number): readonly ReceivedBlockInfo[] {
    return this.#tracker.blocksOf(time, stream);
  }

  /** For the engine. */
  reportInput(time: Time, dstream: DStream<unknown>, records: number, files?: readonly string[]): void {
    this.#inputs.report(time, { stream: this.graph.inputNumber(dstream), records, files });
  }

  /** For the engine. */
  hasBlock(block: string): boolean {
    return this.sparkContext.blocks.has(block);
  }

  /** For the engine. */
  removeBlocks(blocks: readonly string[]): void {
    for (const block of blocks) this.sparkContext.blocks.remove(block);
  }
}

/** How long a stop that is not graceful waits for the output operation that runs, in milliseconds; Spark's value. */
const ABRUPT_STOP_TIMEOUT = 2000;

/** Runs `work` with a promise that resolves after `timeout` milliseconds, and takes the timer back when it is done. */
async function within(clock: Clock, timeout: number, work: (timedOut: Promise<void>) => Promise<void>): Promise<void> {
  let cancel = () => {};
  const timedOut = new Promise<void>((resolve) => {
    const timer = clock.schedule(clock.now() + timeout, resolve);
    cancel = () => timer.cancel();
  });
  await work(timedOut);
  cancel();
}
