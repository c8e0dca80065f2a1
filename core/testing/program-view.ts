import { userStack } from "../conf/call-site.ts";
import { describeError } from "../conf/errors.ts";
import type { Clock } from "../host/host.ts";
import { createConsole } from "../sim/console.ts";
import { seededRandom } from "../sim/random.ts";
import { VirtualGlobals } from "../sim/virtual-globals.ts";

/** The program's own `Math.random` draws from another stream than the engine. */
const PROGRAM_STREAM = 1;

export interface ProgramViewOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** Takes what the program under test writes to its console. */
  readonly write: (stream: "stdout" | "stderr", text: string) => void;
}

/**
 * What code under test sees of the world, and only while it runs, that is, while the test moves the clock: the test's time and chance behind `Date`,
 * `setTimeout`, `Math.random` and so on, and, of a whole program, its console.
 */
export class ProgramView {
  readonly #globals: VirtualGlobals;
  readonly #words: object;
  #console: object | undefined;
  #depth = 0;
  #ownConsole = false;
  #hasSetTimers = false;

  constructor({ clock, seed, write }: ProgramViewOptions) {
    const noting: Clock = {
      kind: clock.kind,
      now: () => clock.now(),
      schedule: (at, run, order) => {
        this.#hasSetTimers = true;
        return clock.schedule(at, run, order);
      },
    };
    this.#globals = new VirtualGlobals({ clock: noting, random: seededRandom(seed, PROGRAM_STREAM) });
    this.#words = createConsole({
      clock,
      write: (stream, text) => write(stream, `${text}\n`),
      describeError: errorText,
    });
  }

  /** Has a program waited for the time of this view? */
  get hasSetTimers(): boolean {
    return this.#hasSetTimers;
  }

  /** From now on the console is the program's as well. */
  takeConsole(): void {
    this.#ownConsole = true;
  }

  /** Does `work` with this view in place. */
  async during<R>(work: () => Promise<R>): Promise<R> {
    if (this.#depth++ === 0) this.#install();
    try {
      return await work();
    } finally {
      if (--this.#depth === 0) this.uninstall();
    }
  }

  #install(): void {
    this.#globals.install();
    if (!this.#ownConsole) return;
    const { console } = globalThis as unknown as { console: Record<string, unknown> };
    this.#console = Object.fromEntries(Object.keys(this.#words).map((name) => [name, console[name]]));
    Object.assign(console, this.#words);
  }

  /** Puts everything back. */
  uninstall(): void {
    this.#globals.uninstall();
    if (this.#console !== undefined)
      Object.assign((globalThis as unknown as { console: object }).console, this.#console);
    this.#console = undefined;
  }
}

function errorText(error: Error): string {
  const stack = userStack(error.stack);
  return [describeError(error), ...(stack === "" ? [] : stack.split("\n"))].join("\n    ");
}
