import { MediaQuery } from "svelte/reactivity";
import type { Site } from "../../core/conf/errors.ts";
import type { World } from "../../core/lessons/scenario.ts";
import type { Explained } from "../../core/scheduler/provenance/explain.ts";
import { keepFailureOf, newestCheckpoint, newWorld } from "../disk/disks.ts";
import type { ProgramEditor } from "../editor/editor.ts";
import { speak, t } from "../i18n/i18n.svelte.ts";
import type { Language } from "../i18n/languages.ts";
import { Lessons } from "../lessons/lessons.svelte.ts";
import { Progress } from "../lessons/progress.svelte.ts";
import { routeHash } from "../lessons/route.ts";
import { Projects } from "../project/projects.svelte.ts";
import { readTrace } from "../recorded/read-trace.ts";
import type { CompiledProgram, Diagnostic, KeptWorld } from "../sandbox/protocol.ts";
import { Sharing } from "../share/sharing.svelte.ts";
import { type BatchesModel, batchDetail, batchesAt, type OutputDetail } from "../views/batches/model.ts";
import { flowAt } from "../views/flow/model.ts";
import type { FlowScene } from "../views/flow/scene.ts";
import { type JobGraph, jobGraph, keptAt, type ProgramNode, programGraph } from "../views/graph/model.ts";
import { handOn } from "../views/hand-on.ts";
import type { JobFact } from "../views/jobs-fold.ts";
import { batchAt } from "../views/search.ts";
import { type RecordPlace, Selection } from "../views/selection.svelte.ts";
import { type StateModel, stateOwners, statesAt } from "../views/state/model.ts";
import { type StorageModel, storageAt } from "../views/storage/model.ts";
import type { BatchFacts } from "../views/timeline/fold.ts";
import { type Row, type TimelineModel, timelineAt } from "../views/timeline/model.ts";
import { TimelineState } from "../views/timeline/TimelineState.svelte.ts";
import type { View } from "../views/views.ts";
import { peersAt, type WorldModel, type WorldPeer, worldAt } from "../views/world/model.ts";
import type { ProgramFiles } from "../work/files.ts";
import type { Keeper } from "../work/keeper.ts";
import type { Draft } from "../work/store.ts";
import { type OpenedProgram, Work } from "../work/work.svelte.ts";
import { PROGRAM_FILE } from "./default-program.ts";
import { FaultScript } from "./fault-script.svelte.ts";
import { Forking } from "./forking.svelte.ts";
import { inlineValues } from "./inline-values.ts";
import { NoticeOrder } from "./notice-order.svelte.ts";
import type { Platform } from "./platform.ts";
import { Provenance } from "./provenance.svelte.ts";
import { Run } from "./run.svelte.ts";
import { type Settings, THEMES, type Theme } from "./settings.svelte.ts";
import { stateWords } from "./state-words.ts";

/** Panes of which only one is shown where there is no room for all. */
export const TABS = ["guide", "code", "views", "io"] as const;
export type Tab = (typeof TABS)[number];

/** The state of the whole application; components read it and call it, and hold nothing that another one needs. */
export class Playground {
  readonly settings: Settings;
  readonly run: Run;
  readonly selection = new Selection();
  readonly provenance: Provenance;
  readonly view = new TimelineState();
  readonly platform: Platform;
  readonly lessons: Lessons;
  readonly sharing: Sharing;
  readonly faults = new FaultScript();
  readonly notices = new NoticeOrder();
  readonly forking: Forking;
  readonly projects: Projects;
  readonly work: Work;
  readonly #keeper: Keeper;

  editor = $state.raw<ProgramEditor | undefined>();
  /** Why the editor is not there. */
  editorFailure = $state<string | undefined>();
  /** The mistakes that the editor sees now. */
  diagnostics = $state.raw<readonly Diagnostic[]>([]);
  /** The mistakes for which the last run was refused. */
  refused = $state.raw<readonly Diagnostic[]>([]);
  compiling = $state(false);
  /** The program was edited since it was last run. */
  changed = $state(false);
  tab = $state<Tab>("guide");
  /** What the stage shows of the run. */
  shownView = $state<View>("timeline");
  keysShown = $state(false);
  /** The editor shows what the program began with beside what it is. */
  comparing = $state(false);
  /** Goes to where a line can be typed; set by the shell, which knows where that is. */
  focusNetcat: (() => void) | undefined;
  /** How many batches the timeline has room for. */
  columns = $state(6);

