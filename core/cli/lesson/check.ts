import { judge, PATIENCE, type Verdict } from "../../lessons/judge.ts";
import { exercisePage, type Language } from "../../lessons/lesson.ts";
import type { Scenario } from "../../lessons/scenario.ts";
import { problemText } from "../../lessons/words.ts";
import { checkTypes } from "../run/type-check.ts";
import type { FoundLesson } from "./library.ts";
import { runInThread } from "./program-thread.ts";

/** Checks the answer in the file `path` to a lesson's exercise; `seed` is that of the inputs. */
export async function checkAnswer({ lesson }: FoundLesson, path: string, seed?: number): Promise<Verdict> {
  const { exercise, scenario } = exercisePage(lesson);
  const run = (input: Scenario) => runInThread(path, input, { patience: PATIENCE });
  // before the runs, not beside them: the compiler keeps this thread, and a run that it cannot hear seems to be silent
  const { errors } = await checkTypes(path);
  if (errors.length === 0) return judge(exercise, run, seed);
  const mistakes = errors.flatMap((error) => error.split("\n"));
  return { passed: false, problem: { kind: "refused", mistakes }, scenario };
}

/** What is said of an answer, in a terminal. */
export function verdictText(verdict: Verdict, language: Language): string {
  if (!verdict.passed) return problemText(verdict.problem, language);
  return {
    en: `Right: the program did what the task asks for, for ${verdict.inputs} inputs made up for it.`,
    zh: `正确：对 ${verdict.inputs} 组随机生成的输入，程序都符合题目要求。`,
  }[language];
}
