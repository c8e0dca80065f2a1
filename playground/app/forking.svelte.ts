import { newestCheckpoint } from "../disk/disks.ts";
import { MemoryDisk } from "../disk/memory-disk.ts";
import type { CompiledProgram, KeptWorld, ProgramSession, WorldFile } from "../sandbox/protocol.ts";
import { batchAt } from "../views/search.ts";
import type { Playground } from "./playground.svelte.ts";
import type { Repeatable } from "./provenance.svelte.ts";
import type { ForkPoint } from "./run-record.svelte.ts";

/** Why a run cannot be forked at a batch: there is no program to run, or the batch is not done. */
export type ForkRefusal = "recorded" | "open";

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
  /** The run is being repeated, to find its files. */
  isRepeating = $state(false);
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
    if (this.#playground.run.repeatable === undefined) return "recorded";
    return this.#endOf(time) === undefined ? "open" : undefined;
  }

  /** Can a fork at a batch recover? The program asks for a checkpoint, and there was one. */
  canRecover(time: number): boolean {
    const { run, work } = this.#playground;
    return work.recovers && run.timeline.batches.some((batch) => batch.time <= time && batch.checkpoint !== undefined);
  }

  /** Was anything done to the world after a batch? */
  hasInputAfter(time: number): boolean {
    return this.#playground.run.repeatable?.scenario.happenings.some(({ at }) => at >= time) === true;
  }

  /** Asks how to fork at the batch that is chosen or looked back to, if one can. */
  ask(): void {
    const { batch } = this;
    if (batch === undefined || this.refusal(batch) !== undefined) return;
    this.time = batch;
    this.how = this.canRecover(batch) ? "recovered" : "again";
    this.input = "anew";
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
    if (time === undefined || end === undefined || run === undefined || this.isRepeating) return;
    await this.#playground.launch((program) => this.#fork(program, run, time, end));
    this.cancel();
  }

  async #fork(program: CompiledProgram, run: Repeatable, time: number, end: number): Promise<void> {
    const all = run.scenario.happenings;
    const before = all.filter(({ at }) => at < time);
    const files = this.how === "recovered" ? await this.#filesAt(run, before, end) : NO_FILES;
    if (this.time !== time) return;
    const isSame = this.input === "same";
    // a run that could not be repeated so far has no checkpoint either
    const recovers = newestCheckpoint(files.map(({ path }) => path)) !== undefined;
    const kept: KeptWorld | undefined = recovers ? { now: end, files } : run.scenario.kept;
    const after = all.filter(({ at }) => at >= time);
    const happenings = recovers ? (isSame ? after : []) : isSame ? all : before;
    const { run: shown } = this.#playground;
    const fork: ForkPoint = { from: shown.number, time, how: recovers ? "recovered" : "again" };
    await shown.startFork({ program, scenario: { ...run.scenario, kept, happenings } }, fork, end);
  }

  /** The files of a run as they were when all up to `end` was done: the run is repeated up to there, in a sandbox of its own, as fast as possible. */
  async #filesAt(
    { program, scenario }: Repeatable,
    happenings: Repeatable["scenario"]["happenings"],
    end: number,
  ): Promise<readonly WorldFile[]> {
    const session = this.#playground.platform.newSession();
    this.#session = session;
    const disk = new MemoryDisk(scenario.kept?.files ?? NO_FILES);
    this.isRepeating = true;
    try {
      await session.run(program, { ...scenario, happenings }, { speed: 1, paused: true, disk });
      await session.runTo(end);
    } finally {
      this.isRepeating = false;
      session.dispose();
    }
    return disk.files;
  }

  /** The virtual time at which a batch was done, in milliseconds; undefined while it is not. */
  #endOf(time: number): number | undefined {
    const { timeline } = this.#playground.run;
    const batch = batchAt(timeline, time, timeline.length);
    const end = batch?.completed ?? batch?.generationFailed;
    return end === undefined ? undefined : Math.max(time, timeline.timeAt(end.at + 1));
  }
}
