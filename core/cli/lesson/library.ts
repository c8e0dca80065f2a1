import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { strip } from "../../closure/compile/strip.ts";
import type { Lesson } from "../../lessons/lesson.ts";
import { LESSON_NAME, lessonMistakes } from "../../lessons/schema.ts";
import { placeText } from "../code-frame.ts";
import { placeIn } from "./place.ts";

/** The folder of all lessons: beside `core`, and beside what it is compiled to. */
export const LESSONS = fileURLToPath(new URL("../../../lessons/", import.meta.url));

/** A lesson with the folder that it lies in. */
export interface FoundLesson {
  /** `01-network-word-count`. */
  readonly name: string;
  readonly folder: string;
  readonly lesson: Lesson;
}

/** A lesson's files are not as they have to be; the message has one line for each mistake, with file and line. */
export class LessonError extends Error {
  override readonly name = "LessonError";
}

/** The names of all lessons, in their order. */
export function lessonNames(folder = LESSONS): string[] {
  return readdirSync(folder)
    .filter((name) => LESSON_NAME.test(name))
    .sort();
}

/**
 * Loads a lesson by the name of its folder.
 * @throws LessonError
 */
export async function loadLesson(name: string, lessons = LESSONS): Promise<FoundLesson> {
  const folder = resolve(lessons, name);
  const path = join(folder, "lesson.ts");
  const source = readFileSync(path, "utf8");
  // It imports types only, so that it needs no place: also one that lies in a package can be loaded.
  const code = `data:text/javascript;base64,${Buffer.from(strip(source, path)).toString("base64")}`;
  const { default: lesson } = (await import(code)) as { readonly default: unknown };
  const mistakes = lessonMistakes(lesson).map(({ path: way, message }) => {
    const place = placeIn(source, way);
    return `${placeText({ path, ...place })}: ${way.join(".")} ${message}`;
  });
  const pages = (lesson as Partial<Lesson> | undefined)?.pages;
  if (mistakes.length === 0 && pages !== undefined) {
    for (const [index, { program }] of pages.entries()) {
      if (program === undefined || existsSync(join(folder, program))) continue;
      const place = placeIn(source, ["pages", index, "program"]);
      mistakes.push(`${placeText({ path, ...place })}: pages.${index}.program There is no file ${program}`);
    }
  }
  if (mistakes.length > 0) throw new LessonError(mistakes.join("\n"));
  return { name, folder, lesson: lesson as Lesson };
}
