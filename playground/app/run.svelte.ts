import { QUIET_WORLD, type World } from "../../core/lessons/scenario.ts";
import type { Deed } from "../../core/sim/deeds.ts";
import type { TraceEvent } from "../../core/trace/events.ts";
import { checkpointIn } from "../disk/disks.ts";
import type {
  CompiledProgram,
  KeepFailure,
  KeptDisk,
  KeptWorld,
  ProgramError,
  ProgramSession,
  RunState,
} from "../sandbox/protocol.ts";
import type { TaskEnd } from "../views/jobs-fold.ts";
import { type Moment, momentsOf } from "../views/timeline/model.ts";
import type { Repeatable } from "./provenance.svelte.ts";
import { type ForkPoint, RunRecord } from "./run-record.svelte.ts";
import { type LookedAt, momentOfEnd, taskEndAfter, taskEndBefore } from "./task-ends.ts";

/** The speeds that can be chosen: virtual time over wall-clock time, the last being as fast as the machine can. */
export const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 4, 10, 20, 50, 100, Number.POSITIVE_INFINITY] as const;

const NOTHING_KEPT: KeptWorld = { now: 0, files: [] };

export interface StartOptions {
  /** The files and the time of another world, to go on from. */
  readonly kept?: KeptWorld;
  /** What surrounds the program. */
  readonly world?: World;
}

/** Nothing is kept of a run's files. */
const NO_DISK: KeptDisk = { commit: () => Promise.resolve() };

/**
 * One program's run as the page sees it: what is known of it, and the position at which the reader looks at it, which is the latest or an earlier one. Of a
 * run that was forked from another, that other is kept as well, and one can look at either.
 */
export class Run {
  /** The batch time of the newest checkpoint that is kept beyond this run, and beyond the page. */
  checkpoint = $state<number | undefined>();
  /** Why checkpoints are not kept. */
  keepFailure = $state<KeepFailure | undefined>();
  /** For how long the program has not answered, in milliseconds; 0: it answers. */
  silent = $state(0);
  speed = $state(1);
  /** The moment at which the reader looks back; undefined: now. */
  lookedAt = $state.raw<LookedAt | undefined>();
  /** What runs. */
  #live = $state.raw(new RunRecord());
  /** The run from which that was forked. */
  #before = $state.raw<RunRecord | undefined>();
  /** Which of the two is looked at. */
  #shown = $state.raw(this.#live);

  /** The points of the run at which one can look. */
  readonly moments: readonly Moment[] = $derived.by(() => {
    void this.version;
    return momentsOf(this.timeline);
  });

  readonly #session: ProgramSession;
  readonly #unsubscribe: () => void;
  #active = false;
  #frame = 0;
  #isNews = false;
  /** The step that is under way to the end of a task after `from`, a position, to be looked at. */
  #step = $state.raw<{ readonly from: number } | undefined>();

  constructor(session: ProgramSession) {
    this.#session = session;
    this.#unsubscribe = session.subscribe({
      events: (events) => this.#take(events),
      clock: (now) => this.#tick(now),
      peer: (host, port, connected) => this.#connect(host, port, connected),
      performed: (happening) => {
        if (this.#active) this.#live.happened(happening);
      },
      state: (state, error) => this.#enter(state, error),
      kept: (changes) => {
        if (this.#keeps) this.checkpoint = checkpointIn(changes) ?? this.checkpoint;
      },
      keepFailed: (failure) => {
        if (this.#keeps) this.keepFailure = failure;
      },
      unresponsive: (milliseconds) => {
        this.silent = milliseconds;
      },
    });
  }

  /** The files of what runs are kept beyond it: not those of a fork. */
  get #keeps(): boolean {
    return this.#active && this.#live.fork === undefined;
  }

  /** Counts up whenever the folds have taken in events; what is read from them depends on it. */
  get version(): number {
    return this.#shown.version;
  }

  get state(): RunState {
    const { state } = this.#shown;
    // the clock may stand for a moment on the way, when what was done to the world before arrives
    return this.#step !== undefined && state === "paused" ? "running" : state;
  }

  get error(): ProgramError | undefined {
    return this.#shown.error;
  }

  /** Virtual time. */
  get now(): number {
    return this.#shown.now;
  }

  get peers(): RunRecord["peers"] {
    return this.#shown.peers;
  }

  get timeline(): RunRecord["timeline"] {
    return this.#shown.timeline;
  }

