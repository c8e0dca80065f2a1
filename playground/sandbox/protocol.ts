import type { Site } from "../../core/conf/errors.ts";
import type { Explained, Explanation } from "../../core/scheduler/provenance/explain.ts";
import type { Deed, Happening } from "../../core/sim/deeds.ts";
import type { TraceEvent } from "../../core/trace/events.ts";

/** A file of the simulated world; a directory where it has no bytes. */
export interface WorldFile {
  /** Absolute. */
  readonly path: string;
  /** Virtual milliseconds. */
  readonly modified: number;
  readonly bytes?: Uint8Array;
}

/** What stands in a file, or how it begins. */
export interface FileContents {
  readonly bytes: Uint8Array;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

/** What outlives a run: its files, and how far its time had come. */
export interface KeptWorld {
  /** Where the time of a run begins that goes on with it, in milliseconds. */
  readonly now: number;
  readonly files: readonly WorldFile[];
}

/** One change of what is kept. */
export type FileChange =
  | ({ readonly change: "put" } & WorldFile)
  /** At the end of a file, which is at `at`. */
  | {
      readonly change: "append";
      readonly path: string;
      readonly modified: number;
      readonly at: number;
      readonly bytes: Uint8Array;
    }
  | { readonly change: "remove"; readonly path: string };

/** Why files are not kept any more: too many or too big, no room, no storage, another page has them, the browser has removed them. */
export const KEEP_FAILURES = ["quota", "full", "unavailable", "taken", "removed"] as const;
export type KeepFailure = (typeof KEEP_FAILURES)[number];

/** What surrounds a program: the seed of its randomness, and what is done to its world at given virtual times. */
export interface Scenario {
  readonly seed: number;
  /** The world begins with what was kept of another, and is kept in turn from the first checkpoint directory on; without it, time begins at 0. */
  readonly kept?: KeptWorld;
  /** How many virtual milliseconds each task takes; none if left out. */
  readonly taskCost?: number;
  readonly happenings: readonly Happening[];
  /** All that is computed is recorded, for `explain`; tasks run in the driver's thread then. */
  readonly explains?: boolean;
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
  /** Goes on until a task has ended, or until everything of the next batch has been done if that has no task, and pauses there. When it resolves, all that happened has been told. */
  stepTask(): Promise<void>;
  /**
   * Goes on as fast as possible until all that is due up to `time` and all batches up to then have been done, in virtual milliseconds, and pauses there. When
   * it resolves, all that changed of the files that are kept has been told.
   */
  runTo(time: number): Promise<void>;
  /** Does something to the simulated world, at once. */
  perform(deed: Deed): void;
  /**
   * Goes on, as fast as possible, until all batches up to that of the question have been done, and says in an `explained` message what the record was made
   * of. For scenarios that explain.
   */
  explain(question: number, what: Explained): Promise<void>;
  /** Tells in a `contents` message what stands in a file now; of a long one, how it begins. */
  contents(question: number, path: string): void;
  /** The changes of this group are on the page's disk; or they are not, and none will be. */
  kept(group: number, failure?: KeepFailure): void;
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
  /** Files changed. What a group of messages tells, up to the `last`, is true at once or not at all. */
  | {
      readonly type: "files";
      readonly group: number;
      readonly now: number;
      readonly changes: readonly FileChange[];
      readonly last: boolean;
    }
  /** The first of all deeds of which it was not told yet was done at this virtual time: with these the run can be repeated. */
  | { readonly type: "performed"; readonly at: number }
  | { readonly type: "explained"; readonly question: number; readonly explanation?: Explanation }
  | { readonly type: "contents"; readonly question: number; readonly file?: FileContents }
  /** The program is over: it failed, or its top level has ended and nothing is left that could happen. */
  | { readonly type: "ended"; readonly error?: ProgramError };

/** Where the page keeps the files of a world. */
export interface KeptDisk {
  /**
   * Writes the changes in one step, after all that were committed before; resolves when they are durable.
   * @throws KeepError when they cannot be, and none of them is
   */
  commit(changes: readonly FileChange[], now: number): Promise<void>;
}

export interface RunOptions {
  readonly speed: number;
  readonly paused: boolean;
  /** Takes what changes of the files, for scenarios that have them kept. */
  readonly disk?: KeptDisk;
}

/** The page's handle on a program in its sandbox: what the application is built on. Implemented by `session.ts`. */
export interface ProgramSession {
  readonly state: RunState;
  /** Ends whatever runs, and runs `program` in a fresh sandbox, paused at 0 or playing. */
  run(program: CompiledProgram, scenario: Scenario, options: RunOptions): Promise<void>;
  /** Ends the program at once, also one that loops without end. The trace stays. */
  stop(): void;
  play(speed: number): void;
  pause(): void;
  stepBatch(): void;
  /** Resolves when a task has ended, or there was none, and the listeners know all that has happened until then; also when something else was asked for meanwhile. */
  stepTask(): Promise<void>;
  /** Goes on as fast as possible to `time`, in virtual milliseconds; resolves when it is there and what changed of the files is kept, or when it is over. */
  runTo(time: number): Promise<void>;
  perform(deed: Deed): void;
  /** Asks what a record was made of; the answer is told to the listeners under the number that this gives. For scenarios that explain. */
  explain(what: Explained): number | undefined;
  /** Asks what stands in a file of the world; the answer is told as that of `explain`. */
  contents(path: string): number | undefined;
  /** Calls `listener` with every checked message and with every change of state; returns the way to end that. */
  subscribe(listener: SessionListener): () => void;
  dispose(): void;
}

export interface SessionListener {
  events?(events: readonly TraceEvent[]): void;
  clock?(now: number, running: boolean): void;
  peer?(host: string, port: number, connected: boolean): void;
  /** What was done to the world, and when. */
  performed?(happening: Happening): void;
  /** The answer to a question; without an explanation there is no such record. */
  explained?(question: number, explanation: Explanation | undefined): void;
  /** What stands in a file; nothing when there is none. */
  contents?(question: number, file: FileContents | undefined): void;
  state?(state: RunState, error?: ProgramError): void;
  /** Changes of files are durable. */
  kept?(changes: readonly FileChange[], now: number): void;
  /** Files of this run are not kept any more. What was durable before stays. */
  keepFailed?(failure: KeepFailure): void;
  /** The program has not answered for so many milliseconds: it may be in an endless loop. 0: it answers again. */
  unresponsive?(milliseconds: number): void;
}
