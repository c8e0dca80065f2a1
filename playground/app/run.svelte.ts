import { QUIET_WORLD, type World } from "../../core/lessons/scenario.ts";
import type { Deed, Happening } from "../../core/sim/deeds.ts";
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
import { Attempts } from "../views/attempts.ts";
import { FlowFold } from "../views/flow/fold.ts";
import { JobsFold, type TaskEnd } from "../views/jobs-fold.ts";
import { StateFold } from "../views/state/fold.ts";
import { StorageFold } from "../views/storage/fold.ts";
import { TimelineFold } from "../views/timeline/fold.ts";
import { type Moment, momentsOf } from "../views/timeline/model.ts";
import { ConsoleFold } from "./console-fold.ts";
import type { Repeatable } from "./provenance.svelte.ts";
import { type LookedAt, momentOfEnd, taskEndAfter, taskEndBefore } from "./task-ends.ts";

/** A line that was typed into a netcat, at the virtual time at which it was sent. */
export interface SentLine {
  readonly t: number;
  readonly line: string;
}

/** A port that the program connects to. */
export interface Peer {
  readonly host: string;
  readonly port: number;
  connected: boolean;
  /** Its netcat was hung up by hand. */
  hungUp: boolean;
  /** Nobody listens there. */
  refuses: boolean;
  readonly sent: SentLine[];
}

/** The speeds that can be chosen: virtual time over wall-clock time. */
export const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 4, 10, 20, 50, 100] as const;

const NOTHING_KEPT: KeptWorld = { now: 0, files: [] };

export interface StartOptions {
  /** The files and the time of another world, to go on from. */
  readonly kept?: KeptWorld;
  /** What surrounds the program. */
  readonly world?: World;
}

/**
 * One program's run as the page sees it: its trace folded for the views, its clock, its ports, and the position at which the
 * reader looks at it, which is the latest or an earlier one.
 */
export class Run {
  /** Counts up whenever the folds have taken in events; what is read from them depends on it. */
  version = $state(0);
  state = $state<RunState>("not-started");
  error = $state.raw<ProgramError | undefined>();
  /** The batch time of the newest checkpoint that is kept beyond this run, and beyond the page. */
  checkpoint = $state<number | undefined>();
  /** Why checkpoints are not kept. */
  keepFailure = $state<KeepFailure | undefined>();
  /** For how long the program has not answered, in milliseconds; 0: it answers. */
  silent = $state(0);
  speed = $state(1);
  /** Virtual time. */
  now = $state(0);
  readonly peers = $state<Peer[]>([]);
  /** The moment at which the reader looks back; undefined: now. */
  lookedAt = $state.raw<LookedAt | undefined>();
  timeline = $state.raw(new TimelineFold());
  jobs = $state.raw(new JobsFold());
  flow = $state.raw(new FlowFold());
  states = $state.raw(new StateFold());
  storage = $state.raw(new StorageFold());
  console = $state.raw(new ConsoleFold());

  /** The points of the run at which one can look. */
  readonly moments: readonly Moment[] = $derived.by(() => {
    void this.version;
    return momentsOf(this.timeline);
  });

  #attempts = new Attempts();
  readonly #session: ProgramSession;
  #repeatable: Repeatable | undefined;
  /** What the reader has done to the world. */
  #happened: Happening[] = [];
  readonly #unsubscribe: () => void;
  /** What is still to be done to the world, by somebody else than the reader. */
  #script: World["happenings"] = [];
  #active = false;
  #frame = 0;
  #isNews = false;
  /** The position from which on the end of a task is waited for, to be looked at. */
  #steppedFrom = $state<number | undefined>();
  #clock = 0;

