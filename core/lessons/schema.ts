import * as v from "valibot";
import { happeningsSchema } from "./happening-schema.ts";
import { LANGUAGES, LESSON_SPEEDS, LESSON_VIEWS } from "./lesson.ts";

/** What the folder of a lesson is called: its place in the order, and its name. */
export const LESSON_NAME: RegExp = /^\d\d-[a-z0-9]+(-[a-z0-9]+)*$/;

const words = v.pipe(v.string(), v.trim(), v.nonEmpty("has no words"));
const text = v.strictObject(v.entriesFromList(LANGUAGES, words));
const name = v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "has to be lower case, with hyphens"));
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));

const typedLine = v.strictObject({
  at: milliseconds,
  line: v.pipe(v.string(), v.regex(/^[^\n]*$/, "has to be one line")),
  host: v.optional(v.pipe(v.string(), v.nonEmpty())),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
});

const scenario = v.pipe(
  v.strictObject({
    lines: v.array(typedLine),
    happenings: v.optional(happeningsSchema),
    until: v.pipe(v.number(), v.integer(), v.minValue(1)),
    seed: v.optional(v.pipe(v.number(), v.integer())),
  }),
  v.check(({ lines, until }) => lines.every(({ at }) => at < until), "has a line after its end"),
  v.check(
    ({ happenings = [], until }) => happenings.every(({ at }) => at < until),
    "has something happen after its end",
  ),
);

const prediction = v.strictObject({
  question: text,
  options: v.pipe(
    v.array(v.strictObject({ name, text })),
    v.minLength(2),
    v.check((options) => isDistinct(options), "has a name twice"),
  ),
  answer: v.function(),
});

const exercise = v.strictObject({
  scenario: v.function(),
  check: v.function(),
  hints: v.pipe(v.array(text), v.minLength(2)),
});

const page = v.strictObject({
  name,
  program: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+\.ts$/, "has to be a .ts file of the lesson's folder"))),
  scenario,
  speed: v.optional(v.picklist(LESSON_SPEEDS)),
  view: v.picklist(LESSON_VIEWS),
  look: text,
  facts: v.optional(v.record(name, v.function())),
  prediction: v.optional(prediction),
  exercise: v.optional(exercise),
});

const lesson = v.strictObject({
  title: text,
  prerequisites: v.array(v.pipe(v.string(), v.regex(LESSON_NAME, "has to be a lesson's name"))),
  pages: v.pipe(
    v.array(page),
    v.minLength(3, "have to be three at least"),
    v.maxLength(7, "have to be seven at most"),
    v.check((pages) => isDistinct(pages), "have a name twice"),
    v.check((pages) => pages.some((each) => each.prediction !== undefined), "have no prediction"),
    v.check((pages) => pages.filter((each) => each.exercise !== undefined).length === 1, "have to have one exercise"),
  ),
});

function isDistinct(named: readonly { readonly name: string }[]): boolean {
  return new Set(named.map((each) => each.name)).size === named.length;
}

/** A mistake in a lesson: where in it, as the names and numbers that lead there, and what is wrong. */
export interface LessonMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is wrong with the value that a `lesson.ts` exports; nothing if it is a `Lesson`. */
export function lessonMistakes(value: unknown): LessonMistake[] {
  const { issues } = v.safeParse(lesson, value);
  return (issues ?? []).map((issue) => ({
    path: (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key))),
    message: issue.message,
  }));
}
