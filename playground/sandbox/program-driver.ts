import { setSourcePositions, siteOfStack, userStack } from "../../core/conf/call-site.ts";
import { describeError, errorText, SluiceError } from "../../core/conf/errors.ts";
import { BatchWatch, nextBatchDone, nextTaskDone } from "../../core/host/browser/batch-watch.ts";
import { VirtualPace } from "../../core/host/browser/pace.ts";
import type { Platform } from "../../core/host/browser/platform.ts";
import { ManualClock } from "../../core/host/clocks.ts";
import { installHost } from "../../core/host/host.ts";
import type { Workers } from "../../core/host/workers.ts";
import { currentTask } from "../../core/rdd/task-context.ts";
import { type Explained, explain } from "../../core/scheduler/provenance/explain.ts";
import { type ProvenanceRecording, recordProvenance } from "../../core/scheduler/provenance/recording.ts";
import { createConsole } from "../../core/sim/console.ts";
import { type Deed, type Happening, perform, schedule } from "../../core/sim/deeds.ts";
import { inflict, isFault, type Runner } from "../../core/sim/fault-deeds.ts";
import { seededRandom } from "../../core/sim/random.ts";
import { SimHost, type SimHostOptions } from "../../core/sim/sim-host.ts";
import { VirtualGlobals } from "../../core/sim/virtual-globals.ts";
import { SparkContext } from "../../core/spark-context.ts";
import { StreamingContext } from "../../core/streaming-context.ts";
import type { ErrorInfo, Origin } from "../../core/trace/events.ts";
import { rootCause } from "../../core/trace/trace.ts";
import { type KeptFiles, KeptHost } from "./kept-files.ts";
import { ModuleLoadError, ModuleLoader, type ModuleLoaderOptions } from "./module-loader.ts";
import { Outbox } from "./outbox.ts";
import type { CompiledProgram, DriverMessage, KeepFailure, KeptWorld, ProgramError, Scenario } from "./protocol.ts";
import { LIMITS, type WireApi } from "./wire.ts";

/** The program's own `Math.random` draws from another stream than the engine. */
const PROGRAM_STREAM = 1;

export interface ProgramDriverOptions {
  readonly platform: Platform;
  /** Threads, for programs that ask for executors in them. */
  readonly workers?: Workers;
  readonly post: (message: DriverMessage) => void;
  readonly modules: ModuleLoaderOptions;
}

/**
 * One program in a simulated world: loads it, runs it, sets its pace, and tells what happens. Where its driver is killed and started again, all modules are
 * loaded anew, in the same world: what the dead one's program still waits for never comes.
 */
export class ProgramDriver implements WireApi, Runner {
  readonly #options: ProgramDriverOptions;
  readonly #outbox: Outbox;
  readonly #batches = new BatchWatch();
  readonly #loader: ModuleLoader;
  readonly #started = Promise.withResolvers<void>();
  #program: CompiledProgram | undefined;
  #scenario: Scenario | undefined;
  /** The driver's, or nobody's while there is none. */
  #host: SimHost | undefined;
  /** Of the time that all drivers share. */
  #clock: ManualClock | undefined;
  #globals: VirtualGlobals | undefined;
  #attempt = 1;
  #isDown = false;
  /** A driver that may still be at something, and comes to nothing with it. */
  #dead: SimHost | undefined;
  /** Its program has not begun yet: what goes wrong is a dead one's. */
  #isLoading = false;
  #keptFiles: KeptFiles | undefined;
  #checkpoints = false;
  /** One for each driver, the newest first. */
  readonly #recordings: ProvenanceRecording[] = [];
  #pace: VirtualPace | undefined;
  #steps: Promise<void> = Promise.resolve();
  #topLevelEnded = false;
  #over = false;

