import { seededRandom } from "./random.ts";

/** A moment at which something of the world can go wrong. */
export interface FaultPoint {
  /**
   * A step of the disk, a timer that comes due, bytes that arrive, somebody who connects, or a task that comes to its executor in a simulated thread.
   */
  readonly kind: "write" | "append" | "flush" | "rename" | "remove" | "read" | "timer" | "arrival" | "connect" | "task";
  /** The path of a file. */
  readonly path?: string;
}

/** The driver dies before the step, after it, or when a part of what was written is there (`torn`). */
const DEATHS = ["crash-before", "crash-after", "torn"] as const;
/** The machine has no power any more: the driver dies before the step, and of what was not flushed some is lost. */
const POWER = ["power-cut"] as const;
/**
 * The step fails once (`fail`), also when a part of what was written is there (`short`), or since the disk is `full` for some seconds, but for what is small; one byte of what
 * is written is another (`corrupt`); the step takes seconds (`slow`).
 */
const DISK = ["fail", "short", "full", "corrupt", "slow"] as const;
/** A timer is `late` by seconds, and all others with it; the machine sleeps for many batch intervals (`sleep`); the clock is put `back` by seconds. */
const TIME = ["late", "sleep", "back"] as const;
/**
 * The peer ends the connection after the bytes (`hang-up`), or breaks off within them (`reset`); they come in two pieces, whatever is cut by that (`cut`),
 * or only after seconds in which nothing comes (`silence`); nobody listens for some seconds (`refuse`).
 */
const NETWORK = ["hang-up", "reset", "cut", "silence", "refuse"] as const;
/** The executor dies before the task, or after it with its result; it never answers any more (`hang`); the task takes seconds (`slow-task`). */
const EXECUTORS = ["executor-crash-before", "executor-crash-after", "hang", "slow-task"] as const;

export type Fault =
  | (typeof DEATHS)[number]
  | (typeof POWER)[number]
  | (typeof DISK)[number]
  | (typeof TIME)[number]
  | (typeof NETWORK)[number]
  | (typeof EXECUTORS)[number];

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
export const POSSIBLE: Readonly<Record<FaultPoint["kind"], readonly Fault[]>> = {
  write: [...DEATHS, ...POWER, ...DISK],
  append: [...DEATHS, ...POWER, ...DISK],
  flush: ["crash-before", "crash-after", ...POWER, "fail", "slow"],
  rename: ["crash-before", "crash-after", ...POWER, "fail"],
  remove: ["crash-before", "crash-after", ...POWER, "fail"],
  read: ["crash-before", "fail", "slow"],
  timer: ["crash-before", "crash-after", ...POWER, ...TIME],
  arrival: ["crash-before", "crash-after", ...NETWORK.filter((fault) => fault !== "refuse")],
  connect: ["refuse"],
  task: EXECUTORS,
};

export interface RandomFaultsOptions {
  /** How likely each point is to go wrong, or each of a kind; 0 for those that are left out. */
  readonly chance: number | Partial<Readonly<Record<FaultPoint["kind"], number>>>;
  /** So many faults at most. */
  readonly most: number;
  /** Which faults may happen; all if left out. */
  readonly only?: readonly Fault[];
  /** What does not go wrong although it could. */
  readonly spares?: (fault: Fault, point: FaultPoint) => boolean;
}

/** A fault that happened. */
export interface Happened {
  readonly fault: Fault;
  readonly point: FaultPoint;
}

/** Faults by chance: the same seed, the same faults. */
export class RandomFaults implements FaultPlan {
  /** What went wrong so far, for the message of a test that fails. */
  readonly happened: Happened[] = [];
  readonly #random: () => number;
  readonly #options: RandomFaultsOptions;

  constructor(seed: number, options: RandomFaultsOptions) {
    this.#random = seededRandom(seed, FAULT_STREAM);
    this.#options = options;
  }

  at(point: FaultPoint): Fault | undefined {
    const { chance, most, only, spares } = this.#options;
    const likely = typeof chance === "number" ? chance : (chance[point.kind] ?? 0);
    if (this.happened.length >= most || this.#random() >= likely) return undefined;
    const possible = POSSIBLE[point.kind].filter((fault) => only === undefined || only.includes(fault));
    if (possible.length === 0) return undefined;
    const fault = possible[Math.floor(this.#random() * possible.length)]!;
    if (spares?.(fault, point)) return undefined;
    this.happened.push({ fault, point });
    return fault;
  }

  toString(): string {
    return this.happened.map(({ fault, point }) => `${fault} at ${point.kind} ${point.path ?? ""}`.trim()).join(", ");
  }
}

const FAULT_STREAM = 1;

/** What the parts of a world in which things go wrong have in common. */
export interface FaultyWorld {
  readonly plan: FaultPlan;
  /** Has the driver died? Then nothing of its goes wrong any more. */
  readonly isDead: boolean;
  /** How much of something goes wrong, or for how long: a number in [0, 1). */
  random(): number;
  /** The driver dies. */
  die(): void;
  /** The machine goes off: the driver dies, and what was not flushed is lost in part. */
  cutPower(): void;
  /** Lets seconds pass in which nothing else happens, as while something takes long. */
  pass(seconds: number): void;
}
