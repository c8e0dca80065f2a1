import type { World } from "../../core/lessons/scenario.ts";
import type { Deed, Happening } from "../../core/sim/deeds.ts";
import type { TraceEvent } from "../../core/trace/events.ts";
import type { ProgramError, RunState } from "../sandbox/protocol.ts";
import { Attempts } from "../views/attempts.ts";
import { FlowFold } from "../views/flow/fold.ts";
import { JobsFold } from "../views/jobs-fold.ts";
import { StateFold } from "../views/state/fold.ts";
import { StorageFold } from "../views/storage/fold.ts";
import { TimelineFold } from "../views/timeline/fold.ts";
import { WorldFold } from "../views/world/fold.ts";
import { ConsoleFold } from "./console-fold.ts";
import type { Repeatable } from "./provenance.svelte.ts";

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
  readonly sent: SentLine[];
}

/** Where a run was forked from another one. */
export interface ForkPoint {
  /** The other run's number. */
  readonly from: number;
  /** The batch time; what was done to the world from then on is not the other run's any more. */
  readonly time: number;
  /** It recovered from the batch's checkpoint, or began anew and was given the same input up to the batch. */
  readonly how: "recovered" | "again";
}

/** What is known of one run: its trace, folded for the views, its clock, its ports, and how it can be repeated. It outlives the run. */
export class RunRecord {
  /** Counts up whenever the folds have taken in events that are to be shown. */
  version = $state(0);
  state = $state<RunState>("not-started");
  error = $state.raw<ProgramError | undefined>();
  /** Virtual time, as it is shown. */
  now = $state(0);
  readonly peers = $state<Peer[]>([]);
  /** Of a run and those that were forked from it, one by one: 1 is the first. */
  readonly number: number;
  readonly fork: ForkPoint | undefined;
  readonly timeline = new TimelineFold();
  readonly jobs = new JobsFold();
  readonly flow = new FlowFold();
  readonly states = new StateFold();
  readonly storage = new StorageFold();
  readonly world = new WorldFold();
  readonly console = new ConsoleFold();
  readonly #attempts = new Attempts();
  readonly #repeatable: Repeatable | undefined;
  /** What the reader has done to the world. */
  readonly #happened: Happening[] = [];
  /** What is still to be done to the world, by somebody else than the reader. */
  #script: World["happenings"];
  /** Virtual time. */
  #clock: number;

  constructor(repeatable?: Repeatable, number = 1, fork?: ForkPoint) {
    this.#repeatable = repeatable;
    this.number = number;
    this.fork = fork;
    this.#script = [...(repeatable?.scenario.happenings ?? [])];
    this.now = this.#clock = repeatable?.scenario.kept?.now ?? 0;
  }

  /** The run, as it can be repeated, with what was done to its world so far; undefined where there is no program to run. */
  get repeatable(): Repeatable | undefined {
    const run = this.#repeatable;
    if (run === undefined) return undefined;
    const happenings = [...run.scenario.happenings, ...this.#happened];
    return { ...run, scenario: { ...run.scenario, happenings } };
  }

  append(told: readonly TraceEvent[]): void {
    const events = this.#attempts.qualify(told);
    this.timeline.append(events);
    this.jobs.append(events);
    this.flow.append(events);
    this.states.append(events);
    this.storage.append(events);
    this.world.append(events);
    this.console.append(events);
  }

  happened(happening: Happening): void {
    this.#happened.push(happening);
  }

  /** Time has come to `now`; it is shown later. */
  tick(now: number): void {
    this.#clock = now;
    if (this.#script.length > 0) this.#showScript();
  }

  connect(host: string, port: number, connected: boolean): void {
    const known = this.peers.find((peer) => peer.host === host && peer.port === port);
    if (known === undefined) this.peers.push({ host, port, connected, hungUp: false, sent: [] });
    else known.connected = connected;
  }

  /** What the reader does to a netcat stands there. */
  typed(deed: Deed): void {
    if (!("port" in deed)) return;
    const peer = this.peers.find(({ host, port }) => host === deed.host && port === deed.port);
    if (peer !== undefined) show(peer, deed, this.now);
  }

  /** Shows what has come. */
  show(isNews: boolean): void {
    if (isNews) this.version++;
    this.now = this.#clock;
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
}

/** What is done to a netcat stands there. */
function show(peer: Peer, deed: Extract<Deed, { readonly port: number }>, t: number): void {
  if (deed.kind === "line") peer.sent.push({ t, line: deed.line });
  peer.hungUp = deed.kind === "hang-up";
}
