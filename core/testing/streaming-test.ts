/// <reference lib="esnext.disposable" preserve="true" />
import { NOT_SERIALIZABLE } from "../closure/index.ts";
import { callSite } from "../conf/call-site.ts";
import { type Site, SparkError } from "../conf/errors.ts";
import { SparkConf, setSubmittedConf } from "../conf/spark-conf.ts";
import { Seconds } from "../conf/time.ts";
import type { DStream } from "../dstream/dstream.ts";
import type { ManualClock } from "../host/clocks.ts";
import { type Host, installHost } from "../host/host.ts";
import { currentTask } from "../rdd/task-context.ts";
import type { SimFiles } from "../sim/files.ts";
import { SimHost } from "../sim/sim-host.ts";
import { SparkContext } from "../spark-context.ts";
import { StreamingContext } from "../streaming-context.ts";
import type { TraceDetail, TraceEvent, TraceEventOf, TraceKind } from "../trace/events.ts";
import { type BatchFailure, BatchLog } from "./batch-log.ts";
import { Collected, type CollectOptions, collectInto, useCollectors } from "./collected.ts";
import {
  checkCount,
  noBatches,
  notProcessed,
  programNotStarted,
  programRuns,
  programWithoutContext,
  testStopped,
  testSuperseded,
} from "./errors.ts";
import { Netcat } from "./netcat.ts";
import type { ProcessedOptions, RunOptions, StopOptions, StreamingTestOptions } from "./options.ts";
import { realSleep, turn } from "./platform.ts";
import { Printed } from "./printed.ts";
import { Program } from "./program.ts";
import { ProgramView } from "./program-view.ts";
import { type Batches, type TestInput, type TestInputOptions, testInput } from "./test-input.ts";

/** How a test ended: it was stopped, or another one was made `by` somebody. */
type Ending = "stopped" | { readonly by: Site | undefined };

/** For how long `run` waits for a program's modules to be loaded, in real milliseconds. */
const LOADING = 30_000;

/** Real milliseconds between two looks at what does not depend on the clock. */
const LOOK = 2;

let active: StreamingTest | undefined;

/**
 * A streaming program under test, in a world of its own: a clock that stands still until the test moves it, files in memory, netcats, seeded
 * randomness. The same test has the same outcome every time, and takes no longer than its computations.
 *
 * Test operations: make inputs, collect what comes out of them, run batches. Or a whole program, as it is: `run` it, talk to its sockets, read what it
 * prints. Contexts that the test makes by itself live in the same world.
 *
 * There is one at a time. One that was not stopped is ended when the next one is made, and says so when it is used after that.
 * @spark org.apache.spark.streaming.TestSuiteBase
 * @example
 * await using t = new StreamingTest();
 * const words = t.input([["a b"], ["a"]]).flatMap((line) => line.split(" "));
 * const counts = t.collect(words.countByValue());
 * await t.runBatches(2);
 * counts.batches; // [[["a", 1], ["b", 1]], [["a", 1]]]
 */
export class StreamingTest {
  readonly [NOT_SERIALIZABLE] = "a StreamingTest, which lives on the driver only";
  /**
   * Everything that happened, in order.
   * @spark none
   */
  readonly trace: TraceEvent[] = [];
  /**
   * What was printed, by batch.
   * @spark none
   */
  readonly printed: Printed;
  readonly #options: StreamingTestOptions;
  readonly #log = new BatchLog();
  readonly #collected: Collected<unknown>[] = [];
  #host: SimHost;
  #view: ProgramView;
  readonly #hostBefore: Host | undefined;
  readonly #confBefore: ReadonlyMap<string, string>;
  #sc: SparkContext | undefined;
  #ssc: StreamingContext | undefined;
  #program: Program | undefined;
  #reportedFailures = 0;
  #reportedProgram: Program | undefined;
  #ended: Ending | undefined;

