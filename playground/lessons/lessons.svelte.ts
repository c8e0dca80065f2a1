import type { Verdict } from "../../core/lessons/judge.ts";
import { type Page, programOf } from "../../core/lessons/lesson.ts";
import type { PageText } from "../../core/lessons/pages.ts";
import { RunRecord } from "../../core/lessons/run-record.ts";
import { type Scenario, type World, worldOf } from "../../core/lessons/scenario.ts";
import { PROGRAM_FILE } from "../app/default-program.ts";
import type { Playground } from "../app/playground.svelte.ts";
import { currentLanguage } from "../i18n/i18n.svelte.ts";
import { oneFile } from "../work/files.ts";
import type { CatalogEntry } from "./catalog.ts";
import type { Progress } from "./progress.svelte.ts";
import { parseRoute, type Route, routeHash } from "./route.ts";

/** What a run has shown of a prediction. */
export interface Answer {
  /** The name of the option that came true. */
  readonly option: string;
  /** What in the run shows it. */
  readonly seen: string;
}

/** After the end of a run its events arrive within so many milliseconds; later ones are heard as well. */
const LATE = 100;

/** The lesson pane's state: which page is open, what the reader predicted and what the run said to it, the exercise and its verdict. */
export class Lessons {
  readonly progress: Progress;
  /** All lessons, once they are loaded. */
  catalog = $state.raw<readonly CatalogEntry[]>([]);
  /** The contents are open, or a lesson; otherwise the first program. */
  isOpen = $state(false);
  /** The lesson and page that are open. */
  #lesson = $state<string | undefined>();
  #page = $state<string | undefined>();
  /** What the latest run on this page said to its prediction. */
  answer = $state.raw<Answer | undefined>();
  /** What was last said of an answer to the exercise, and for which text. */
  verdict = $state.raw<Verdict | undefined>();
  checking = $state(false);
  /** A run of this page's program is on its way to its end. */
  awaitsEnd = $state(false);
  /** How many hints were asked for. */
  hints = $state(0);
  /** Takes the place of the page's own scenario: an input for which the answer was wrong. */
  #input = $state.raw<Scenario | undefined>();
  readonly #playground: Playground;
  #record: RunRecord | undefined;