  constructor(options: ProgramDriverOptions) {
    this.#options = options;
    const { platform, post } = options;
    this.#outbox = new Outbox({
      post: (events) => post({ type: "trace", events }),
      later: (run, milliseconds) => platform.setTimeout(run, milliseconds),
      observe: (event) => this.#batches.observe(event),
    });
    this.#loader = new ModuleLoader(options.modules);
  }

  /** Loads and runs the program; resolves when its top level has ended, also by an error, which is told as the end of the program. */
  async run(program: CompiledProgram, scenario: Scenario): Promise<void> {
    if (this.#host !== undefined) throw new Error("A sandbox runs one program");
    this.#program = program;
    this.#scenario = scenario;
    this.#enterWorld(scenario);
    await this.#runDriver(this.#started.resolve);
  }

  /** One life of the driver. `started` is called when the program's first line is about to run. */
  async #runDriver(started: () => void): Promise<void> {
    const host = this.#host!;
    this.#makeGlobals(host);
    try {
      await this.#loader.run(this.#program!, started);
      if (host.isDead) return;
      this.#topLevelEnded = true;
      await this.#endWhenIdle();
    } catch (error) {
      if (!host.isDead) this.#end(this.#describe(error));
    }
  }

  play(speed: number): void {
    void this.#started.promise.then(() => this.#pace?.play(speed));
  }

  pause(): void {
    void this.#started.promise.then(() => this.#pace?.pause());
  }

  stepBatch(): Promise<void> {
    return this.#step(nextBatchDone);
  }

  stepTask(): Promise<void> {
    return this.#step(nextTaskDone);
  }

  runTo(time: number): Promise<void> {
    const reached = (): boolean => {
      const next = this.#clock!.nextTimer();
      return this.#over || ((next === undefined || next > time) && !this.#batches.isBusy(time));
    };
    return this.#step(() => reached).then(() => this.#keptFiles?.commitAll());
  }

  /** Goes on to the next of something, one step after the other. */
  #step(next: typeof nextBatchDone): Promise<void> {
    this.#steps = Promise.all([this.#started.promise, this.#steps]).then(() =>
      this.#pace!.runUntil(next(this.#batches, this.#clock!)),
    );
    return this.#steps.then(() => this.#outbox.sent());
  }

  perform(deed: Deed): void {
    const clock = this.#clock;
    if (clock === undefined) throw new Error("There is no world before there is a program");
    // In its place among what is due at this time, where it is in a run that repeats this one, too. What goes wrong comes before all else in its millisecond: so
    // not in one that has begun.
    const at = clock.now() + (isFault(deed) ? 1 : 0);
    this.#schedule([{ ...deed, at }]);
    this.#options.post({ type: "performed", at });
    this.#arrive(at);
  }

  #schedule(happenings: readonly Happening[]): void {
    schedule(this.#clock!, happenings, (deed) => {
      if (isFault(deed)) inflict(this.#host!, deed, this);
      else perform(this.#host!, deed);
    });
  }

  contents(question: number, path: string): void {
    const files = this.#host?.files;
    if (files === undefined) throw new Error("There is no world before there is a program");
    files.asOutsider(() => {
      const entry = files.stat(path);
      const file =
        entry?.kind === "file" ? { bytes: files.read(path, 0, LIMITS.previewedBytes), size: entry.size } : undefined;
      this.#options.post({ type: "contents", question, file });
    });
  }

  async explain(question: number, what: Explained): Promise<void> {
    await this.#started.promise;
    if (!this.#over) await this.#pace?.runUntil(() => this.#over || this.#batches.isDone(what.time));
    const explanation = explain(this.#recordings, what);
    this.#options.post({ type: "explained", question, explanation });
  }

  /** What is done while time stands still arrives at that very time, and not when it goes on. */
  #arrive(at: number): void {
    const clock = this.#clock!;
    if (this.#pace?.running === false) void this.#pace.runUntil(() => (clock.nextTimer() ?? Infinity) > at, true);
  }

  // ── what goes wrong ────────────────────────────────────────────────────────────────────────────────────────────────────────

  killDriver(restart: number | undefined): void {
    if (this.#isDown || this.#over) return;
    const dead = this.#host!;
    const sc = SparkContext.getActive();
    dead.die();
    for (let slot = 0; slot < (sc?.tasks.slots ?? 0); slot++) sc?.killExecutor(slot);
    this.#dead = dead;
    this.#isDown = this.#isLoading = true;
    this.#topLevelEnded = false;
    this.#enterHost(new SimHost({ ...this.#hostOptions(), after: dead }));
    this.#host!.tell({ kind: "driver-died", attempt: this.#attempt++, restart });
    const clock = this.#clock!;
    if (restart !== undefined) clock.schedule(clock.now() + restart, () => this.startDriver());
  }

  startDriver(): void {
    if (!this.#isDown || this.#over) return;
    this.#isDown = false;
    this.#enterHost(new SimHost({ ...this.#hostOptions(), after: this.#host }));
    this.#host!.tell({ kind: "driver-started", attempt: this.#attempt });
    // loading takes no time of the world's
    const goOn = this.#host!.hold();
    const running = this.#runDriver(() => {
      this.#isLoading = false;
      goOn();
    });
    void running.finally(goOn);
  }

  killReceiver(stream: number): void {
    StreamingContext.getActive()?.killReceiver(stream);
  }

  killExecutor(executor: number): void {
    SparkContext.getActive()?.killExecutor(executor);
  }

  kept(group: number, failure?: KeepFailure): void {
    this.#keptFiles?.settled(group, failure !== undefined);
  }

  ping(): void {}

  taken(): void {
    this.#outbox.taken();
  }

  /** Ends the program with an error: one that it did not catch, wherever it came from. */
  fail(error: unknown): void {
    if (!this.#isLoading) this.#end(this.#describe(error));
  }

  #enterWorld({ kept, happenings }: Scenario): void {
    const host = kept === undefined ? new SimHost(this.#hostOptions()) : this.#keptHost(kept);
    this.#enterHost(host);
    this.#clock = new ManualClock(() => this.#settle(), 0, "virtual", host.clock);
    this.#pace = new VirtualPace({
      clock: this.#clock,
      platform: this.#options.platform,
      room: () => this.#outbox.room(),
      failed: (error) => this.fail(error),
      changed: (now, running) => {
        if (this.#over) return;
        // who hears that time stands knows what has happened until then
        if (!running) this.#outbox.flush();
        this.#options.post({ type: "clock", now, running });
        if (this.#topLevelEnded) void this.#endWhenIdle();
      },
    });
    this.#schedule(happenings);
    setSourcePositions((url, line, column) => this.#loader.position(url, line, column));
  }

  #enterHost(host: SimHost): void {
    this.#host = host;
    installHost(host);
    if (this.#scenario!.explains === true) this.#recordings.unshift(recordProvenance(host));
  }

  async #settle(): Promise<void> {
    await this.#dead?.settle();
    this.#dead = undefined;
    await this.#host!.settle();
  }

  #hostOptions(): SimHostOptions {
    const { platform, post, workers } = this.#options;
    const { seed, taskCost, explains } = this.#scenario!;
    return {
      turn: platform.turn,
      workers: explains === true ? undefined : workers,
      trace: { previews: this.#outbox.previews, write: (event) => this.#outbox.write(withUserStack(event)) },
      seed: seed + this.#attempt - 1,
      taskCost,
      kind: "virtual",
      network: {
        connections: (name, port, count) => post({ type: "peer", host: name, port, connected: count > 0 }),
      },
    };
  }

  /** What a program that begins sees of its world. */
  #makeGlobals(host: SimHost): void {
    this.#globals?.uninstall();
    const random = seededRandom(this.#scenario!.seed + this.#attempt - 1, PROGRAM_STREAM);
    this.#globals = new VirtualGlobals({ clock: host.clock, random });
    this.#globals.install();
    const words = createConsole({
      clock: host.clock,
      describeError: (error) => this.#errorText(error),
      write: (stream, text) => {
        if (!host.isDead) for (const part of pieces(`${text}\n`)) this.#say(stream, part);
      },
    });
    Object.assign(globalThis.console, words);
  }

  #keptHost(kept: KeptWorld): KeptHost {
    const { post } = this.#options;
    const host: KeptHost = new KeptHost(this.#hostOptions(), kept, {
      isNeeded: () => this.#hasCheckpoints(),
      post: (group, changes, last) => post({ type: "files", group, now: host.clock.now(), changes, last }),
      soon: (run) => void Promise.resolve().then(run),
    });
    this.#keptFiles = host.files;
    return host;
  }

  /** Has a context been given a checkpoint directory? From then on another program can go on with the files, also with those that were read. */
  #hasCheckpoints(): boolean {
    this.#checkpoints ||= SparkContext.getActive()?.checkpointDir !== undefined;
    return this.#checkpoints;
  }

  #say(stream: "stdout" | "stderr", text: string): void {
    const task = currentTask();
    const origin: Origin = task === undefined ? "driver" : { stage: task.stageId, task: task.taskAttemptId };
    this.#host!.tell({ kind: "console", stream, text, origin });
  }

  /** A program is over when its top level has ended and nothing is left on the clock that could set it off again. */
  async #endWhenIdle(): Promise<void> {
    const clock = this.#clock!;
    if (clock.nextTimer() !== undefined) return;
    await this.#settle();
    if (this.#topLevelEnded && clock.nextTimer() === undefined) this.#end();
  }

  #end(error?: ProgramError): void {
    if (this.#over) return;
    this.#over = true;
    this.#started.resolve();
    this.#pace?.pause();
    this.#outbox.flushAll();
    this.#keptFiles?.commitAll();
    this.#options.post({ type: "clock", now: this.#clock?.now() ?? 0, running: false });
    // who repeats a run has questions afterwards
    if (this.#scenario?.explains === true) return;
    this.#options.post(error === undefined ? { type: "ended" } : { type: "ended", error });
  }

  #describe(thrown: unknown): ProgramError {
    const said = errorText(thrown);
    if (said === undefined) return { name: "Error", message: cut(`The program threw ${describeError(thrown)}`) };
    const root = errorText(rootCause(thrown as Error))!;
    const own = thrown instanceof ModuleLoadError || thrown instanceof SluiceError ? thrown.site : undefined;
    const advice = thrown instanceof SluiceError && thrown.advice !== undefined ? `\n${thrown.advice}` : "";
    const stack = userStack(root.stack);
    return {
      name: cut(said.name),
      message: cut(this.#loader.readable(said.message) + advice),
      site: own ?? siteOfStack(root.stack),
      stack: stack === "" ? undefined : cut(stack),
    };
  }

  #errorText(error: Error): string {
    const stack = userStack(errorText(error)?.stack);
    return [describeError(error), ...(stack === "" ? [] : stack.split("\n"))].join("\n    ");
  }
}

/** In the sandbox the engine's own frames are addresses of blobs, different in every run; only the user's are kept. */
function withUserStack(event: { readonly kind: string; readonly error?: unknown }): { readonly kind: string } {
  const { error } = event;
  if (typeof error !== "object" || error === null) return event;
  const { stack } = error as ErrorInfo;
  return { ...event, error: { ...error, stack: stack === undefined ? undefined : userStack(stack) } } as typeof event;
}

function cut(text: string): string {
  return text.length > LIMITS.text ? `${text.slice(0, LIMITS.text - 1)}…` : text;
}

/** A long text in parts that a message can hold. */
function pieces(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += LIMITS.text) parts.push(text.slice(at, at + LIMITS.text));
  return parts;
}
