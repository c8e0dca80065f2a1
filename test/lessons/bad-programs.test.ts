import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkAnswer } from "../../core/cli/lesson/check.ts";
import { loadLesson } from "../../core/cli/lesson/library.ts";
import { runInThread } from "../../core/cli/lesson/program-thread.ts";
import { judge, PATIENCE } from "../../core/lessons/judge.ts";
import { exercisePage } from "../../core/lessons/lesson.ts";
import type { Scenario } from "../../core/lessons/scenario.ts";
import { problemText } from "../../core/lessons/words.ts";

const lesson = await loadLesson("01-network-word-count");
const { exercise } = exercisePage(lesson.lesson);

async function problemOf(program: string, patience = 10 * PATIENCE) {
  const path = join(import.meta.dirname, "answers/any", `${program}.ts`);
  const verdict = await judge(exercise, (scenario: Scenario) => runInThread(path, scenario, { patience }));
  if (verdict.passed) expect.fail("It passed");
  return verdict.problem;
}

describe("a program is told kindly that it", { timeout: 120_000 }, () => {
  test.each([
    ["loops", /did not come back for 2 s/],
    ["loops-in-a-task", /did not come back for 2 s/],
  ])("never comes back: %s", async (program, says) => {
    const problem = await problemOf(program, 2_000);
    expect(problem.kind).toBe("loops");
    expect(problemText(problem, "en")).toMatch(says);
  });

  test("throws: what Spark says, and the line", async () => {
    const problem = await problemOf("throws");
    expect(problem.kind).toBe("failed");
    expect(problemText(problem, "en")).toMatch(/no room for .*throws\.ts:7:11/s);
  });

  test("prints a megabyte", async () => {
    const problem = await problemOf("floods");
    expect(problem).toEqual({ kind: "floods", limit: 1_000_000 });
  });

  test("fills the memory", async () => {
    expect(await problemOf("fills-memory")).toEqual({ kind: "memory" });
  });

  test.each([
    ["never-starts", true, /call ssc\.start\(\)/],
    ["without-context", false, /made no StreamingContext/],
    ["waits", false, /Does it await something that never comes/],
  ])("never starts: %s", async (program, context, says) => {
    const problem = await problemOf(program, 3_000);
    expect(problem).toEqual({ kind: "never-started", context });
    expect(problemText(problem, "en")).toMatch(says);
  });

  test("prints nothing by print()", async () => {
    expect(await problemOf("never-prints")).toEqual({ kind: "never-prints" });
  });

  test("ends its process", async () => {
    const problem = await problemOf("ends-its-process");
    expect(problemText(problem, "en")).toContain("The program ended with exit code 3");
  });

  test("does not compile", async () => {
    const path = join(import.meta.dirname, "../node/programs/bad/types.ts");
    const verdict = await checkAnswer(lesson, path);
    expect(verdict).toMatchObject({ passed: false, problem: { kind: "refused" } });
    if (!verdict.passed) expect(problemText(verdict.problem, "zh")).toMatch(/没有通过编译.*types\.ts:\d+:\d+.*TS2684/s);
  });

  test("the answer comes within ten seconds", () => {
    // the rest is for the compiler and for starting a thread
    expect(PATIENCE).toBeLessThanOrEqual(5_000);
  });
});