  constructor(session: ProgramSession) {
    this.#session = session;
    this.#unsubscribe = session.subscribe({
      events: (events) => this.#take(events),
      clock: (now, running) => this.#tick(now, running),
      peer: (host, port, connected) => this.#connect(host, port, connected),
      performed: (happening) => {
        if (this.#active) this.#happened.push(happening);
      },
      state: (state, error) => this.#enter(state, error),
      kept: (changes) => {
        if (this.#active) this.checkpoint = checkpointIn(changes) ?? this.checkpoint;
      },
      keepFailed: (failure) => {
        if (this.#active) this.keepFailure = failure;
      },
      unresponsive: (milliseconds) => {
        this.silent = milliseconds;
      },
    });
  }

  get isAlive(): boolean {
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
    return this.#steppedFrom !== undefined || (this.state === "paused" && this.time >= this.now);
  }

  /** The reader looks at what is past. */
  get isLookingBack(): boolean {
    return this.lookedAt !== undefined && !this.isAtTask;
  }

  /** Runs the program in a new world, or in one with the files and the time of another. */
  async start(program: CompiledProgram, disk: KeptDisk, options: StartOptions = {}): Promise<void> {
    const { kept = NOTHING_KEPT, world = QUIET_WORLD } = options;
    this.#clear();
    this.#active = true;
    this.#script = [...world.happenings];
    this.now = this.#clock = kept.now;
    if (kept.files.length === 0) this.checkpoint = undefined;
    const scenario = { ...world, kept };
    this.#repeatable = { program, scenario };
    await this.#session.run(program, scenario, { speed: this.speed, paused: false, disk });
  }

  /** This run, as it can be repeated, with what was done to its world so far; undefined before the first. */
  get repeatable(): Repeatable | undefined {
    const run = this.#repeatable;
    if (run === undefined) return undefined;
    const happenings = [...run.scenario.happenings, ...this.#happened];
    return { ...run, scenario: { ...run.scenario, happenings } };
  }

  stop(): void {
    if (this.isAtTask) this.lookAt(undefined);
    this.#session.stop();
  }

  /** The program could not be run at all. */
  fail(error: unknown): void {
    this.reset();
    this.state = "failed";
    this.error =
      error instanceof Error ? { name: error.name, message: error.message } : { name: "Error", message: String(error) };
  }

  /** Shows a trace that was recorded elsewhere, from its end; nothing runs. */
  open(events: readonly TraceEvent[]): void {
    this.reset();
    this.#append(events);
    this.now = this.#clock = events.at(-1)?.t ?? 0;
    this.state = "stopped";
    this.version++;
  }

  /** Ends the run and forgets it. */
  reset(): void {
    this.#session.stop();
    this.#clear();
    this.state = "not-started";
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
    if (this.#steppedFrom !== undefined) return;
    if (this.#lookAtEnd(taskEndAfter(this.jobs.taskEnds, this.position))) return;
    if (this.isLookingBack) this.lookAt(undefined);
    else if (this.state === "paused") {
      this.#steppedFrom = this.jobs.length;
      this.#session.stepTask();
    }
  }

  /** Looks at the end of the task before; before the first: at the start. */
  stepTaskBack(): void {
    if (!this.#lookAtEnd(taskEndBefore(this.jobs.taskEnds, this.position))) this.lookAt(this.moments[0]);
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    if (this.state === "running") this.#session.play(speed);
  }

  changeSpeed(by: 1 | -1): void {
    const index = SPEEDS.findIndex((speed) => speed >= this.speed);
    const next = SPEEDS[Math.min(Math.max(index + by, 0), SPEEDS.length - 1)];
    if (next !== undefined && next !== this.speed) this.setSpeed(next);
  }

  /** Does something to the program's world. */
  perform(deed: Deed): void {
    if (this.isAtTask) this.lookAt(undefined);
    if ("port" in deed) {
      const peer = this.peers.find(({ host, port }) => host === deed.host && port === deed.port);
      if (peer !== undefined) show(peer, deed, this.now);
    }
    this.#session.perform(deed);
  }

  lookAt(moment: LookedAt | undefined): void {
    this.#steppedFrom = undefined;
    this.lookedAt = moment;
  }

  /** Time stands again: a task has ended since, or there was none. */
  #endStep(from: number): void {
    if (!this.#lookAtEnd(taskEndAfter(this.jobs.taskEnds, from))) this.lookAt(undefined);
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

  #clear(): void {
    this.#active = false;
    this.#repeatable = undefined;
    this.#happened = [];
    this.timeline = new TimelineFold();
    this.jobs = new JobsFold();
    this.flow = new FlowFold();
    this.states = new StateFold();
    this.storage = new StorageFold();
    this.console = new ConsoleFold();
    this.#attempts = new Attempts();
    this.peers.length = 0;
    this.lookAt(undefined);
    this.error = undefined;
    this.keepFailure = undefined;
    this.silent = 0;
    this.now = 0;
    this.#clock = 0;
    this.version++;
  }

  #take(events: readonly TraceEvent[]): void {
    if (!this.#active) return;
    this.#append(events);
    this.#nextFrame(true);
  }

  #append(told: readonly TraceEvent[]): void {
    const events = this.#attempts.qualify(told);
    this.timeline.append(events);
    this.jobs.append(events);
    this.flow.append(events);
    this.states.append(events);
    this.storage.append(events);
    this.console.append(events);
  }

  #tick(now: number, running: boolean): void {
    if (!this.#active) return;
    this.#clock = now;
    if (!running && this.#steppedFrom !== undefined) this.#endStep(this.#steppedFrom);
    if (this.#script.length > 0) this.#showScript();
    this.#nextFrame(false);
  }

  /** What the scenario has done by now to the netcats stands there, like what the reader does. */
  #showScript(): void {
    this.#script = this.#script.filter((happening) => {
      if (!("port" in happening)) return false;
      const peer = this.peers.find(({ host, port }) => host === happening.host && port === happening.port);
      if (happening.at > this.#clock || peer === undefined) return true;
      show(peer, happening, happening.at);
      return false;
    });
  }

  #connect(host: string, port: number, connected: boolean): void {
    if (!this.#active) return;
    const known = this.peers.find((peer) => peer.host === host && peer.port === port);
    if (known === undefined) this.peers.push({ host, port, connected, hungUp: false, refuses: false, sent: [] });
    else known.connected = connected;
  }

  #enter(state: RunState, error: ProgramError | undefined): void {
    if (!this.#active) return;
    this.state = state;
    this.error = error;
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
    if (this.#isNews) this.version++;
    this.#isNews = false;
    this.now = this.#clock;
  };
}

/** What is done to a netcat stands there. */
function show(peer: Peer, deed: Extract<Deed, { readonly port: number }>, t: number): void {
  if (deed.kind === "line") peer.sent.push({ t, line: deed.line });
  peer.hungUp = deed.kind === "hang-up";
  if (deed.kind === "refuse" || deed.kind === "listen") peer.refuses = deed.kind === "refuse";
}