  readonly entry: CatalogEntry | undefined = $derived(this.catalog.find(({ name }) => name === this.#lesson));
  /** The number of the open page, from 0. */
  readonly index: number = $derived(
    Math.max(0, this.entry?.lesson.pages.findIndex(({ name }) => name === this.#page) ?? 0),
  );
  readonly page: Page | undefined = $derived(this.entry?.lesson.pages[this.index]);
  readonly text: PageText | undefined = $derived(this.entry?.texts[currentLanguage()].pages[this.index]);
  /** The lesson after the open one. */
  readonly following: CatalogEntry | undefined = $derived(
    this.entry && this.catalog[this.catalog.indexOf(this.entry) + 1],
  );

  constructor(playground: Playground, progress: Progress) {
    this.#playground = playground;
    this.progress = progress;
    playground.platform.session.subscribe({
      events: (events) => {
        this.#record?.add(events);
        if (this.answer !== undefined) this.#listen();
      },
      clock: (now) => this.#watch(now),
      state: (state) => {
        if (state === "failed" || state === "stopped") this.#finish();
      },
    });
  }

  /** Loads the lessons, and opens what the address asks for; from then on the pane follows the address. */
  async begin(): Promise<void> {
    this.catalog = (await import("./catalog.ts")).CATALOG;
    this.follow(location.hash);
  }

  /** Opens what an address asks for; one that is not about lessons leaves everything as it is. */
  follow(hash: string): void {
    const route = parseRoute(hash);
    if (route === undefined) return;
    if (route.language !== undefined && route.language !== currentLanguage())
      this.#playground.chooseLanguage(route.language);
    this.#open(route);
  }

  /** The address of a page, or of the contents. */
  address(lesson?: string, page?: string): string {
    return routeHash({ place: "lessons", lesson, page });
  }

  /** The address of the page before or after, in this lesson or the next one; undefined where there is none. */
  neighbour(by: 1 | -1): string | undefined {
    const { entry, index, following } = this;
    if (entry === undefined) return undefined;
    const page = entry.lesson.pages[index + by];
    if (page !== undefined) return this.address(entry.name, page.name);
    if (by === 1 && following !== undefined) return this.address(following.name, following.lesson.pages[0]!.name);
    return by === -1 ? this.address() : undefined;
  }

  #open({ place, lesson, page }: Route): void {
    if (place === "lessons") this.#playground.tab = "guide";
    this.isOpen = place === "lessons";
    const entry = this.catalog.find(({ name }) => name === lesson);
    const opened = entry?.lesson.pages.find(({ name }) => name === page) ?? entry?.lesson.pages[0];
    if (entry?.name === this.#lesson && opened?.name === this.#page) return;
    this.#lesson = entry?.name;
    this.#page = opened?.name;
    this.answer = undefined;
    this.verdict = undefined;
    this.hints = 0;
    this.#input = undefined;
    this.#record = undefined;
    this.awaitsEnd = false;
    const playground = this.#playground;
    if (entry === undefined || opened === undefined) {
      playground.openProgram(undefined);
      return;
    }
    this.progress.read(entry.name, opened.name);
    const file = programOf(opened);
    // The answer to the exercise is a program of its own: the pages before it go on showing theirs.
    const name = `${entry.name}/${opened.exercise === undefined ? file : "exercise.ts"}`;
    playground.openProgram({ name, start: oneFile(PROGRAM_FILE, entry.programs[file]!) });
    playground.scenario = () => this.#beginRun();
    playground.shownView = opened.view;
    playground.run.setSpeed(opened.speed ?? 1);
  }

  /** A run begins: the world that it gets. */
  #beginRun(): World {
    const scenario = this.#input ?? this.page!.scenario;
    this.#record = new RunRecord(scenario);
    this.awaitsEnd = true;
    this.answer = undefined;
    return worldOf(scenario);
  }

  /** At the scenario's end the run pauses, so that what it has shown stays in view. */
  #watch(now: number): void {
    if (!this.awaitsEnd || this.#record === undefined || now < this.#record.scenario.until) return;
    this.#playground.run.pause();
    this.#finish();
  }

  #finish(): void {
    if (!this.awaitsEnd || this.#record === undefined) return;
    this.awaitsEnd = false;
    // what happened until now may still be on its way
    const record = this.#record;
    setTimeout(() => {
      if (record === this.#record) this.#listen();
    }, LATE);
  }

  /** Hears what the run says to the prediction. */
  #listen(): void {
    this.answer = this.#record && this.page?.prediction?.answer(this.#record);
  }

  predict(option: string): void {
    this.progress.predict(this.entry!.name, this.page!.name, option);
  }

  /** The option that the reader chose on this page. */
  get predicted(): string | undefined {
    return this.entry && this.page && this.progress.predicted(this.entry.name, this.page.name);
  }

  /** Checks the program in the editor. */
  async check(): Promise<void> {
    const { editor, platform } = this.#playground;
    const { entry, page } = this;
    if (editor === undefined || entry === undefined || this.checking) return;
    this.checking = true;
    this.verdict = undefined;
    try {
      const { verdictOn } = await import("./check-answer.ts");
      const verdict = await verdictOn(
        entry.lesson,
        () => editor.compile(),
        () => platform.newSession(),
      );
      if (this.page !== page) return;
      this.verdict = verdict;
      if (verdict.passed) this.progress.solve(entry.name);
    } finally {
      this.checking = false;
    }
  }

  /** Runs the program where it can be seen, on the input for which it was wrong. */
  watchInput(scenario: Scenario): void {
    this.#input = scenario;
    void this.#playground.start("start");
  }

  showSolution(): void {
    const solution = this.entry?.programs["solution.ts"];
    if (solution !== undefined) this.#playground.work.replaceText(solution);
  }
}
