import { spawnSync } from "node:child_process";
import type { ProcessOptions, ProcessResult, Processes } from "../processes.ts";

/** The programs of this machine. */
export class NodeProcesses implements Processes {
  run(command: readonly string[], input: Uint8Array, options: ProcessOptions = {}): ProcessResult {
    const [program = "", ...args] = command;
    const ended = spawnSync(program, args, {
      input,
      env: { ...process.env, ...options.env },
      cwd: options.directory,
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    // a program that does not read all of its input has done nothing wrong
    if (ended.error !== undefined && (ended.error as NodeJS.ErrnoException).code !== "EPIPE") throw ended.error;
    return { status: ended.status ?? undefined, signal: ended.signal ?? undefined, output: ended.stdout, errors: ended.stderr };
  }
}