  /** What surrounds the next run; nothing if left out. Set by the lessons. */
  scenario: (() => World) | undefined;
  readonly #wide = new MediaQuery("min-width: 1200px", true);
  readonly #narrow = new MediaQuery("max-width: 767px", false);
  readonly #reducedMotion = new MediaQuery("prefers-reduced-motion: reduce", false);
  readonly #prefersDark = new MediaQuery("prefers-color-scheme: dark", true);

  constructor(platform: Platform, settings: Settings, keeper: Keeper) {
    this.platform = platform;
    this.settings = settings;
    this.run = new Run(platform.session);
    this.provenance = new Provenance(platform.newSession());
    this.#keeper = keeper;
    this.work = new Work(this, keeper);
    this.sharing = new Sharing(this);
    this.forking = new Forking(this);
    this.projects = new Projects(this);
    this.lessons = new Lessons(this, new Progress(keeper));
  }

  /** Reads what was kept of the reader's work, and opens what the address asks for. */
  async begin(): Promise<void> {
    const { work, lessons } = this;
    await this.#keeper.open({
      replaced: (name, theirs) => work.replaced(name, theirs),
      marked: (mark) => lessons.progress.take(mark),
      failed: (failure) => {
        work.failure = failure;
      },
    });
    lessons.progress.begin();
    work.begin();
    if (this.work.recovers) void this.#findCheckpoint();
    await Promise.all([this.sharing.follow(location.hash), lessons.begin()]);
  }

  /** The program in the editor. */
  get files(): ProgramFiles {
    return this.work.files;
  }

  /** Shows another program in the editor, as it was last edited: one of a lesson, or the reader's own. What runs is ended. */
  openProgram(program: OpenedProgram | undefined): void {
    this.scenario = undefined;
    if (!this.work.open(program)) return;
    this.faults.clear();
    this.#reset();
  }

  /**
   * Opens these files as the reader's own program, in place of all of it, away from a lesson or a link, whose program it is not. Gives the way back.
   * What runs is ended, also by that.
   */
  openFiles(files: ProgramFiles): () => void {
    return this.#openOwn({ program: files, start: files });
  }

  #openOwn(draft: Draft): () => void {
    this.openProgram(undefined);
    const before = this.work.replaceOwn(draft);
    this.#reset();
    location.hash = routeHash({ place: "start" });
    return () => void this.#openOwn(before);
  }

  #reset(): void {
    this.changed = false;
    this.comparing = false;
    this.reset();
    this.run.checkpoint = undefined;
    if (this.work.recovers) void this.#findCheckpoint();
  }

  /** The batch time of the checkpoint from which the program could go on now: it asks for one, and one is kept. */
  get checkpoint(): number | undefined {
    return this.work.recovers && !this.run.isAlive ? this.run.checkpoint : undefined;
  }

  get layout(): "wide" | "medium" | "narrow" {
    return this.#wide.current ? "wide" : this.#narrow.current ? "narrow" : "medium";
  }

  get theme(): "dark" | "light" {
    const { theme } = this.settings;
    return theme === "system" ? (this.#prefersDark.current ? "dark" : "light") : theme;
  }

  /** The tab that is shown; the stage is always there where it needs no tab. */
  get shownTab(): Tab {
    return this.tab === "views" && this.layout !== "narrow" ? "code" : this.tab;
  }

  /** How fast what moves moves: with time, so not at all while that stands still, or where the reader wants no motion. */
  get motion(): number {
    return this.#reducedMotion.current || this.run.state !== "running" ? 0 : this.run.speed;
  }

  /** How fast records flow: as time does, and to their places also while that stands still. 0: they are there at once. */
  get flowSpeed(): number {
    return this.#reducedMotion.current || this.run.lookedAt !== undefined ? 0 : this.run.speed;
  }

  /** Where the playhead stands: with reduced motion it goes from block interval to block interval. */
  get playhead(): number {
    return this.#reducedMotion.current && this.run.state === "running" ? this.blockTime : this.run.time;
  }

  /** The timeline where the reader looked before. */
  #modelBefore: TimelineModel | undefined;
  /** The timeline where the reader looks. */
  readonly model: TimelineModel = $derived.by(() => {
    const { run } = this;
    void run.version;
    // The block that fills changes with the time, but only from one block interval to the next.
    const view = { position: run.position, now: this.blockTime, columns: this.columns };
    this.#modelBefore = timelineAt(run.timeline, view, this.#modelBefore);
    return this.#modelBefore;
  });

  /** The figures of the batches where the reader looks. */
  readonly batches: BatchesModel = $derived.by(() => {
    const { run, model } = this;
    void run.version;
    // while no driver lives, nothing but the time tells what is due
    return batchesAt(run.timeline, run.position, model.down === undefined ? 0 : this.blockTime);
  });

  /** The batch at hand, down to its tasks. */
  readonly batchDetail: readonly OutputDetail[] = $derived.by(() => {
    const { run, batch } = this;
    void run.version;
    return batch === undefined ? [] : batchDetail(run.timeline, run.jobs, batch, run.position);
  });

  /** The program as a graph. */
  readonly program: readonly ProgramNode[] = $derived.by(() => {
    const { run, model } = this;
    void run.version;
    return programGraph(model.rows, model.outputs, keptAt(run.timeline, run.position));
  });

  /** The jobs of the batch at hand. */
  readonly jobs: readonly JobFact[] = $derived.by(() => {
    const { run, batch } = this;
    void run.version;
    return batch === undefined ? [] : run.jobs.jobsOf(batch, run.position);
  });

  /** The job of the task at whose end the reader looks. */
  readonly jobOfTask: JobFact | undefined = $derived.by(() => {
    const stage = this.run.lookedAt?.end?.stage;
    return stage === undefined ? undefined : this.jobs.findLast((each) => each.stages.includes(stage));
  });

  /** Which of them is drawn; by default that of the task that is looked at, or else the first. */
  chosenJob = $state<number | undefined>();
  readonly job: JobGraph | undefined = $derived.by(() => {
    const { run, jobs } = this;
    void run.version;
    const job = jobs.find((each) => each.job === this.chosenJob) ?? this.jobOfTask ?? jobs[0];
    return job === undefined ? undefined : jobGraph(run.jobs, job, this.model.rows, run.position);
  });

  /** Of which stream the states are shown, if it has any; by default of the one in which something is selected, or else the first. */
  stateOwner = $state<number | undefined>();
  readonly stateOwners: readonly Row[] = $derived(stateOwners(this.model.rows));

  /** The states of a stream after the batch at hand. */
  readonly states: StateModel | undefined = $derived.by(() => {
    const { run, batch, stateOwners: owners, selection } = this;
    void run.version;
    const owner =
      owners.find((row) => row.dstream === this.stateOwner) ??
      owners.find((row) => row.dstream === selection.selected?.dstream) ??
      owners[0];
    if (owner === undefined || batch === undefined) return undefined;
    return statesAt(run.timeline, run.states, owner, batch, run.position);
  });

  /** The batch whose way is shown; undefined: the one that is being processed. */
  get flowTime(): number | undefined {
    const { lookedAt } = this.run;
    return (
      this.selection.batch ??
      (lookedAt !== undefined && lookedAt.time > this.model.zeroTime ? lookedAt.time : undefined)
    );
  }

  /** Back from a batch that was chosen, or looked back to, to what runs. */
  followRun(): void {
    this.selection.clear();
    this.run.lookAt(undefined);
  }

  /** Of which output operation the jobs are shown; by default of that of the task that is looked at, or else of the first that has some. */
  flowOutput = $state<number | undefined>();

  /** The way of records where the reader looked before. */
  #flowBefore: FlowScene | undefined;
  /** The way of records where the reader looks. */
  readonly flow: FlowScene = $derived.by(() => {
    const { run, model } = this;
    void run.version;
    const output = this.flowOutput ?? this.jobOfTask?.output;
    const view = { position: run.position, now: this.blockTime, time: this.flowTime, output };
    this.#flowBefore = handOn(this.#flowBefore, flowAt(run, model, view));
    return this.#flowBefore;
  });

  /** What is kept where the reader looks, or when all of the batch that was chosen was done; and when that is. */
  readonly storage: { readonly model: StorageModel; readonly now: number } = $derived.by(() => {
    const { run, model, selection } = this;
    void run.version;
    const { batch } = selection;
    const moment =
      batch === undefined
        ? undefined
        : run.moments.find(({ time, position }) => time === batch && position <= run.position);
    const position = moment?.position ?? run.position;
    const now = moment === undefined ? this.blockTime : Math.max(moment.time, run.timeline.timeAt(position));
    return { model: storageAt(run.storage, model, position), now };
  });

  /** The world around the program where the reader looks. */
  readonly world: WorldModel = $derived.by(() => {
    const { run, model } = this;
    void run.version;
    return worldAt(run.world, run.storage, model.rows, run.position);
  });

  /** Its netcats. */
  readonly peers: readonly WorldPeer[] = $derived.by(() => {
    const { run } = this;
    void run.version;
    return peersAt(run.world, run.position);
  });

  /** The batches that there are where the reader looks. */
  readonly knownBatches: readonly BatchFacts[] = $derived.by(() => {
    const { run } = this;
    void run.version;
    return run.timeline.batchesAt(run.position);
  });

  /** The batch at hand: the one that was chosen, or else that of the task that is looked at, or else the latest that is done, or else the latest. */
  readonly batch: number | undefined = $derived.by(() => {
    const { run, knownBatches, selection } = this;
    // read in any case: the list may be the same while more of what is in it is done
    const { position } = run;
    const isThere = (time?: number): time is number =>
      time !== undefined && batchAt(run.timeline, time, position) !== undefined;
    if (isThere(selection.batch)) return selection.batch;
    const ended = run.lookedAt?.end?.time;
    if (isThere(ended)) return ended;
    const done = knownBatches.findLast(({ completed }) => completed !== undefined && completed.at < position);
    return (done ?? knownBatches.at(-1))?.time;
  });

  /** What the program calls itself, once it runs. */
  readonly name: string = $derived.by(() => {
    void this.run.version;
    return this.run.timeline.application?.appName || PROGRAM_FILE;
  });

  /** No receiver has brought a record yet. */
  readonly nothingCame: boolean = $derived.by(() => {
    void this.run.version;
    return this.run.timeline.streams.every((stream) => stream.arrivals.length === 0 && stream.blocks.length === 0);
  });

  /** The start of the block interval in which the time is. */
  readonly blockTime: number = $derived.by(() => {
    const { run } = this;
    void run.version;
    const interval = run.timeline.streaming?.blockInterval ?? 1;
    return Math.floor(run.time / interval) * interval;
  });

  /** The word that says what the run does, for the top right of the stage. */
  readonly stateWords: string = $derived(stateWords(this, t));

  readonly inlineValues = $derived(inlineValues(this.model));

  /** What the selection is, for who asks what it was made of: a record, or a key of the states that are shown. */
  readonly asked: Explained | undefined = $derived.by(() => {
    const { selection, states, batch } = this;
    if (selection.selected !== undefined) {
      const { dstream, time, partition, index } = selection.selected;
      return { dstream, time, partition, index };
    }
    if (this.shownView !== "state" || selection.key === undefined || batch === undefined) return undefined;
    const state = states?.owner.state;
    return state && { dstream: state.dstream, time: batch, key: selection.key };
  });

  /** The same text for the same question. */
  readonly askedName = $derived(this.asked === undefined ? "" : JSON.stringify(this.asked));

  /** Finds out what the selection was made of, as long as there is one. */
  explainSelection(): void {
    const { asked, provenance } = this;
    const { repeatable } = this.run;
    if (asked === undefined || repeatable === undefined) provenance.forget();
    else void provenance.ask(repeatable, asked);
  }

  /** The files of the program that are kept, with those of its checkpoints. @throws KeepError when there are none */
  keptWorld(): Promise<KeptWorld> {
    return this.platform.disks.read(this.work.name);
  }

  /** Keeps a world in place of the program's: the next run goes on with it. @throws KeepError when it cannot be kept */
  async keepWorld(world: KeptWorld): Promise<void> {
    await this.platform.disks.replace(this.work.name, world, world.now);
    this.reset();
    this.run.checkpoint = newestCheckpoint(world.files.map(({ path }) => path));
  }

  /** Runs the program: on from its checkpoint, or from the start, which deletes the checkpoint. */
  async start(from: "checkpoint" | "start" = this.checkpoint === undefined ? "start" : "checkpoint"): Promise<void> {
    await this.launch((program) => this.#startRun(program, from));
  }

  /** Compiles the program and has it run by `run`; one with mistakes is refused. */
  async launch(run: (program: CompiledProgram) => Promise<void>): Promise<void> {
    const { editor } = this;
    if (editor === undefined || this.compiling) return;
    this.compiling = true;
    try {
      const compiled = await editor.compile();
      if (isProgram(compiled)) {
        this.refused = [];
        this.changed = false;
        this.selection.clear();
        this.stateOwner = undefined;
        this.chosenJob = undefined;
        this.flowOutput = undefined;
        if (this.layout === "narrow" && this.tab !== "io") this.tab = "views";
        await run(compiled);
      } else {
        this.refused = compiled;
        editor.setMarkers(compiled);
      }
    } catch (error) {
      this.run.fail(error);
    } finally {
      this.compiling = false;
    }
  }

  async #startRun(program: CompiledProgram, from: "checkpoint" | "start"): Promise<void> {
    const { run } = this;
    const { disks } = this.platform;
    if (from === "start") {
      const scene = this.scenario?.();
      // who sets the scene says when things happen in it, from 0 on
      const kept = scene === undefined ? newWorld(this.work.recovers) : undefined;
      const world = this.faults.into(scene, kept?.now ?? 0);
      await run.start(program, disks.beginAnew(this.work.name), { world, kept });
      return;
    }
    let found: Awaited<ReturnType<typeof disks.goOn>>;
    try {
      found = await disks.goOn(this.work.name);
    } catch (error) {
      // nothing has run: the reader is told, and decides
      run.reset();
      run.checkpoint = undefined;
      run.keepFailure = keepFailureOf(error);
      return;
    }
    await run.start(program, found.disk, {
      kept: found.world,
      world: this.faults.into(undefined, found.world.now),
    });
  }

  async #findCheckpoint(): Promise<void> {
    try {
      const time = await this.platform.disks.checkpointOf(this.work.name);
      if (this.run.state === "not-started") this.run.checkpoint = time;
    } catch {
      // a browser that keeps nothing has no checkpoint; when one is written, the reader is told that it is not kept
    }
  }

  /** Shows a view of the run; what is selected stays selected. */
  show(view: View): void {
    this.shownView = view;
    if (this.layout === "narrow") this.tab = "views";
  }

  /** Shows the batch at hand in another view; the timeline looks back to it where it is not among the latest. */
  openBatch(view: View): void {
    const { batch, run } = this;
    this.show(view);
    if (batch === undefined) return;
    if (this.selection.batch !== batch) this.selection.chooseBatch(batch);
    const isDrawn = this.model.columns.some((column) => column.time === batch);
    if (view === "timeline" && !isDrawn) run.lookAt(run.moments.find((moment) => moment.time === batch));
  }

  /** Selects a record and looks to its batch in the timeline. */
  showRecord(place: RecordPlace): void {
    if (!this.selection.isSelected(place)) this.selection.select(place);
    this.openBatch("timeline");
  }

  /** The batch before or after the one at hand: in the timeline one looks at it, the other views choose it. */
  changeBatch(by: 1 | -1): void {
    if (this.shownView === "timeline") {
      this.run.look(by);
      return;
    }
    const next = neighbour(this.knownBatches, this.batch, by)?.time;
    if (next !== undefined && next !== this.batch) this.selection.chooseBatch(next);
  }

  /** Shows a file that `sluice run --trace` wrote. @throws TraceFileError */
  async openTrace(file: Blob): Promise<void> {
    const events = await readTrace(file);
    this.reset();
    this.run.open(events);
    if (this.layout === "narrow") this.tab = "views";
  }

  reset(): void {
    this.refused = [];
    this.selection.clear();
    this.run.reset();
  }

  togglePlay(): void {
    const { run } = this;
    if (run.isLookingBack) run.lookAt(undefined);
    else if (run.state === "running") run.pause();
    else if (run.state === "paused") run.play();
  }

  reveal(site: Site): void {
    if (this.layout !== "wide") this.tab = "code";
    this.settings.dock = true;
    this.comparing = false;
    this.work.show(site.file);
    this.editor?.reveal(site.line, site.column);
    this.editor?.focus();
  }

  /** Shows the file beside what the program began with, or no longer. */
  toggleComparison(): void {
    this.comparing = !this.comparing;
    if (!this.comparing) this.editor?.focus();
    else if (this.layout !== "wide") this.tab = "code";
    this.settings.dock = true;
  }

  chooseLanguage(language: Language): void {
    this.settings.language = speak(language, []);
    this.settings.save();
  }

  nextTheme(): void {
    const index = THEMES.indexOf(this.settings.theme);
    this.chooseTheme(THEMES[(index + 1) % THEMES.length]!);
  }

  chooseTheme(theme: Theme): void {
    this.settings.theme = theme;
    this.settings.save();
  }

  toggleGuide(): void {
    this.settings.guide = !this.settings.guide;
    this.settings.save();
  }

  toggleDock(): void {
    this.settings.dock = !this.settings.dock;
    this.settings.save();
  }
}

function isProgram(compiled: CompiledProgram | readonly Diagnostic[]): compiled is CompiledProgram {
  return !Array.isArray(compiled);
}

/** The batch before or after the one of `time`. */
function neighbour(batches: readonly BatchFacts[], time: number | undefined, by: 1 | -1): BatchFacts | undefined {
  const here = batches.findIndex((batch) => batch.time === time);
  return batches[Math.min(Math.max(here + by, 0), batches.length - 1)];
}