  get jobs(): RunRecord["jobs"] {
    return this.#shown.jobs;
  }

  get flow(): RunRecord["flow"] {
    return this.#shown.flow;
  }

  get states(): RunRecord["states"] {
    return this.#shown.states;
  }

  get world(): RunRecord["world"] {
    return this.#shown.world;
  }

  get storage(): RunRecord["storage"] {
    return this.#shown.storage;
  }

  get console(): RunRecord["console"] {
    return this.#shown.console;
  }

  /** The number of the run that is looked at, among it and its forks. */
  get number(): number {
    return this.#shown.number;
  }

  /** Where what is looked at was forked from another run. */
  get fork(): ForkPoint | undefined {
    return this.#shown.fork;
  }

  /** The other run that one can look at, of a run and its fork. */
  get other(): RunRecord | undefined {
    return this.#shown === this.#live ? this.#before : this.#live;
  }

  /** Looks at the other run, at the same batch; what runs pauses. */
  switchRun(): void {
    const { other, lookedAt } = this;
    if (other === undefined) return;
    if (this.state === "running") this.pause();
    this.#shown = other;
    const time = lookedAt?.time;
    this.lookAt(time === undefined ? undefined : this.moments.find((moment) => moment.time === time));
  }

  /** Does the program that is looked at run, and can something be done to its world? Not to that of a run that was forked since. */
  get isAlive(): boolean {
    if (this.#shown !== this.#live) return false;
    return this.state === "starting" || this.state === "running" || this.state === "paused";
  }

  /** How many events count where the reader looks. */
  get position(): number {
    void this.version;
    return this.lookedAt?.position ?? this.timeline.length;
  }

  /** The virtual time at which the reader looks. */
  get time(): number {
    const { lookedAt } = this;
    if (lookedAt === undefined) return this.now;
    const time = this.timeline.timeAt(lookedAt.position);
    return lookedAt.end === undefined ? Math.max(lookedAt.time, time) : time;
  }

  /** The reader looks at the end of a task at which time stands: nothing that is not shown is later than that. */
  get isAtTask(): boolean {
    if (this.lookedAt?.end === undefined) return false;
    return this.#step !== undefined || (this.state === "paused" && this.time >= this.now);
  }

  /** The reader looks at what is past. */
  get isLookingBack(): boolean {
    return this.lookedAt !== undefined && !this.isAtTask;
  }

  /** Runs the program in a new world, or in one with the files and the time of another. */
  async start(program: CompiledProgram, disk: KeptDisk, options: StartOptions = {}): Promise<void> {
    const { kept = NOTHING_KEPT, world = QUIET_WORLD } = options;
    const scenario = { ...world, kept };
    this.#begin(new RunRecord({ program, scenario }));
    if (kept.files.length === 0) this.checkpoint = undefined;
    await this.#session.run(program, scenario, { speed: this.speed, paused: false, disk });
  }

  /** Ends this run and runs another that goes on from it, which stands still when all up to `end`, in virtual milliseconds, is done. Its files are not kept. */
  async startFork({ program, scenario }: Repeatable, fork: ForkPoint, end: number): Promise<void> {
    const before = this.#shown;
    this.#session.stop();
    const record = new RunRecord({ program, scenario }, before.number + 1, fork);
    this.#begin(record);
    this.#before = before;
    await this.#session.run(program, scenario, { speed: this.speed, paused: true, disk: NO_DISK });
    if (this.#live === record) await this.#session.runTo(end);
  }

  /** This run, as it can be repeated, with what was done to its world so far; undefined before the first. */
  get repeatable(): Repeatable | undefined {
    return this.#shown.repeatable;
  }

  stop(): void {
    if (this.isAtTask) this.lookAt(undefined);
    this.#session.stop();
  }

  /** The program could not be run at all. */
  fail(error: unknown): void {
    this.reset();
    this.#live.state = "failed";
    this.#live.error =
      error instanceof Error ? { name: error.name, message: error.message } : { name: "Error", message: String(error) };
  }

  /** Shows a trace that was recorded elsewhere, from its end; nothing runs. */
  open(events: readonly TraceEvent[]): void {
    this.reset();
    this.#live.append(events);
    this.#live.tick(events.at(-1)?.t ?? 0);
    this.#live.state = "stopped";
    this.#live.show(true);
  }

  /** Ends the run and forgets it. */
  reset(): void {
    this.#session.stop();
    this.#begin(new RunRecord());
    this.#active = false;
  }

  play(): void {
    this.lookAt(undefined);
    this.#session.play(this.speed);
  }

  pause(): void {
    this.#session.pause();
  }

  stepBatch(): void {
    this.lookAt(undefined);
    this.#session.stepBatch();
  }

  /** Shows the end of the next task: the next in the trace, or else time goes on to it. Past the latest, where time stands elsewhere: now. */
  stepTask(): void {
    if (this.#step !== undefined) return;
    if (this.#lookAtEnd(taskEndAfter(this.jobs.taskEnds, this.position))) return;
    if (this.isLookingBack) this.lookAt(undefined);
    else if (this.state === "paused") void this.#stepOn();
  }

  async #stepOn(): Promise<void> {
    const step = { from: this.jobs.length };
    this.#step = step;
    await this.#session.stepTask();
    if (this.#step !== step) return;
    if (!this.#lookAtEnd(taskEndAfter(this.jobs.taskEnds, step.from))) this.lookAt(undefined);
  }

  /** Looks at the end of the task before; before the first: at the start. */
  stepTaskBack(): void {
    if (!this.#lookAtEnd(taskEndBefore(this.jobs.taskEnds, this.position))) this.lookAt(this.moments[0]);
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    if (this.state === "running" && this.#step === undefined) this.#session.play(speed);
  }

  changeSpeed(by: 1 | -1): void {
    const index = SPEEDS.findIndex((speed) => speed >= this.speed);
    const next = SPEEDS[Math.min(Math.max(index + by, 0), SPEEDS.length - 1)];
    if (next !== undefined && next !== this.speed) this.setSpeed(next);
  }

  /** Does something to the world of the program, which is looked at and alive. */
  perform(deed: Deed): void {
    if (!this.isAlive) return;
    if (this.isAtTask) this.lookAt(undefined);
    this.#live.typed(deed);
    this.#session.perform(deed);
  }

  lookAt(moment: LookedAt | undefined): void {
    this.#step = undefined;
    this.lookedAt = moment;
  }

  #lookAtEnd(end: TaskEnd | undefined): boolean {
    if (end === undefined) return false;
    this.lookAt(momentOfEnd(end, this.moments));
    return true;
  }

  /** Looks `batches` later, or earlier where negative; past the latest: now. */
  look(batches: number): void {
    const { moments, lookedAt } = this;
    const here =
      lookedAt === undefined ? this.#placeOfNow() : moments.findIndex((moment) => moment.time === lookedAt.time);
    // the batch of a task is still before it when it ends
    const isWithin = batches > 0 && lookedAt?.end !== undefined;
    const next = here + batches - (isWithin ? 1 : 0);
    this.lookAt(next >= moments.length ? undefined : moments[Math.max(0, next)]);
  }

  /** Now shows what the latest moment shows while hardly anything came after it: then one step back is to the one before. */
  #placeOfNow(): number {
    const last = this.moments.at(-1);
    if (last === undefined) return 0;
    const interval = this.timeline.streaming?.batchInterval ?? 0;
    const isSame =
      last.position >= this.timeline.length && (last.status === "open" || this.now - last.time < interval / 10);
    return isSame ? this.moments.length - 1 : this.moments.length;
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#unsubscribe();
    this.#session.dispose();
  }

  /** From here on there is another run. */
  #begin(record: RunRecord): void {
    this.#live = this.#shown = record;
    this.#before = undefined;
    this.#active = true;
    this.lookAt(undefined);
    this.keepFailure = undefined;
    this.silent = 0;
  }

  #take(events: readonly TraceEvent[]): void {
    if (!this.#active) return;
    this.#live.append(events);
    this.#nextFrame(true);
  }

  #tick(now: number): void {
    if (!this.#active) return;
    this.#live.tick(now);
    this.#nextFrame(false);
  }

  #connect(host: string, port: number, connected: boolean): void {
    if (this.#active) this.#live.connect(host, port, connected);
  }

  #enter(state: RunState, error: ProgramError | undefined): void {
    if (!this.#active) return;
    this.#live.state = state;
    this.#live.error = error;
    if (!this.isAlive) this.silent = 0;
    this.#nextFrame(true);
  }

  /** What came since the last frame is shown with the next one. */
  #nextFrame(isNews: boolean): void {
    this.#isNews ||= isNews;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#show);
  }

  readonly #show = (): void => {
    this.#frame = 0;
    this.#live.show(this.#isNews);
    this.#isNews = false;
  };
}