  constructor(options: StreamingTestOptions = {}) {
    if (active !== undefined) active.#giveWay();
    this.#options = options;
    const { master = "local[2]", conf = {} } = options;
    const settings = Object.entries(conf).map(([key, value]) => [key, String(value)] as const);
    this.#confBefore = setSubmittedConf(new Map([["spark.master", master], ["spark.app.name", "test"], ...settings]));
    this.#hostBefore = installHost(undefined);
    [this.#host, this.#view] = this.#enter();
    const now = { now: () => this.clock.now() };
    this.printed = new Printed(this.#log, now);
    useCollectors(this.#collected);
    active = this;
  }

  /** Enters a world, with what it shows to programs. */
  #enter(after?: SimHost): [SimHost, ProgramView] {
    const { start = 0, seed = 0, taskCost = 0, previews = 0 } = this.#options;
    const { workers, processes } = this.#hostBefore ?? {};
    const trace = { previews, write: (event: { readonly kind: string }) => this.#write(event as TraceEvent) };
    const host = new SimHost({ turn, trace, start, seed, taskCost, workers, processes, after });
    installHost(host);
    const write = (stream: "stdout" | "stderr", text: string): void => this.#say(stream, text);
    return [host, new ProgramView({ clock: host.clock, seed, write })];
  }

  // ── the world ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The simulated world itself.
   * @spark none
   */
  get host(): SimHost {
    return this.#host;
  }

  /**
   * The time, in milliseconds. Moved by `runBatches` and `advance`.
   * @spark none
   */
  get clock(): ManualClock {
    return this.host.clock;
  }

  /**
   * The files: `put` some for a program to read, look at what it wrote.
   * @spark none
   */
  get files(): SimFiles {
    return this.host.files;
  }

  /**
   * The netcat that listens on `host:port`, for a program's `socketTextStream(host, port)`.
   * @spark none
   * @example t.netcat(9999).send("hello world");
   */
  netcat(port: number, host = "localhost"): Netcat {
    return new Netcat(() => this.host.network, host, port);
  }

  /**
   * The SparkContext: the program's, or else the test's own, which is made when it is first asked for.
   * @spark none
   */
  get sc(): SparkContext {
    this.#checkCurrent();
    this.#sc ??= new SparkContext(new SparkConf());
    return this.#sc;
  }

  /**
   * The StreamingContext: the program's, or else the test's own, which is made when it is first asked for and starts with the first batch.
   * @spark none
   */
  get ssc(): StreamingContext {
    this.#checkCurrent();
    if (this.#ssc === undefined) {
      const { batch = Seconds(1), checkpoint } = this.#options;
      this.#ssc = new StreamingContext(this.sc, batch);
      if (checkpoint !== undefined) this.#ssc.checkpoint(checkpoint);
    }
    return this.#ssc;
  }

  // ── operations under test ──────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * An input stream that has `batches`, one an interval, and then what it is fed: `words.feed(["a b"])`. `null` is a batch without an RDD.
   * @spark none
   * @example const words = t.input([["a", "b"], null, ["c"]]);
   */
  input<T>(batches?: Batches<T>, options?: TestInputOptions): TestInput<T> {
    return testInput<T>(this.ssc, batches, options);
  }

  /**
   * Collects what comes out of a stream, in every interval. An output operation: what it leads to is computed.
   * @spark none
   * @example const counts = t.collect(t.input([["a", "b"]]).count());
   */
  collect<T>(stream: DStream<T>, options: CollectOptions = {}): Collected<T> {
    this.#checkCurrent();
    const collected = new Collected<T>(stream, options, this.#log, { now: () => this.clock.now() });
    stream.context.addOutput(stream as DStream<unknown>, "collect", collectInto([], this.#collected.length));
    this.#collected.push(collected as unknown as Collected<unknown>);
    return collected;
  }

  // ── a whole program ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Runs a program that makes its own context, as it is: `await t.run(() => import("./program.ts"))`. Resolves when it has started its context, has
   * ended or waits for the clock. From then on `ssc` and `sc` are the program's, and so is the console while the clock moves. A module runs once:
   * a second test in the same file gives it a query, `import("./program.ts?2")`.
   *
   * Rejects with what the program throws on the way; what it throws later rejects `runBatches` and the like.
   * @spark none
   * @example const program = await t.run(() => import("./program.ts"));
   */
  async run<M>(load: () => M | PromiseLike<M>): Promise<Program<M>> {
    this.#checkCurrent();
    if (this.#program?.ended === false) throw programRuns();
    const events = this.trace.length;
    this.#view.takeConsole();
    const program = await this.#view.during(async () => {
      const started = new Program(load);
      this.#program = started;
      await this.#untilStarted(started);
      return started;
    });
    await this.#report({});
    const made = this.trace.slice(events).some((event) => event.kind === "application-started");
    if (program.ended && !made) throw programWithoutContext();
    return program;
  }

  /** Modules are loaded in real time; once something waits for the clock, all of them are there. */
  async #untilStarted(program: Program): Promise<void> {
    for (let waited = 0; ; waited += LOOK) {
      await this.host.settle();
      this.#checkCurrent();
      // timers may also be those of what the test sends later
      const waitsForClock = this.#view.hasSetTimers || this.#sc?.isStopped === false;
      if (program.ended || this.#running !== undefined || (waitsForClock && this.clock.nextTimer() !== undefined))
        return;
      if (waited >= LOADING) throw programNotStarted(LOADING / 1000);
      await realSleep(LOOK);
    }
  }

  // ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Moves the clock on, to the next batch time or the `count`th from now, and starts the test's own context first if it has not been. All that happens
   * on the way comes to rest.
   *
   * Rejects when a batch fails, at that batch, with the error that `awaitTermination` rejects with; so does an error of a program that `run` runs. Later
   * batches can be run after that, as on Spark.
   * @spark TestSuiteBase.runStreams
   * @example await t.runBatches(3);
   */
  async runBatches(count = 1, options: RunOptions = {}): Promise<void> {
    checkCount(count, "The number of batches");
    this.#start();
    const { zeroTime, interval } = this.#log;
    if (zeroTime === undefined || this.#running === undefined) throw noBatches(zeroTime !== undefined);
    const made = Math.floor((this.clock.now() - zeroTime) / interval);
    await this.#moveTo(zeroTime + (made + count) * interval, options);
  }

  /**
   * Moves the clock on by `milliseconds`, like `runBatches` otherwise.
   * @spark none
   * @example await t.advance(500);
   */
  async advance(milliseconds: number, options: RunOptions = {}): Promise<void> {
    checkCount(milliseconds, "The number of milliseconds");
    this.#start();
    await this.#moveTo(this.clock.now() + milliseconds, options);
  }

  /**
   * Waits, in real time and with the clock standing still, until every batch so far is through: for output operations that wait for something real,
   * such as a request over a network. Nothing else needs it.
   * @spark none
   * @example await t.processed({ timeout: 10_000 });
   */
  async processed({ timeout = 5000, ...options }: ProcessedOptions = {}): Promise<void> {
    this.#checkCurrent();
    await this.#view.during(async () => {
      for (let waited = 0; ; waited += LOOK) {
        await this.host.settle();
        this.#checkCurrent();
        if (!this.#log.hasOpenBatches || (this.#hasNews && options.mayFail !== true)) return;
        if (waited >= timeout) throw notProcessed(timeout, this.#log.runningOutputs);
        await realSleep(LOOK);
      }
    });
    await this.#report(options);
  }

  async #moveTo(time: number, options: RunOptions): Promise<void> {
    await this.#view.during(async () => {
      await this.host.settle();
      const halts = () => this.#hasNews && options.mayFail !== true;
      while (!halts() && (await this.clock.runNext(time))) this.#checkCurrent();
      if (!halts()) await this.clock.advanceTo(time);
    });
    this.#checkCurrent();
    await this.#report(options);
  }

  /** Starts the test's own context. */
  #start(): void {
    this.#checkCurrent();
    if (this.#running === undefined && this.#ssc?.getState() === "INITIALIZED") this.#ssc.start();
  }

  /** The context of this world that is active. */
  get #running(): StreamingContext | undefined {
    const running = StreamingContext.getActive();
    return running?.sparkContext.host === this.host ? running : undefined;
  }

  // ── what happened ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The events of one kind, in order.
   * @spark none
   * @example const times = t.of("batch-completed").map(({ t }) => t);
   */
  of<K extends TraceKind>(kind: K): TraceEventOf<K>[] {
    return this.trace.filter((event): event is TraceEventOf<K> => event.kind === kind);
  }

  /**
   * All that was printed, by `print()` and by a program's `console.log`.
   * @spark none
   */
  get stdout(): string {
    return this.#text("stdout");
  }

  /**
   * All that a program wrote to stderr.
   * @spark none
   */
  get stderr(): string {
    return this.#text("stderr");
  }

  /**
   * What was warned of: messages, and codes that do not change.
   * @spark none
   */
  get warnings(): TraceEventOf<"log">[] {
    return this.of("log").filter((event) => event.level === "warn");
  }

  /**
   * The batches of which something failed, in order.
   * @spark none
   */
  get failures(): readonly BatchFailure[] {
    return this.#log.failures;
  }

  #text(stream: "stdout" | "stderr"): string {
    return this.of("console")
      .filter((event) => event.stream === stream)
      .map((event) => event.text)
      .join("");
  }

  #write(written: TraceEvent): void {
    // the world's own events, and those of a driver that comes after another one, do not know their number
    const seq = this.trace.length;
    const event = written.seq === seq ? written : { ...written, seq };
    this.trace.push(event);
    this.#log.observe(event);
    if (event.kind === "application-started") this.#sc = SparkContext.getActive();
    else if (event.kind === "context-state" && event.state === "ACTIVE") this.#ssc = StreamingContext.getActive();
    else if (event.kind === "console" && event.stream === "stdout") this.printed.write(event.text, event.time);
  }

