import type { Happening } from "../../core/sim/deeds.ts";
import { isFault } from "../../core/sim/fault-deeds.ts";
import { newestCheckpoint } from "../disk/disks.ts";
import { MemoryDisk } from "../disk/memory-disk.ts";
import type { CompiledProgram, KeptWorld, ProgramSession, WorldFile } from "../sandbox/protocol.ts";
import { batchAt } from "../views/search.ts";
import type { Playground } from "./playground.svelte.ts";
import type { Repeatable } from "./provenance.svelte.ts";
import type { ForkPoint } from "./run-record.svelte.ts";

/** Why a run cannot be forked at a batch: there is no program to run, or the batch is not done, or its driver died before it was. */
export type ForkRefusal = "recorded" | "open" | "died";

/** So long a run that is repeated may stand still, in milliseconds, before it is given up. */
const PATIENCE = 20_000;

const NO_FILES: readonly WorldFile[] = [];

/**
 * Another run that goes on from a batch of this one, with the program as it stands in the editor. It either recovers from the checkpoint of that batch, or begins
 * as this one did and is given the same input up to the batch.
 */
export class Forking {
  /** The batch at which the reader may fork, as long as that is being asked. */
  time = $state<number | undefined>();
  how = $state<ForkPoint["how"]>("again");
  /** What came after the batch comes again, or is to be typed anew. */
  input = $state<"anew" | "same">("anew");
  /** From which virtual time on the run has been repeated, how far, and how far it is to be, to find its files; undefined: it is not being repeated. */
  repeated = $state.raw<{ readonly from: number; readonly now: number; readonly end: number } | undefined>();
  /** It could not be repeated. */
  hasFailed = $state(false);
  readonly #playground: Playground;
  #session: ProgramSession | undefined;

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  /** The batch that the reader has chosen or looks back to; undefined: none. */
  get batch(): number | undefined {
    const { run, selection } = this.#playground;
    const { lookedAt, moments } = run;
    if (selection.batch !== undefined) return selection.batch;
    return lookedAt === moments[0] ? undefined : lookedAt?.time;
  }

  /** Why the run cannot be forked at a batch; undefined: it can. */
  refusal(time: number): ForkRefusal | undefined {
    const { run } = this.#playground;
    if (run.repeatable === undefined) return "recorded";
    if (this.#endOf(time) !== undefined) return undefined;
    return batchAt(run.timeline, time, run.timeline.length)?.died === undefined ? "open" : "died";
  }

  /** Can a fork at a batch recover? The program asks for a checkpoint, and there was one. */
  canRecover(time: number): boolean {
    const { run, work } = this.#playground;
    return work.recovers && run.timeline.batches.some((batch) => batch.time <= time && batch.checkpoint !== undefined);
  }

  /** Was anything done to the world after a batch? */
  hasInputAfter(time: number): boolean {
    const [run, end] = [this.#playground.run.repeatable, this.#endOf(time)];
    return end !== undefined && run?.scenario.happenings.some((each) => !isBefore(each, time, end)) === true;
  }

  /** Asks how to fork at a batch, the one that is chosen or looked back to if left out, if one can. */
  ask(batch = this.batch): void {
    if (batch === undefined || this.refusal(batch) !== undefined) return;
    this.time = batch;
    this.how = this.canRecover(batch) ? "recovered" : "again";
    this.input = "anew";
    this.hasFailed = false;
  }

  /** Nothing is to be forked any more. */
  cancel(): void {
    this.#session?.dispose();
    this.#session = undefined;
    this.time = undefined;
  }

  /** Forks as the reader has chosen. */
  async go(): Promise<void> {
    const { time } = this;
    const run = this.#playground.run.repeatable;
    const end = time === undefined ? undefined : this.#endOf(time);
    if (time === undefined || end === undefined || run === undefined || this.repeated !== undefined) return;
    this.hasFailed = false;
    await this.#playground.launch((program) => this.#fork(program, run, time, end));
    // the reader may have asked for another one since
    if (this.time === time && !this.hasFailed) this.cancel();
  }

  async #fork(program: CompiledProgram, run: Repeatable, time: number, end: number): Promise<void> {
    const all = run.scenario.happenings;
    const before = all.filter((each) => isBefore(each, time, end));
    const files = this.how === "recovered" ? await this.#filesAt(run, before, end) : NO_FILES;
    if (files === undefined || this.time !== time) return;
    const isSame = this.input === "same";
    // a run that could not be repeated so far has no checkpoint either
    const recovers = newestCheckpoint(files.map(({ path }) => path)) !== undefined;
    const kept: KeptWorld | undefined = recovers ? { now: end, files } : run.scenario.kept;
    const after = all.filter((each) => !before.includes(each));
    const happenings = recovers ? (isSame ? after : []) : isSame ? all : before;
    const { run: shown } = this.#playground;
    const fork: ForkPoint = { from: shown.number, time, how: recovers ? "recovered" : "again" };
    await shown.startFork({ program, scenario: { ...run.scenario, kept, happenings } }, fork, end);
  }

  /**
   * The files of a run as they were when all up to `end` was done: the run is repeated up to there, in a sandbox of its own, as fast as possible. Undefined when it
   * was cancelled, or stood still for too long.
   */
  async #filesAt(
    { program, scenario }: Repeatable,
    happenings: Repeatable["scenario"]["happenings"],
    end: number,
  ): Promise<readonly WorldFile[] | undefined> {
    const session = this.#playground.platform.newSession();
    this.#session = session;
    // also where nothing of the run itself was kept
    const kept = scenario.kept ?? { now: 0, files: NO_FILES };
    const disk = new MemoryDisk(kept.files);
    const giveUp = (): void => {
      this.hasFailed = true;
      session.stop();
    };
    const from = kept.now;
    let patience = setTimeout(giveUp, PATIENCE);
    session.subscribe({
      clock: (now) => {
        if (now === this.repeated?.now) return;
        this.repeated = { from, now, end };
        clearTimeout(patience);
        patience = setTimeout(giveUp, PATIENCE);
      },
    });
    this.repeated = { from, now: from, end };
    try {
      await session.run(program, { ...scenario, kept, happenings }, { speed: 1, paused: true, disk });
      await session.runTo(end);
    } finally {
      clearTimeout(patience);
      this.repeated = undefined;
      session.dispose();
    }
    return this.#session === session && !this.hasFailed ? disk.files : undefined;
  }

  /** The virtual time at which a batch was done, in milliseconds; undefined while it is not. A driver that recovers may do it again: the first time counts. */
  #endOf(time: number): number | undefined {
    const { timeline } = this.#playground.run;
    let end: number | undefined;
    for (let batch = batchAt(timeline, time, timeline.length); batch !== undefined; batch = batch.earlier)
      end = (batch.completed ?? batch.generationFailed)?.at ?? end;
    return end === undefined ? undefined : Math.max(time, timeline.timeAt(end + 1));
  }
}

/**
 * Was something done before a batch, whose end was at `end`? What goes wrong does so before the batch of its millisecond; and a driver may make it that was started
 * late, after another had died over it.
 */
function isBefore({ at, kind }: Happening, time: number, end: number): boolean {
  if (kind === "start-driver" || kind === "kill-driver") return at <= end;
  return isFault({ kind }) ? at <= time : at < time;
}
