import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { LESSONS, lessonNames, loadLesson } from "../../core/cli/lesson/library.ts";
import { runInThread } from "../../core/cli/lesson/program-thread.ts";
import { checkTypes } from "../../core/cli/run/type-check.ts";
import { judge, type Verdict } from "../../core/lessons/judge.ts";
import { exercisePage, LANGUAGES, type Lesson, programOf } from "../../core/lessons/lesson.ts";
import { pagesOf, statedFacts } from "../../core/lessons/pages.ts";
import type { Scenario } from "../../core/lessons/scenario.ts";
import { problemText } from "../../core/lessons/words.ts";
import { WRONG_ANSWERS } from "./wrong-answers.ts";

/** Slow is not wrong. */
const PATIENCE = 60_000;

/** What is said of the answer in `file`, whose types are not looked at. */
function verdictOn(lesson: Lesson, file: string, seed?: number): Promise<Verdict> {
  const run = (scenario: Scenario) => runInThread(file, scenario, { patience: PATIENCE });
  return judge(exercisePage(lesson).exercise, run, seed);
}

const lessons = await Promise.all(lessonNames().map((name) => loadLesson(name)));

test("the course has its lessons, and what they build on comes before them", () => {
  expect(lessons.map(({ name }) => name.slice(0, 2))).toEqual(lessons.map((_, i) => String(i + 1).padStart(2, "0")));
  for (const [index, { name, lesson }] of lessons.entries()) {
    const before = lessons.slice(0, index).map((each) => each.name);
    expect([name, lesson.prerequisites.filter((each) => !before.includes(each))]).toEqual([name, []]);
  }
});

describe.each(lessons)("$name", ({ name, folder, lesson }) => {
  const texts = LANGUAGES.map(
    (language) => [language, pagesOf(readFileSync(join(folder, `${language}.md`), "utf8"))] as const,
  );

  describe.each(lesson.pages.map((page, index) => ({ index, page, name: page.name })))(
    "page $name",
    ({ index, page }) => {
      test("what its text states and what it predicts is what its run gives", { timeout: 2 * PATIENCE }, async () => {
        const { run, problem } = await runInThread(join(folder, programOf(page)), page.scenario, {
          patience: PATIENCE,
        });
        if (page.name !== "multiples") expect(problem).toBeUndefined();
        const facts = Object.fromEntries(
          Object.entries(page.facts ?? {}).map(([key, fact]) => [key, String(fact(run))]),
        );
        for (const [language, text] of texts) {
          const stated = statedFacts(text.pages[index]!.markdown);
          expect([language, stated]).toEqual([language, stated.map((each) => ({ ...each, text: facts[each.name] }))]);
          // none is left over, either
          expect([language, [...new Set(stated.map((each) => each.name))].sort()]).toEqual([
            language,
            Object.keys(facts).sort(),
          ]);
        }
        if (page.prediction !== undefined) {
          const { option } = page.prediction.answer(run);
          expect(page.prediction.options.map((each) => each.name)).toContain(option);
        }
      });
    },
  );

  test("the start of the exercise compiles, and fails for the reason that the lesson is about", {
    timeout: 3 * PATIENCE,
  }, async () => {
    const page = exercisePage(lesson);
    const start = join(folder, programOf(page));
    expect(await checkTypes(start)).toMatchObject({ errors: [] });
    const verdict = await verdictOn(lesson, start);
    expect(verdict).toMatchObject({ passed: false, problem: { kind: WRONG_ANSWERS[name]!.start.kind } });
    if (!verdict.passed) expect(problemText(verdict.problem, "en")).toMatch(WRONG_ANSWERS[name]!.start.says);
  });

  test.each([1, 2, 3])("the solution is right, for the inputs of seed %i", { timeout: 3 * PATIENCE }, async (seed) => {
    const verdict = await verdictOn(lesson, join(folder, "solution.ts"), seed);
    if (!verdict.passed) expect.fail(problemText(verdict.problem, "en"));
  });

  const wrong = Object.entries(WRONG_ANSWERS[name]!.answers);
  test("there are wrong answers to try", () => {
    expect(wrong.length).toBeGreaterThanOrEqual(2);
  });
  test.each(wrong)(
    "a wrong answer, %s, is told what is wrong",
    { timeout: 3 * PATIENCE },
    async (answer, { kind, says }) => {
      const file = join(import.meta.dirname, "answers", name, `${answer}.ts`);
      const verdict = await verdictOn(lesson, file);
      expect(verdict).toMatchObject({ passed: false, problem: { kind } });
      if (!verdict.passed) expect(problemText(verdict.problem, "en")).toMatch(says);
    },
  );

  test("has the same program for Spark", () => {
    for (const file of ["spark.scala", "spark.py"]) expect(existsSync(join(LESSONS, name, file))).toBe(true);
  });
});

afterAll(() => {
  expect(Object.keys(WRONG_ANSWERS)).toEqual(lessonNames());
});
