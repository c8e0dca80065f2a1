/** A page's words, in Markdown. */
export interface PageText {
  readonly title: string;
  readonly markdown: string;
}

/** The words of a lesson in one language. */
export interface LessonText {
  readonly title: string;
  readonly pages: readonly PageText[];
}

/** The pages of `en.md` or `zh.md`: what stands below each heading of the second level. */
export function pagesOf(markdown: string): LessonText {
  let title = "";
  const pages: { title: string; lines: string[] }[] = [];
  let fenced = false;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) fenced = !fenced;
    if (!fenced && line.startsWith("# ")) title = line.slice(2).trim();
    else if (!fenced && line.startsWith("## ")) pages.push({ title: line.slice(3).trim(), lines: [] });
    else pages.at(-1)?.lines.push(line);
  }
  return { title, pages: pages.map(({ title, lines }) => ({ title, markdown: `${lines.join("\n").trim()}\n` })) };
}

/** What the address of a mark for a figure begins with: in `[3](fact:seen)` the text states what the run gives for `seen`. */
export const FACT = "fact:";

/** A figure that a text states. */
export interface StatedFact {
  readonly name: string;
  readonly text: string;
}

/** The figures that a page's words mark. */
export function statedFacts(markdown: string): StatedFact[] {
  return [...markdown.matchAll(/\[([^\]]+)\]\(fact:([\w-]+)\)/g)].map(([, text, name]) => ({
    name: name!,
    text: text!,
  }));
}
