import type { TaskEnd } from "../views/jobs-fold.ts";
import type { Moment } from "../views/timeline/model.ts";

/** A point of the run at which one looks: of a batch, or the end of one task in it. */
export interface LookedAt extends Moment {
  /** The task that has just ended; what that set off is not shown yet. */
  readonly end?: TaskEnd;
}

/** The first end of a task that is not shown at `position`. */
export function taskEndAfter(ends: readonly TaskEnd[], position: number): TaskEnd | undefined {
  return ends[endsBefore(ends, position)];
}

/** The last end of a task that was shown before anything that came after it. */
export function taskEndBefore(ends: readonly TaskEnd[], position: number): TaskEnd | undefined {
  return ends[endsBefore(ends, position - 1) - 1];
}

/** The end of a task as a point to look at; of one that is of no batch: where the last batch was. */
export function momentOfEnd(end: TaskEnd, moments: readonly Moment[]): LookedAt {
  const position = end.at + 1;
  const before = moments.findLast((moment) => moment.position <= position) ?? moments[0];
  return { time: end.time ?? before?.time ?? 0, position, status: "open", end };
}

/** How many ends have an index below `position`. */
function endsBefore(ends: readonly TaskEnd[], position: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]!.at < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
