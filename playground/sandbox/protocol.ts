import type { Site } from "../../core/conf/errors.ts";
import type { TraceEvent } from "../../core/trace/events.ts";

/** What surrounds a program: the seed of its randomness, and lines that arrive at given virtual times. */
export interface Scenario {
  readonly seed: number;
  /** How many virtual milliseconds each task takes; none if left out. */
  readonly taskCost?: number;
  readonly lines: readonly {
    readonly at: number;
    readonly host: string;
    readonly port: number;
    readonly line: string;
  }[];
}

/** One module of the user's program: its TypeScript and what the source transform made of it. */
export interface CompiledModule {
  /** `program.ts`, `helpers/words.ts`: a path relative to the program's folder. */
  readonly name: string;
  readonly code: string;
  /** Source map of `code`, as JSON text. */
  readonly map: string;
}

export interface CompiledProgram {
  readonly entry: string;
  readonly modules: readonly CompiledModule[];
}

/** A mistake found before anything ran; lines and columns count from 1. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly code?: string;
}

/** What a running program is doing, for the word at the top right of the stage. */
export type RunState = "not-started" | "starting" | "running" | "paused" | "stopped" | "failed";

/** What the page may ask of the worker in which the engine and the user's program run. */
export interface DriverApi {
  /** Loads and runs the program; resolves when its top level has ended. */
  run(program: CompiledProgram, scenario: Scenario): Promise<void>;
  /** Virtual time goes on at `speed` times the wall clock's pace; `Infinity` is as fast as possible. */
  play(speed: number): void;
  pause(): void;
  /** Goes on to the next batch time, until everything of that batch has been done, and pauses there. */
  stepBatch(): Promise<void>;
  /** One line, typed into the simulated netcat that listens on `host:port`. */
  send(host: string, port: number, line: string): void;
  /** Ends the peer's side of every connection to `host:port`, as Ctrl-C in netcat does. */
  hangUp(host: string, port: number): void;
}

/** What ended a program: the thrown error, with the user's own lines as its stack. */
export interface ProgramError {
  readonly name: string;
  readonly message: string;
  /** Only the user's own frames, `at NAME (FILE:LINE:COLUMN)` each. */
  readonly stack?: string;
  /** The first of them. */
  readonly site?: Site;
}

/** What comes out of the worker. The worker runs the user's code too: all of it is hostile until it has been checked. */
export type DriverMessage =
  | { readonly type: "trace"; readonly events: readonly TraceEvent[] }
  /** Virtual time, for the playhead. */
  | { readonly type: "clock"; readonly now: number; readonly running: boolean }
  /** A port that the program connects to: the page shows a netcat pane for it. */
  | { readonly type: "peer"; readonly host: string; readonly port: number; readonly connected: boolean }
  /** The program is over: it failed, or its top level has ended and nothing is left that could happen. */
  | { readonly type: "ended"; readonly error?: ProgramError };

/** The page's handle on a program in its sandbox: what the application is built on. Implemented by `session.ts`. */
export interface ProgramSession {
  readonly state: RunState;
  /** Ends whatever runs, and runs `program` in a fresh sandbox, paused at 0 or playing. */
  run(
    program: CompiledProgram,
    scenario: Scenario,
    options: { readonly speed: number; readonly paused: boolean },
  ): Promise<void>;
  /** Ends the program at once, also one that loops without end. The trace stays. */
  stop(): void;
  play(speed: number): void;
  pause(): void;
  stepBatch(): void;
  send(host: string, port: number, line: string): void;
  hangUp(host: string, port: number): void;
  /** Calls `listener` with every checked message and with every change of state; returns the way to end that. */
  subscribe(listener: SessionListener): () => void;
  dispose(): void;
}

export interface SessionListener {
  events?(events: readonly TraceEvent[]): void;
  clock?(now: number, running: boolean): void;
  peer?(host: string, port: number, connected: boolean): void;
  state?(state: RunState, error?: ProgramError): void;
  /** The program has not answered for so many milliseconds: it may be in an endless loop. 0: it answers again. */
  unresponsive?(milliseconds: number): void;
}
