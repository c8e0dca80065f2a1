import { spawnSync } from "node:child_process";
import { constants } from "node:os";
import type { Processes, ProcessOptions, ProcessResult } from "../processes.ts";

/** The programs of this machine. What they write to stderr also goes to that of this process. */
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
    process.stderr.write(ended.stderr);
    const status = ended.status ?? 128 + (ended.signal === null ? 0 : constants.signals[ended.signal]);
    return { status, output: ended.stdout, errors: ended.stderr };
  }
}
