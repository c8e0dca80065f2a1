import { seededRandom } from "../sim/random.ts";
import type { Exercise } from "./lesson.ts";
import type { Problem, ProgramProblem } from "./problem.ts";
import type { RunRecord } from "./run-record.ts";
import type { Scenario } from "./scenario.ts";

/** What came of running a program: its trace so far, and what ended it before its time. */
export interface Outcome {
  readonly run: RunRecord;
  readonly problem?: ProgramProblem;
}

/** Runs the program in question in a world of its own, as fast as possible. */
export type Runner = (scenario: Scenario) => Promise<Outcome>;

/** What is said of an answer. */
export type Verdict =
  /** It is right for so many inputs. */
  | { readonly passed: true; readonly inputs: number }
  /** Something is wrong: with the program, or with what it did with this input. */
  | { readonly passed: false; readonly problem: Problem; readonly scenario: Scenario };

/** How many inputs an answer has to be right for. */
const INPUTS = 3;

/** How many characters a program may print in one run. */
export const MOST_PRINTED = 1_000_000;

/** Real milliseconds that a program may take for one input, before it is said to loop. */
export const PATIENCE = 5_000;

/**
 * Checks an answer to an exercise: runs it on inputs made up from `seed` on, and compares what it did with what the exercise asks for. The same
 * seed gives the same verdict.
 */
export async function judge(exercise: Exercise, run: Runner, seed = 1): Promise<Verdict> {
  const scenarios = Array.from({ length: INPUTS }, (_, input) => exercise.scenario(seededRandom(seed, input)));
  // side by side: starting takes longer than running
  const outcomes = await Promise.all(scenarios.map(run));
  for (const [input, scenario] of scenarios.entries()) {
    const outcome = outcomes[input]!;
    const problem = outcome.problem ?? programProblem(outcome.run) ?? exercise.check(outcome.run, scenario);
    if (problem !== undefined) return { passed: false, problem, scenario };
  }
  return { passed: true, inputs: INPUTS };
}

/** What the trace shows to be wrong, whatever the task. */
function programProblem(run: RunRecord): ProgramProblem | undefined {
  const failed = run.of("output-completed").find(({ error }) => error !== undefined);
  const error = failed?.error ?? run.of("generation-failed")[0]?.error;
  if (error !== undefined) return { kind: "failed", error };
  if (run.of("streaming-started").length === 0)
    return { kind: "never-started", context: run.of("context-state").length > 0 };
  if (run.printed.length === 0) return { kind: "never-prints" };
  return undefined;
}

/**
 * What is wrong with a program whose patience has run out. `isWaiting`: it is not busy; then the trace tells, where it has not come to its first
 * batch, for what.
 */
export function silentProblem(run: RunRecord, isWaiting: boolean, waited: number): ProgramProblem | undefined {
  if (isWaiting && run.of("streaming-started").length === 0) return undefined;
  return { kind: "loops", waited };
}

/** Counts what a run prints, and says when it is too much. */
export class FloodGate {
  #printed = 0;

  /** The problem that there is once these events have come, if there is one. */
  take(events: RunRecord["events"]): ProgramProblem | undefined {
    for (const event of events) if (event.kind === "console") this.#printed += event.text.length;
    return this.#printed > MOST_PRINTED ? { kind: "floods", limit: MOST_PRINTED } : undefined;
  }
}
