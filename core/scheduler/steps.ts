import type { TaskSet } from "./task-scheduler.ts";

/** What a job asks for on its way: tasks to be run, several branches of its own, or the end of somebody else's run of a stage. */
export type Step =
  | { readonly tasks: TaskSet }
  | { readonly together: readonly Steps<void>[] }
  /** Wait, unless waiting is impossible: then go on without. */
  | { readonly unless: Promise<void> };

/** A job as a sequence of steps: one algorithm for jobs that are awaited and for those that run at once. */
export type Steps<R> = Generator<Step, R, void>;

/** Takes the steps one after the other, waiting for each. */
export async function drive<R>(steps: Steps<R>, run: (set: TaskSet) => Promise<void>): Promise<R> {
  let next = steps.next();
  while (!next.done) {
    let failure: { readonly reason: unknown } | undefined;
    try {
      const step = next.value;
      if ("tasks" in step) await run(step.tasks);
      else if ("together" in step) await allDone(step.together.map((branch) => drive(branch, run)));
      else await step.unless;
    } catch (reason) {
      failure = { reason };
    }
    next = failure === undefined ? steps.next() : steps.throw(failure.reason);
  }
  return next.value;
}

/** Takes the steps at once. */
export function driveNow<R>(steps: Steps<R>, run: (set: TaskSet) => void): R {
  let next = steps.next();
  while (!next.done) {
    let failure: { readonly reason: unknown } | undefined;
    try {
      const step = next.value;
      if ("tasks" in step) run(step.tasks);
      else if ("together" in step) for (const branch of step.together) driveNow(branch, run);
    } catch (reason) {
      failure = { reason };
    }
    next = failure === undefined ? steps.next() : steps.throw(failure.reason);
  }
  return next.value;
}

/** Waits for all, then throws the first error: no stage is left running behind the back of a failed job. */
async function allDone(runs: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(runs)) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
}
