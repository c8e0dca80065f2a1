import type { Problem } from "./problem.ts";
import type { RunRecord } from "./run-record.ts";
import type { Scenario } from "./scenario.ts";

/** The languages that every lesson is written in. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The same words for the readers of each language. */
export type Text = Readonly<Record<Language, string>>;

/** The views of a run that a page can open. */
export const LESSON_VIEWS = ["timeline", "state", "graph", "batches", "world"] as const;
export type LessonView = (typeof LESSON_VIEWS)[number];

/** How much faster than the wall clock a page may let its run go. */
export const LESSON_SPEEDS = [1, 2, 4, 10] as const;
export type LessonSpeed = (typeof LESSON_SPEEDS)[number];

/** An answer that a reader can choose. */
export interface Option {
  readonly name: string;
  readonly text: Text;
}

/** A question that is asked before the run, and that the run answers. */
export interface Prediction {
  readonly question: Text;
  readonly options: readonly Option[];
  /** The name of the option that came true, and what in the run shows it: `5 s, 10 s, 15 s`. */
  answer(run: RunRecord): { readonly option: string; readonly seen: string };
}

/** A task for the reader. What is checked is how the program behaves for inputs that are made up anew from a seed, never its text. */
export interface Exercise {
  /** Makes up an input; `random` gives numbers in [0, 1). */
  scenario(random: () => number): Scenario;
  /** What is wrong with a run on such an input; undefined when nothing is. */
  check(run: RunRecord, scenario: Scenario): Problem | undefined;
  /** From a nudge to all but the solution. */
  readonly hints: readonly Text[];
}

/** One idea. Its text is the section of the same place in `en.md` and `zh.md`. */
export interface Page {
  /** Its place in addresses: lower case, with hyphens. */
  readonly name: string;
  /** The file in the lesson's folder that the editor shows; `program.ts` if left out. */
  readonly program?: string;
  /** What happens while the page's program runs. */
  readonly scenario: Scenario;
  /** How much faster than the wall clock the run goes at first, where there is much to wait for; 1 if left out. */
  readonly speed?: LessonSpeed;
  /** The view to look at. */
  readonly view: LessonView;
  /** What to look at in it. */
  readonly look: Text;
  /** The figures that the text states, by the names under which it marks them: `[3](fact:seen)`. */
  readonly facts?: Readonly<Record<string, (run: RunRecord) => number | string>>;
  readonly prediction?: Prediction;
  readonly exercise?: Exercise;
}

/** What `lesson.ts` in a lesson's folder has as its default export. It imports types only, so that it can be loaded from anywhere. */
export interface Lesson {
  readonly title: Text;
  /** The names of the lessons that come before it. */
  readonly prerequisites: readonly string[];
  /** Three to seven; one of them has the exercise. */
  readonly pages: readonly Page[];
}

/** The file that a page's editor shows. */
export function programOf(page: Page): string {
  return page.program ?? "program.ts";
}

/** The page of a lesson that has its exercise. */
export function exercisePage(lesson: Lesson): Page & { readonly exercise: Exercise } {
  const page = lesson.pages.find((each) => each.exercise !== undefined);
  if (page?.exercise === undefined) throw new Error("The lesson has no exercise");
  return { ...page, exercise: page.exercise };
}
