import type { Clock } from "../host/host.ts";
import { formatArguments } from "./inspect.ts";

export interface ConsoleOptions {
  readonly clock: Clock;
  /** Takes whole texts, without the line feed at their end. */
  readonly write: (stream: "stdout" | "stderr", text: string) => void;
  /** How an error is written: name, message and the user's own lines. */
  readonly describeError: (error: Error) => string;
}

/** A `console` that writes as Node's does, to the trace instead of a terminal. */
export function createConsole(options: ConsoleOptions) {
  const { clock, write, describeError } = options;
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  let indent = "";

  const line = (stream: "stdout" | "stderr", args: readonly unknown[]): void => {
    const text = formatArguments(args, describeError);
    write(stream, indent === "" ? text : indent + text.replaceAll("\n", `\n${indent}`));
  };
  const out = (...args: unknown[]): void => line("stdout", args);
  const error = (...args: unknown[]): void => line("stderr", args);
  const elapsed = (label: string, rest: readonly unknown[]): void => {
    const start = timers.get(label);
    if (start === undefined) error(`Warning: No such label '${label}' for console.time()`);
    else out(`${label}: ${clock.now() - start}ms`, ...rest);
  };
  const group = (...args: unknown[]): void => {
    if (args.length > 0) out(...args);
    indent += "  ";
  };

  return {
    log: out,
    info: out,
    debug: out,
    dir: (value?: unknown) => out(value),
    table: (value?: unknown) => out(value),
    warn: error,
    error,
    trace: (...args: unknown[]) => error("Trace:", ...args),
    assert: (condition?: unknown, ...args: unknown[]) => {
      if (!condition) error(args.length === 0 ? "Assertion failed" : "Assertion failed:", ...args);
    },
    count: (label = "default") => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      out(`${label}: ${counts.get(label)}`);
    },
    countReset: (label = "default") => {
      counts.delete(label);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    time: (label = "default") => {
      timers.set(label, clock.now());
    },
    timeLog: (label = "default", ...rest: unknown[]) => elapsed(label, rest),
    timeEnd: (label = "default") => {
      elapsed(label, []);
      timers.delete(label);
    },
  };
}
