import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { CommandError, EXIT } from "./exit.ts";
import { SUPERVISED } from "./supervised.ts";

/** The wait before the first restart; each further one is twice as long, up to the longest. In milliseconds. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
/** A driver that ran for so long, in milliseconds, was well: the waits begin anew. Spark's cluster has the same time. */
const WELL = 5_000;

const MAIN = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url));

/** How a driver ended. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Its program was begun, and not refused before that. */
  readonly hasStarted: boolean;
}

/**
 * Runs `sluice` with the arguments for each run of a driver (counted from 0), and again whenever it crashes, as a cluster does with `--supervise`. Not
 * after a clean stop, wrong usage, an interruption, or a program that could not be started in the first place. Gives the last exit code.
 */
export async function supervise(argsOf: (run: number) => readonly string[]): Promise<number> {
  let current: ReturnType<typeof spawn> | undefined;
  let stopWaiting: (() => void) | undefined;
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    isStopping = true;
    current?.kill(signal);
    stopWaiting?.();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

  let wait = FIRST_WAIT;
  for (let run = 0; ; run++) {
    const begin = performance.now();
    const ending = await new Promise<Ending>((resolve, reject) => {
      current = spawn(process.execPath, [...process.execArgv, MAIN, ...argsOf(run)], {
        stdio: ["inherit", "inherit", "inherit", "ipc"],
        env: { ...process.env, [SUPERVISED]: "1" },
        // in a group of its own, so that Ctrl-C reaches it once: from here
        detached: process.platform !== "win32",
      });
      let hasStarted = false;
      current.on("message", () => {
        hasStarted = true;
      });
      current.on("error", reject);
      current.on("exit", (code, signal) => resolve({ code, signal, hasStarted }));
    }).catch((error: Error) => {
      throw new CommandError(`The driver could not be started: ${error.message}`);
    });
    current = undefined;
    const code = codeOf(ending);
    const isOver = code === EXIT.done || code === EXIT.usage || code === EXIT.interrupted;
    if (isStopping || isOver || (run === 0 && !ending.hasStarted)) return code;

    const lasted = performance.now() - begin;
    if (lasted >= WELL) wait = FIRST_WAIT;
    process.stderr.write(
      `sluice: the driver ${endText(ending)} after ${(lasted / 1000).toFixed(1)} s; it is started again in ${wait / 1000} s (restart ${run + 1})\n`,
    );
    await new Promise<void>((resolve) => {
      stopWaiting = resolve;
      setTimeout(resolve, wait);
    });
    if (isStopping) return EXIT.interrupted;
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

/** As a shell gives it. */
function codeOf({ code, signal }: Ending): number {
  return code ?? 128 + constants.signals[signal!];
}

function endText({ code, signal }: Ending): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
