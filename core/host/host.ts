import type { Files } from "./files.ts";
import type { Processes } from "./processes.ts";
import type { Workers } from "./workers.ts";

/**
 * The outside world, as the engine sees it. The engine asks its host for time, randomness and I/O and touches nothing else, so
 * that the same engine runs in Node, in a browser's worker and under a test's manual clock.
 */
export interface Host {
  readonly name: string;
  readonly clock: Clock;
  readonly network: Network;
  readonly files: Files;
  /** Where there is none (in a browser), no program can be run. */
  readonly processes?: Processes;
  /** Where there are none, all tasks run in the driver's thread. */
  readonly workers?: Workers;
  /** The package or module `specifier` as the file `importer` imports it: for functions that come out of a checkpoint. */
  importPackage?(specifier: string, importer: string): unknown;
  /** A number in [0, 1): seeded wherever runs have to repeat. */
  random(): number;
  /** How many processors there are: the slots of `local[*]`. */
  readonly processors: number;
  /** On a clock that does not run by itself: how many milliseconds of its time a task takes. Without it, none. */
  taskCost?(task: { readonly stage: number; readonly partition: number }): number;
  /**
   * Keeps a clock that does not run by itself from moving on, until the returned function is called: something runs in another thread.
   */
  hold?(): () => void;
  /** Lets the event loop turn once, so that arrived data, timers and messages get their chance. */
  turn(): Promise<void>;
  /** Where the trace leaves the engine: terminal, file, page or test. */
  readonly trace: TraceSink;
}

/** Receives every trace event of an application, in order. */
export interface TraceSink {
  /** How many records of a partition are shown in the trace; 0 turns previews off, and then they cost nothing. */
  readonly previews: number;
  write(event: { readonly kind: string }): void;
}

/** Time in whole milliseconds since 1970-01-01 UTC. */
export interface Clock {
  /** `system` follows the wall clock; `manual` stands still until it is moved; `virtual` is moved by a pace that a viewer sets. */
  readonly kind: "system" | "manual" | "virtual";
  now(): number;
  /**
   * Runs `run` once, at `at` or as soon after as possible. Timers due at the same time run by `order`, then in the order in
   * which they were scheduled: at a batch time blocks are cut first, then the batch is made, then new data arrives.
   */
  schedule(at: number, run: () => void, order?: TimerOrder): Timer;
}

export interface Timer {
  cancel(): void;
}

export const TIMER_ORDER = { block: 0, batch: 1, arrival: 2, other: 3 } as const;
export type TimerOrder = (typeof TIMER_ORDER)[keyof typeof TIMER_ORDER];

export interface Network {
  /** Opens a TCP connection. Exactly one of `closed` and `failed` ends it, also when `close()` is called by us: then neither. */
  connect(host: string, port: number, peer: ConnectionEvents): Connection;
}

export interface ConnectionEvents {
  opened(): void;
  data(bytes: Uint8Array): void;
  /** The peer ended the stream. */
  closed(): void;
  failed(error: Error): void;
}

export interface Connection {
  /** Stops reading until `resume`, so that the peer is held back; nothing is lost. */
  pause(): void;
  resume(): void;
  close(): void;
}

let current: Host | undefined;

/** Makes `host` the one that contexts created from now on live in. Returns the previous one. */
export function installHost(host: Host | undefined): Host | undefined {
  const previous = current;
  current = host;
  return previous;
}

/** The host installed last; an entry point (`sluice` in Node, the playground's worker, a test) has installed one. */
export function currentHost(): Host {
  if (current === undefined) {
    throw new Error(
      'Sluice has no host: import it from "sluice" in Node, run it with `sluice run`, or call installHost first',
    );
  }
  return current;
}
