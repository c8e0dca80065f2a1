import {
  type Fault,
  type FaultPlan,
  type FaultPoint,
  type Happened,
  RandomFaults,
  type RandomFaultsOptions,
} from "../../../core/sim/faults.ts";
import { replay } from "./seeds.ts";

/** So many drivers live in a faulty world. */
const MOST_FAULTY = 6;

export interface SeedFaultsOptions extends Pick<RandomFaultsOptions, "chance" | "only" | "spares"> {
  /** So many faults at most for a driver; after six drivers none, so that there is an end. 3 if left out. */
  readonly most?: number;
}

/** What goes wrong in the world of a seed, driver by driver. */
export class SeedFaults {
  readonly #seed: number;
  readonly #options: SeedFaultsOptions;
  readonly #plans: RandomFaults[] = [];

  constructor(seed: number, options: SeedFaultsOptions) {
    this.#seed = seed;
    this.#options = options;
  }

  /** The plan of the next driver, the first being 0. */
  readonly faults = (driver: number): FaultPlan => {
    const { most = 3, ...options } = this.#options;
    const random = new RandomFaults(this.#seed * 1000 + driver, { ...options, most: driver < MOST_FAULTY ? most : 0 });
    this.#plans.push(random);
    return driver === 0 ? onceThereIsACheckpoint(random) : random;
  };

  /** What went wrong. */
  get happened(): Happened[] {
    return this.#plans.flatMap(({ happened }) => happened);
  }

  /** What went wrong with a driver. */
  of(driver: number): readonly Happened[] {
    return this.#plans[driver]?.happened ?? [];
  }

  /** How to see it again, and what went wrong. */
  toString(): string {
    return `${replay(this.#seed)} (${this.#plans.map((plan, driver) => `driver ${driver}: ${plan}`).join("; ")})`;
  }
}

/** Nothing goes wrong before the first checkpoint is on the disk: until then there is nothing to go on from, and another driver begins anew. */
export function onceThereIsACheckpoint(plan: FaultPlan): FaultPlan {
  let isRenamed = false;
  let isThere = false;
  return {
    at(point: FaultPoint): Fault | undefined {
      const wasThere = isThere;
      isThere ||= isRenamed && point.kind === "flush";
      isRenamed ||= point.kind === "rename" && /\/checkpoint-\d+$/.test(point.path ?? "");
      return wasThere ? plan.at(point) : undefined;
    },
  };
}

/** How long the next driver keeps one waiting, in milliseconds. */
export function downTime(driver: number): number {
  return (driver * 700) % 2500;
}