  /** The program under test writes to its console. */
  #say(stream: "stdout" | "stderr", text: string): void {
    const task = currentTask();
    const origin = task === undefined ? "driver" : { stage: task.stageId, task: task.taskAttemptId };
    const event: TraceDetail = { kind: "console", stream, text, origin };
    if (this.#sc?.isStopped === false) this.#sc.trace.emit(event);
    else this.#write({ t: this.clock.now(), seq: 0, ...event });
  }

  get #hasNews(): boolean {
    return (
      this.#log.failures.length > this.#reportedFailures ||
      (this.#program?.failure !== undefined && this.#reportedProgram !== this.#program)
    );
  }

  /** Throws what went wrong since the last time. */
  async #report({ mayFail = false }: RunOptions): Promise<void> {
    if (!this.#hasNews) return;
    const { failure } = this.#reportedProgram === this.#program ? {} : (this.#program ?? {});
    const batch = this.#log.failures[this.#reportedFailures];
    this.#reportedFailures = this.#log.failures.length;
    if (failure !== undefined) this.#reportedProgram = this.#program;
    if (mayFail) return;
    throw failure === undefined ? await this.#errorOf(batch!) : failure.reason;
  }

  /** The error that the context has for those who await its termination. */
  async #errorOf({ error, site }: BatchFailure): Promise<unknown> {
    const outcome = this.#ssc?.awaitTermination().then(
      () => undefined,
      (reason: unknown) => ({ reason }),
    );
    const found = await Promise.race([outcome, turn()]);
    if (typeof found === "object") return found.reason;
    return new SparkError(error.message, { code: error.code, advice: error.advice, site: error.site ?? site });
  }

  /**
   * The driver dies on the spot, as by `kill -9`, and stays down for so many milliseconds; what is on files outlives it, and so do netcats. What runs
   * next is another driver, in which a program can be recovered from its checkpoint: by `run`, or by `StreamingContext.getOrCreate`. What was
   * collected goes on being collected.
   * @spark none
   * @example await t.crash(2000);
   */
  async crash(down = 0): Promise<void> {
    this.#checkCurrent();
    await this.host.settle();
    await this.#report({});
    this.host.die();
    for (let slot = 0; slot < (this.#sc?.tasks.slots ?? 0); slot++) this.#sc?.killExecutor(slot);
    [this.#host, this.#view] = this.#enter(this.#host);
    this.clock.jumpTo(this.clock.now() + down);
    this.#sc = undefined;
    this.#ssc = undefined;
    this.#program = undefined;
    this.#log.crashed();
  }

  // ── the end ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Stops the contexts of this world, and gives the outer world back. What was collected, printed and traced can still be read. Rejects with failures
   * that nobody has heard of yet. A second call does nothing.
   * @spark none
   * @example await t.stop({ gracefully: true });
   */
  async stop({ gracefully = false, ...options }: StopOptions = {}): Promise<void> {
    if (this.#ended !== undefined) return;
    try {
      await this.#view.during(async () => {
        const running = this.#running;
        if (running !== undefined) await this.#moveUntil(running.stop(true, gracefully));
        this.#sc?.stop();
        await this.host.settle();
      });
    } finally {
      this.#leave("stopped");
    }
    await this.#report(options);
  }

  /** So that `await using t = new StreamingTest()` stops it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Moves the clock on until `work` is done. */
  async #moveUntil(work: Promise<void>): Promise<void> {
    let done = false;
    const end = () => {
      done = true;
    };
    work.then(end, end);
    await this.host.settle();
    while (!done && this.#ended === undefined && (await this.clock.runNext(Number.POSITIVE_INFINITY))) {
      // each timer is followed by a rest
    }
    if (this.#ended === undefined) await work;
  }

  /** Another test begins. */
  #giveWay(): void {
    // what it leaves behind waits for a clock that does not move any more
    void this.#running?.stop(true, false);
    this.#sc?.stop();
    this.#leave({ by: callSite() });
  }

  #leave(why: Ending): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    this.#view.uninstall();
    setSubmittedConf(this.#confBefore);
    installHost(this.#hostBefore);
    if (active === this) active = undefined;
  }

  #checkCurrent(): void {
    if (this.#ended === "stopped") throw testStopped();
    if (this.#ended !== undefined) throw testSuperseded(this.#ended.by);
  }
}
