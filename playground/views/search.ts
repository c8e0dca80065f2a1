import type { BatchFacts, TimelineFold } from "./timeline/fold.ts";

/** The index of the last of `facts`, which are in the order of their events, that is known at `position`; -1: none. */
export function before(facts: readonly { readonly at: number }[], position: number): number {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (facts[middle]!.at < position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The last of `facts` that is known at `position`. */
export function lastBefore<F extends { readonly at: number }>(
  facts: readonly F[] | undefined,
  position: number,
): F | undefined {
  return facts?.[before(facts, position)];
}

/** Those of `facts`, which are in the order of their times, whose time is at least `from` and less than `to`, and which are known at `position`. */
export function factsBetween<F extends { readonly at: number }>(
  facts: readonly F[],
  timeOf: (fact: F) => number,
  from: number,
  to: number,
  position: number,
): F[] {
  let [low, high] = [0, facts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(facts[middle]!) < from) low = middle + 1;
    else high = middle;
  }
  const found: F[] = [];
  for (let i = low; i < facts.length && timeOf(facts[i]!) < to; i++) if (facts[i]!.at < position) found.push(facts[i]!);
  return found;
}

/** The batch of a time, if there is one up to the position. */
export function batchAt(timeline: TimelineFold, time: number, position: number): BatchFacts | undefined {
  const found = timeline.knownBatch(time);
  return found !== undefined && found.at < position ? found : undefined;
}
