import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { FloodGate, type Outcome, silentProblem } from "../../lessons/judge.ts";
import type { ProgramProblem } from "../../lessons/problem.ts";
import { RunRecord } from "../../lessons/run-record.ts";
import { type Scenario, type World, worldOf } from "../../lessons/scenario.ts";
import type { WorldDeed } from "../../sim/deeds.ts";
import type { ErrorInfo, TraceEvent } from "../../trace/events.ts";
import { errorInfo } from "../../trace/trace.ts";

/** What the thread is to run. */
export interface ThreadInput {
  /** The program's file. */
  readonly path: string;
  readonly world: World<WorldDeed>;
  /** The run ends at this time of the world. */
  readonly until: number;
  /** At the pace of the wall clock, instead of as fast as possible. */
  readonly realTime: boolean;
}

/** What the thread tells. */
export type ThreadNews =
  /** The engine is loaded, the program comes next. */
  | { readonly ready: true }
  /** It is not busy at the moment: what it waits for has not come. */
  | { readonly idle: true }
  | { readonly events: readonly TraceEvent[] }
  | { readonly error: ErrorInfo }
  | { readonly done: true };

export interface ThreadOptions {
  /** At the pace of the wall clock, instead of as fast as possible. */
  readonly realTime?: boolean;
  /** The program may take so many real milliseconds, or at the pace of the wall clock be silent for so many; then it is ended. */
  readonly patience: number;
  /** Hears what happens, as it happens. */
  readonly onEvents?: (events: readonly TraceEvent[]) => void;
  /** Ends the run. */
  readonly signal?: AbortSignal;
}

/** The file that the thread runs; compiled, it ends in `.js`. */
const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Real milliseconds between two signs of life. */
export const HEARTBEAT = 250;

/** For a program and its engine: a loop that keeps what it makes ends here, and not with the machine's memory. */
const MEMORY_MB = 256;

/** Runs a program in a simulated world, in a thread of its own that ends with it. */
export function runInThread(path: string, scenario: Scenario, options: ThreadOptions): Promise<Outcome> {
  const { realTime = false, patience, onEvents, signal } = options;
  const run = new RunRecord(scenario);
  const gate = new FloodGate();
  const workerData: ThreadInput = { path, world: worldOf(scenario), until: scenario.until, realTime };
  const thread = new Worker(WORKER, {
    workerData,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    env: { ...process.env, MSGPACKR_NATIVE_ACCELERATION_DISABLED: "true" },
  });
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    let idleAt = Number.NEGATIVE_INFINITY;
    const end = (problem?: ProgramProblem): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      void thread.terminate().then(() => resolve(problem === undefined ? { run } : { run, problem }));
    };
    const abort = (): void => end();
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const isWaiting = performance.now() - idleAt < 4 * HEARTBEAT;
        end(silentProblem(run, isWaiting, patience));
      }, patience);
    };
    signal?.addEventListener("abort", abort, { once: true });
    thread.on("message", (news: ThreadNews) => {
      if ("error" in news) end({ kind: "failed", error: news.error });
      else if ("done" in news) end();
      else if ("ready" in news) wait();
      else if ("idle" in news) idleAt = performance.now();
      else {
        if (realTime) wait();
        run.add(news.events);
        onEvents?.(news.events);
        const flood = gate.take(news.events);
        if (flood !== undefined) end(flood);
      }
    });
    thread.on("error", (error: Error & { readonly code?: string }) =>
      end(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? { kind: "memory" } : { kind: "failed", error: errorInfo(error) }),
    );
    // a program may end its process, and with it this thread
    thread.on("exit", (code) =>
      end(
        code === 0
          ? undefined
          : { kind: "failed", error: { name: "Error", message: `The program ended with exit code ${code}` } },
      ),
    );
  });
}
