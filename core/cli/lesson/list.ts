import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Language } from "../../lessons/lesson.ts";
import { pagesOf } from "../../lessons/pages.ts";
import { lessonNames, loadLesson } from "./library.ts";

/** The lessons and their pages, in a terminal. */
export async function list(language: Language): Promise<string> {
  const lines: string[] = [];
  for (const name of lessonNames()) {
    const { folder, lesson } = await loadLesson(name);
    const { pages } = pagesOf(readFileSync(join(folder, `${language}.md`), "utf8"));
    lines.push(`${name}  ${lesson.title[language]}`);
    const width = Math.max(...lesson.pages.map((page) => page.name.length));
    for (const [index, page] of lesson.pages.entries())
      lines.push(`    ${page.name.padEnd(width)}  ${pages[index]?.title ?? ""}`);
  }
  return `${lines.join("\n")}\n`;
}
