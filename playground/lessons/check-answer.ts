import { FloodGate, judge, type Outcome, PATIENCE, type Verdict } from "../../core/lessons/judge.ts";
import type { Exercise } from "../../core/lessons/lesson.ts";
import type { ProgramProblem } from "../../core/lessons/problem.ts";
import { RunRecord } from "../../core/lessons/run-record.ts";
import { type Scenario, worldOf } from "../../core/lessons/scenario.ts";
import type { CompiledProgram, ProgramError, ProgramSession } from "../sandbox/protocol.ts";

/** A sandbox may take so many milliseconds to start. */
const START = 15_000;
/** What the program did at the end of its time arrives within so many milliseconds. */
const REST = 500;

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
    const end = (problem?: ProgramProblem): void => {
      clearTimeout(timer);
      session.dispose();
      resolve(problem === undefined ? { run } : { run, problem });
    };
    const loops = (): void => end({ kind: "loops", waited: PATIENCE });
    /** From now on the program may take so long. */
    const begin = (): void => {
      if (isRunning) return;
      isRunning = true;
      clearTimeout(timer);
      timer = setTimeout(loops, PATIENCE);
    };
    timer = setTimeout(loops, START);
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
        if (milliseconds > 0) begin();
      },
    });
    session.run(program, worldOf(scenario), { speed: Number.POSITIVE_INFINITY, paused: false }).catch(reject);
  });
}

const NO_REASON: ProgramError = { name: "Error", message: "The program failed" };
