import { FloodGate, judge, type Outcome, PATIENCE, silentProblem, type Verdict } from "../../core/lessons/judge.ts";
import { type Exercise, exercisePage, type Lesson } from "../../core/lessons/lesson.ts";
import type { ProgramProblem } from "../../core/lessons/problem.ts";
import { RunRecord } from "../../core/lessons/run-record.ts";
import { type Scenario, worldOf } from "../../core/lessons/scenario.ts";
import { errorInfo } from "../../core/trace/trace.ts";
import type { CompiledProgram, Diagnostic, ProgramError, ProgramSession } from "../sandbox/protocol.ts";

/** A sandbox may take so many milliseconds to start. */
const START = 15_000;
/** What the program did at the end of its time arrives within so many milliseconds. */
const REST = 500;

/** What is said of the program that `compile` gives, also where that cannot be compiled or run at all. */
export async function verdictOn(
  lesson: Lesson,
  compile: () => Promise<CompiledProgram | readonly Diagnostic[]>,
  newSession: () => ProgramSession,
): Promise<Verdict> {
  const { exercise, scenario } = exercisePage(lesson);
  const failed = (problem: ProgramProblem): Verdict => ({ passed: false, problem, scenario });
  try {
    const compiled = await compile();
    if ("entry" in compiled) return await checkAnswer(exercise, compiled, newSession);
    const mistakes = compiled.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
    return failed({ kind: "refused", mistakes });
  } catch (error) {
    return failed({ kind: "failed", error: errorInfo(error) });
  }
}

/** Checks an answer: runs it in sandboxes of its own, beside the run that the reader sees. What comes out of them was checked by the session. */
export function checkAnswer(
  exercise: Exercise,
  program: CompiledProgram,
  newSession: () => ProgramSession,
): Promise<Verdict> {
  return judge(exercise, (scenario) => runInSandbox(program, scenario, newSession()));
}

/** Runs a program as fast as possible to the end of the scenario, in a session that ends with it. */
export function runInSandbox(program: CompiledProgram, scenario: Scenario, session: ProgramSession): Promise<Outcome> {
  const run = new RunRecord(scenario);
  const gate = new FloodGate();
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isRunning = false;
    let isSilent = false;
    const end = (problem?: ProgramProblem): void => {
      clearTimeout(timer);
      session.dispose();
      resolve(problem === undefined ? { run } : { run, problem });
    };
    const giveUp = (): void => end(silentProblem(run, !isSilent, PATIENCE));
    /** From now on the program may take so long. */
    const begin = (): void => {
      if (isRunning) return;
      isRunning = true;
      clearTimeout(timer);
      timer = setTimeout(giveUp, PATIENCE);
    };
    timer = setTimeout(giveUp, START);
    session.subscribe({
      events: (events) => {
        begin();
        run.add(events);
        const flood = gate.take(events);
        if (flood !== undefined) end(flood);
        else if (events.some(({ t }) => t > scenario.until)) end();
      },
      clock: (now) => {
        begin();
        if (now <= scenario.until) return;
        // nothing may happen after the end, but what happened before may still be on its way
        clearTimeout(timer);
        timer = setTimeout(end, REST);
      },
      state: (state, error) => {
        if (state === "failed") end({ kind: "failed", error: error ?? NO_REASON });
        else if (state === "stopped") end();
      },
      unresponsive: (milliseconds) => {
        isSilent = milliseconds > 0;
        begin();
      },
    });
    session.run(program, worldOf(scenario), { speed: Number.POSITIVE_INFINITY, paused: false }).catch(reject);
  });
}

const NO_REASON: ProgramError = { name: "Error", message: "The program failed" };
