import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** How long a test waits for a word of a child process before it gives up, in milliseconds. */
const PATIENCE = 20_000;

/** A running command, with what it wrote so far. */
export class RunningCommand {
  stdout = "";
  stderr = "";
  readonly child: ChildProcessWithoutNullStreams;
  /** The exit code, or the signal's name; comes when all output is in. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** What signals go to: the process, or all of its group. */
  readonly #target: number;
  #changed = Promise.withResolvers<void>();

  constructor(child: ChildProcessWithoutNullStreams, isGroup: boolean) {
    this.child = child;
    this.#target = isGroup ? -child.pid! : child.pid!;
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#add("stdout", text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.#add("stderr", text));
    // A child that ended no longer takes input, which is no mistake of the test.
    child.stdin.on("error", () => {});
    this.ended = once(child, "close").then(([code, signal]) => {
      this.#add("stdout", "");
      return code ?? signal;
    });
  }

  #add(stream: "stdout" | "stderr", text: string): void {
    this[stream] += text;
    const changed = this.#changed;
    this.#changed = Promise.withResolvers();
    changed.resolve();
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  /** Sends a signal; `SIGINT` is Ctrl-C. */
  signal(signal: NodeJS.Signals): void {
    try {
      process.kill(this.#target, signal);
    } catch (error) {
      // it has ended by itself
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  /** Resolves with the match once `pattern` is in what was written on `stream`. */
  async seen(stream: "stdout" | "stderr", pattern: RegExp, patience = PATIENCE): Promise<RegExpExecArray> {
    const deadline = Date.now() + patience;
    for (;;) {
      const match = pattern.exec(this[stream]);
      if (match !== null) return match;
      const left = deadline - Date.now();
      const over = this.child.exitCode !== null || this.child.signalCode !== null;
      if (left <= 0 || (over && this.child.stdout.destroyed)) {
        throw new Error(
          `${pattern} was not seen on ${stream} ${over ? "before the end" : `in ${patience} ms`}\n--- stdout\n${this.stdout}\n--- stderr\n${this.stderr}`,
        );
      }
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        this.#changed.promise,
        new Promise((resolve) => {
          timer = setTimeout(resolve, Math.min(left, 500));
        }),
      ]);
      clearTimeout(timer);
    }
  }
}

const running = new Set<RunningCommand>();

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Signals reach all processes that it starts as well, as those of a terminal do. */
  readonly group?: boolean;
}

/** Starts any command. */
export function start(
  command: string,
  args: readonly string[],
  { group = false, ...options }: CommandOptions = {},
): RunningCommand {
  const child = spawn(command, args, {
    ...options,
    detached: group,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: "pipe",
  });
  const started = new RunningCommand(child, group);
  running.add(started);
  void started.ended.then(() => running.delete(started));
  return started;
}

/** Starts `sluice` as it is shipped. */
export function sluice(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  return start(process.execPath, [MAIN, ...args], options);
}

/** Ends what a test left running; for `afterEach`. */
export async function endCommands(): Promise<void> {
  const left = [...running];
  for (const each of left) each.signal("SIGKILL");
  await Promise.all(left.map((each) => each.ended));
}
