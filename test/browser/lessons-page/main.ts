import type { Verdict } from "../../../core/lessons/judge.ts";
import { exercisePage } from "../../../core/lessons/lesson.ts";
import type { Scenario } from "../../../core/lessons/scenario.ts";
import { CATALOG } from "../../../playground/lessons/catalog.ts";
import { checkAnswer, runInSandbox } from "../../../playground/lessons/check-answer.ts";
import type { CompiledProgram } from "../../../playground/sandbox/protocol.ts";
import { createSession } from "../../../playground/sandbox/session.ts";

const lessonsPage = {
  /** What is said of an answer to the exercise of the lesson. */
  check(lesson: string, program: CompiledProgram): Promise<Verdict> {
    const entry = CATALOG.find(({ name }) => name === lesson)!;
    return checkAnswer(exercisePage(entry.lesson).exercise, program, createSession);
  },
  /** What a program writes to its console until the end of the scenario. */
  async output(program: CompiledProgram, scenario: Scenario): Promise<string> {
    const { run } = await runInSandbox(program, scenario, createSession());
    return run
      .of("console")
      .map(({ text }) => text)
      .join("");
  },
};
export type LessonsPage = typeof lessonsPage;

Object.assign(globalThis, { lessonsPage });
