import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lessonNames, loadLesson } from "../../core/cli/lesson/library.ts";
import { runInThread } from "../../core/cli/lesson/program-thread.ts";
import type { Verdict } from "../../core/lessons/judge.ts";
import { exercisePage, programOf } from "../../core/lessons/lesson.ts";
import { problemText } from "../../core/lessons/words.ts";
import type { CompiledProgram } from "../../playground/sandbox/protocol.ts";
import { WRONG_ANSWERS } from "../lessons/wrong-answers.ts";
import { compileInNode } from "../playground/compile-in-node.ts";
import { buildPages, launchChromium, serve, type TestServer } from "./chromium.ts";
import type { LessonsPage } from "./lessons-page/main.ts";

declare const lessonsPage: LessonsPage;

/** Slow is not wrong. */
const PATIENCE = 60_000;

let pages: Awaited<ReturnType<typeof buildPages>>;
let server: TestServer;
let browser: Browser;
let tab: Page;

beforeAll(async () => {
  pages = await buildPages(fileURLToPath(new URL("lessons-page/", import.meta.url)));
  [server, browser] = await Promise.all([serve(pages.folder), launchChromium()]);
  tab = await browser.newPage();
  await tab.goto(server.address);
  await tab.waitForFunction(() => "lessonsPage" in globalThis);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), pages?.remove()]);
});

function compiled(path: string): CompiledProgram {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const result = compileInNode({ [name]: readFileSync(path, "utf8") }, name);
  if (!("program" in result)) expect.fail(JSON.stringify(result.diagnostics));
  return result.program;
}

/** What is said, in Chromium, of the answer in a file. */
function verdictOn(lesson: string, path: string): Promise<Verdict> {
  return tab.evaluate(([lesson, program]) => lessonsPage.check(lesson, program), [lesson, compiled(path)] as const);
}

const answer = (lesson: string, name: string): string =>
  fileURLToPath(new URL(`../lessons/answers/${lesson}/${name}.ts`, import.meta.url));

const lessons = await Promise.all(lessonNames().map((name) => loadLesson(name)));

describe.each(lessons)("$name in Chromium", { timeout: 4 * PATIENCE }, ({ name, folder, lesson }) => {
  test("the solution is right", async () => {
    const verdict = await verdictOn(name, `${folder}/solution.ts`);
    if (!verdict.passed) expect.fail(problemText(verdict.problem, "en"));
  });

  test("the start fails for the reason that the lesson is about", async () => {
    const verdict = await verdictOn(name, `${folder}/${programOf(exercisePage(lesson))}`);
    if (verdict.passed) expect.fail("It passed");
    expect(verdict.problem.kind).toBe(WRONG_ANSWERS[name]!.start.kind);
    expect(problemText(verdict.problem, "en")).toMatch(WRONG_ANSWERS[name]!.start.says);
  });

  test.each(Object.entries(WRONG_ANSWERS[name]!.answers))(
    "a wrong answer, %s, is told what is wrong",
    async (file, { kind, says }) => {
      const verdict = await verdictOn(name, answer(name, file));
      if (verdict.passed) expect.fail("It passed");
      expect(verdict.problem.kind).toBe(kind);
      expect(problemText(verdict.problem, "en")).toMatch(says);
    },
  );

  test.each(lesson.pages.map((page) => page.name))("page %s prints what it prints in Node", async (pageName) => {
    const page = lesson.pages.find((each) => each.name === pageName)!;
    const path = `${folder}/${programOf(page)}`;
    const here = await tab.evaluate(([program, scenario]) => lessonsPage.output(program, scenario), [
      compiled(path),
      page.scenario,
    ] as const);
    const { run } = await runInThread(path, page.scenario, { patience: PATIENCE });
    const there = run.of("console").map(({ text }) => text);
    expect(here).toBe(there.join(""));
  });
});

describe("a program in Chromium is told kindly that it", { timeout: 4 * PATIENCE }, () => {
  test.each([
    ["loops", "loops", /did not come back for 5 s/],
    ["loops-in-a-task", "loops", /did not come back for 5 s/],
    ["waits", "never-started", /Does it await something that never comes/],
    ["throws", "failed", /no room for .*throws\.ts:7:11/s],
    ["floods", "floods", /more than 1 million characters/],
    ["never-starts", "never-started", /call ssc\.start\(\)/],
    ["without-context", "never-started", /made no StreamingContext/],
    ["never-prints", "never-prints", /print\(\) wrote nothing/],
  ])("%s: %s", async (file, kind, says) => {
    const verdict = await verdictOn("01-network-word-count", answer("any", file));
    if (verdict.passed) expect.fail("It passed");
    expect(verdict.problem.kind).toBe(kind);
    expect(problemText(verdict.problem, "en")).toMatch(says);
  });
});
