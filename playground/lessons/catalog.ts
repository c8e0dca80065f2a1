import type { Language, Lesson } from "../../core/lessons/lesson.ts";
import { type LessonText, pagesOf } from "../../core/lessons/pages.ts";

/** A lesson as the page has it: what happens in it, and its words in one language. */
export interface CatalogEntry {
  /** The name of its folder. */
  readonly name: string;
  readonly lesson: Lesson;
  readonly texts: Readonly<Record<Language, LessonText>>;
  /** Its programs by the names of their files. */
  readonly programs: Readonly<Record<string, string>>;
}

const lessons = import.meta.glob<Lesson>("../../lessons/*/lesson.ts", { eager: true, import: "default" });
const texts = import.meta.glob<string>("../../lessons/*/*.md", { eager: true, import: "default", query: "?raw" });
const programs = import.meta.glob<string>(["../../lessons/*/*.ts", "!../../lessons/*/lesson.ts"], {
  eager: true,
  import: "default",
  query: "?raw",
});

/** All lessons, in their order. */
export const CATALOG: readonly CatalogEntry[] = Object.entries(lessons)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([path, lesson]) => {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    return {
      name: folder.split("/").at(-2)!,
      lesson,
      texts: { en: pagesOf(texts[`${folder}en.md`]!), zh: pagesOf(texts[`${folder}zh.md`]!) },
      programs: Object.fromEntries(
        Object.entries(programs)
          .filter(([file]) => file.startsWith(folder))
          .map(([file, text]) => [file.slice(folder.length), text]),
      ),
    };
  });
