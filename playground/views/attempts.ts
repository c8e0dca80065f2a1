import type { TraceEvent } from "../../core/trace/events.ts";
import { isNumber } from "./checks.ts";

/** No driver has as many jobs, stages, tasks, RDDs or shuffles. */
const STRIDE = 2 ** 32;

/** What counts from 0 with every driver. */
const NUMBERS: ReadonlySet<string> = new Set(["job", "stage", "task", "rdd", "shuffle"]);
/** Lists of such numbers, and of what holds them. */
const LISTS: ReadonlySet<string> = new Set(["stages", "rdds", "parents", "origin"]);

/** Gives what several drivers of a run have counted anew numbers of its own: those of the first stay, and `numberOf` says of the others what their driver calls them. */
export class Attempts {
  #base = 0;

  qualify(events: readonly TraceEvent[]): readonly TraceEvent[] {
    if (this.#base === 0 && !events.some((event) => event?.kind === "driver-started")) return events;
    return events.map((event) => {
      if (event?.kind === "driver-started") this.#base += STRIDE;
      return event?.kind === "dstream-declared" ? event : (this.#in(event) as TraceEvent);
    });
  }

  #in(value: unknown): unknown {
    if (this.#base === 0 || typeof value !== "object" || value === null) return value;
    const out: Record<string, unknown> = { ...value };
    for (const [name, each] of Object.entries(value)) {
      if (NUMBERS.has(name) && isNumber(each)) out[name] = each + this.#base;
      else if (LISTS.has(name) && typeof each === "object")
        out[name] = Array.isArray(each)
          ? each.map((item: unknown) => (isNumber(item) ? item + this.#base : this.#in(item)))
          : this.#in(each);
      else if (name === "block" && typeof each === "string")
        out[name] = each.replace(/^rdd_(\d+)_/, (_, rdd: string) => `rdd_${Number(rdd) + this.#base}_`);
    }
    return out;
  }
}

/** Were both counted by the same driver? */
export function areOfOneDriver(a: number, b: number): boolean {
  return Math.floor(a / STRIDE) === Math.floor(b / STRIDE);
}

/** The number that its driver has given to a job, stage, task, RDD or shuffle. */
export function numberOf(qualified: number): number {
  return qualified % STRIDE;
}
