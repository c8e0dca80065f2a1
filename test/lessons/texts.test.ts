import { readFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { lessonNames, loadLesson } from "../../core/cli/lesson/library.ts";
import { LANGUAGES } from "../../core/lessons/lesson.ts";
import { pagesOf } from "../../core/lessons/pages.ts";

const lessons = await Promise.all(lessonNames().map((name) => loadLesson(name)));
const markdown = new MarkdownIt({ html: false });

/** The parts of a page that have to be the same in every language, and its prose without code and marks. */
function partsOf(text: string): { code: string[]; inline: string[]; links: string[]; prose: string } {
  const tokens = markdown.parse(text, {});
  const code = tokens.filter(({ type }) => type === "fence").map(({ info, content }) => `${info}\n${content}`);
  const inlines = tokens.filter(({ type }) => type === "inline").map(({ children }) => children ?? []);
  const all = inlines.flat();
  const inline = all.filter(({ type }) => type === "code_inline").map(({ content }) => content);
  const links = all.filter(({ type }) => type === "link_open").map((token) => String(token.attrGet("href")));
  let prose = "";
  for (const children of inlines) {
    let isMark = false;
    for (const token of children) {
      if (token.type === "link_open") isMark = String(token.attrGet("href")).startsWith("fact:");
      else if (token.type === "link_close") isMark = false;
      else if (token.type === "softbreak") prose += " ";
      else if (token.type === "text") prose += isMark ? "#" : token.content;
      else if (token.type === "code_inline") prose += "`";
    }
    prose += "\n";
  }
  return { code, inline, links, prose };
}

/** Terms of the field as Chinese books have them, and the word of Spark's that stands beside each where it comes up first. */
const TERMS: Readonly<Record<string, string>> = {
  批次: "batch",
  批处理间隔: "batch interval",
  槽位: "slot",
  任务: "task",
  接收器: "receiver",
  分区: "partition",
  键值对: "pair",
  输出操作: "output operation",
  作业: "job",
  执行器: "executor",
  窗口长度: "window length",
  滑动间隔: "slide interval",
  上下文: "context",
};

test("Chinese terms have Spark's own beside them where they come up first", () => {
  const course = lessons
    .flatMap(({ folder }) => pagesOf(readFileSync(join(folder, "zh.md"), "utf8")).pages)
    .map(({ markdown: text }) => partsOf(text).prose)
    .join("\n");
  const first = Object.entries(TERMS).map(([term, english]) => {
    const at = course.indexOf(term);
    return course.slice(at, at + `${term}（${english}）`.length);
  });
  expect(first).toEqual(Object.entries(TERMS).map(([term, english]) => `${term}（${english}）`));
});

describe.each(lessons)("$name", ({ folder, lesson }) => {
  const texts = Object.fromEntries(
    LANGUAGES.map((language) => [language, pagesOf(readFileSync(join(folder, `${language}.md`), "utf8"))] as const),
  );
  const pages = lesson.pages.map((page, index) => ({ name: page.name, index }));

  test.each(LANGUAGES)("%s has the lesson's title and a text for each page", (language) => {
    expect(texts[language]!.title).toBe(lesson.title[language]);
    expect(texts[language]!.pages.length).toBe(pages.length);
  });

  describe.each(pages)("page $name", ({ index }) => {
    const [en, zh] = LANGUAGES.map((language) => partsOf(texts[language]!.pages[index]?.markdown ?? ""));

    test("has the same code, names and links in both languages", () => {
      expect(zh!.code).toEqual(en!.code);
      expect([...new Set(zh!.inline)].sort()).toEqual([...new Set(en!.inline)].sort());
      expect([...new Set(zh!.links)].sort()).toEqual([...new Set(en!.links)].sort());
    });

    test("is one idea long", () => {
      const words = en!.prose.split(/\s+/).filter((word) => /[\p{L}#`]/u.test(word)).length;
      expect(words).toBeGreaterThanOrEqual(60);
      expect(words).toBeLessThanOrEqual(200);
      const signs = zh!.prose.match(/\p{Script=Han}/gu)?.length ?? 0;
      expect(signs).toBeGreaterThanOrEqual(90);
      expect(signs).toBeLessThanOrEqual(340);
    });

    test("has no mark of Markdown that is not understood as one", () => {
      expect(`${en!.prose}${zh!.prose}`).not.toMatch(/[*_[\]]/);
    });

    test("states no figure that no run is asked for", () => {
      expect(en!.prose.match(/\d+/g)).toBeNull();
      expect(zh!.prose.match(/\d+/g)).toBeNull();
    });

    test("has only figures that are marked, and addresses that one may follow", () => {
      for (const link of en!.links) expect(link).toMatch(/^(fact:[a-z0-9-]+|#\/[\w/-]+|https:\/\/.+)$/);
    });
  });

  test("shows code that stands in one of its programs", () => {
    const programs = [
      ...new Set(["program.ts", "solution.ts", ...lesson.pages.flatMap(({ program }) => program ?? [])]),
    ];
    const sources = programs.map((program) => readFileSync(join(folder, program), "utf8").split("\n"));
    const found = LANGUAGES.flatMap((language) =>
      texts[language]!.pages.flatMap(({ markdown: text }) =>
        partsOf(text).code.flatMap((code) => code.split("\n").slice(1)),
      ),
    );
    const strange = found.filter((line) => line !== "" && !sources.some((lines) => lines.includes(line)));
    expect(strange).toEqual([]);
  });

  test("in Chinese keeps a space between Chinese and Western signs, and neither 您 nor !", () => {
    const chinese = [
      lesson.title.zh,
      ...texts.zh!.pages.flatMap(({ title, markdown: text }) => [title, partsOf(text).prose]),
      ...lesson.pages.flatMap(({ look, prediction, exercise }) => [
        look.zh,
        prediction?.question.zh ?? "",
        ...(prediction?.options.map(({ text }) => text.zh) ?? []),
        ...(exercise?.hints.map((hint) => hint.zh) ?? []),
      ]),
    ];
    const wrong = chinese.filter((text) =>
      /[\u4e00-\u9fff][A-Za-z0-9#`]|[A-Za-z0-9#`][\u4e00-\u9fff]|您|！/.test(text),
    );
    expect(wrong).toEqual([]);
  });
});
