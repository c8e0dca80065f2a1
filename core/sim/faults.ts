import { seededRandom } from "./random.ts";

/** A moment at which something of the world can go wrong. */
export interface FaultPoint {
  /** A step of the disk, a timer that comes due, or bytes that arrive. */
  readonly kind: "write" | "append" | "flush" | "rename" | "remove" | "timer" | "arrival";
  /** The path of a file. */
  readonly path?: string;
}

/**
 * What goes wrong: the driver dies before the step, or after it; it dies when a part of what was written is there (`torn`); the step fails once
 * (`fail`), or because the disk is full (`full`); one byte of what is written is another (`corrupt`).
 */
export type Fault = "crash-before" | "crash-after" | "torn" | "fail" | "full" | "corrupt";

/** Says of every point, in the order in which they come, whether something goes wrong there. */
export interface FaultPlan {
  at(point: FaultPoint): Fault | undefined;
}

/** Lets the driver die at one point: the `n`-th that `counts`, the first being 0. */
export class CrashAt implements FaultPlan {
  /** How many points there were so far. */
  seen = 0;
  readonly #n: number;
  readonly #fault: Fault;
  readonly #counts: (point: FaultPoint) => boolean;

  constructor(n: number, fault: Fault = "crash-before", counts: (point: FaultPoint) => boolean = () => true) {
    this.#n = n;
    this.#fault = fault;
    this.#counts = counts;
  }

  at(point: FaultPoint): Fault | undefined {
    if (!this.#counts(point)) return undefined;
    return this.seen++ === this.#n ? this.#fault : undefined;
  }
}

/** What fits which point. */
const POSSIBLE: Readonly<Record<FaultPoint["kind"], readonly Fault[]>> = {
  write: ["crash-before", "crash-after", "torn", "fail", "full", "corrupt"],
  append: ["crash-before", "crash-after", "torn", "fail", "full", "corrupt"],
  flush: ["crash-before", "crash-after", "fail"],
  rename: ["crash-before", "crash-after", "fail"],
  remove: ["crash-before", "crash-after"],
  timer: ["crash-before", "crash-after"],
  arrival: ["crash-before", "crash-after"],
};

export interface RandomFaultsOptions {
  /** How likely each point is to go wrong. */
  readonly chance: number;
  /** So many faults at most. */
  readonly most: number;
  /** Which faults may happen; all if left out. */
  readonly only?: readonly Fault[];
}

/** Faults by chance: the same seed, the same faults. */
export class RandomFaults implements FaultPlan {
  /** What went wrong so far, for the message of a test that fails. */
  readonly happened: string[] = [];
  readonly #random: () => number;
  readonly #options: RandomFaultsOptions;

  constructor(seed: number, options: RandomFaultsOptions) {
    this.#random = seededRandom(seed, FAULT_STREAM);
    this.#options = options;
  }

  at(point: FaultPoint): Fault | undefined {
    const { chance, most, only } = this.#options;
    if (this.happened.length >= most || this.#random() >= chance) return undefined;
    const possible = POSSIBLE[point.kind].filter((fault) => only === undefined || only.includes(fault));
    if (possible.length === 0) return undefined;
    const fault = possible[Math.floor(this.#random() * possible.length)]!;
    this.happened.push(`${fault} at ${point.kind} ${point.path ?? ""}`.trim());
    return fault;
  }
}

const FAULT_STREAM = 1;
