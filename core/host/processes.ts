/** The host's other programs. Synchronous, since tasks are. */
export interface Processes {
  /**
   * Runs a program with `input` as what it reads, and waits for its end.
   * @throws an error with a `code` as Node's errors have it when it cannot be started (`ENOENT`, `EACCES`, …)
   */
  run(command: readonly string[], input: Uint8Array, options?: ProcessOptions): ProcessResult;
}

export interface ProcessOptions {
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly directory?: string;
}

export interface ProcessResult {
  /** 128 and the signal's number when a signal ended it. */
  readonly status: number;
  readonly output: Uint8Array;
  readonly errors: Uint8Array;
}
