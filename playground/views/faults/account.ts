import { factsBetween } from "../search.ts";
import { type Downtime, downtimesAt } from "../timeline/downtimes.ts";
import type { BatchFacts, FaultEvent, TimelineFold } from "../timeline/fold.ts";

/** That a driver died, and what became of it. Times in milliseconds. */
export interface DeathEntry {
  readonly kind: "death";
  readonly t: number;
  readonly position: number;
  /** Batches that it had begun and not ended. */
  readonly cut: readonly number[];
  /** The driver that came after it, if one has. */
  readonly next:
    | {
        readonly t: number;
        /** The time of the checkpoint from which it went on, if it did. */
        readonly checkpoint: number | undefined;
        /** Batches that it ran at once, of which some had been run before. */
        readonly batches: readonly number[];
        readonly again: readonly number[];
      }
    | undefined;
  /** Batches that were due until then and that nobody made, as the next driver began anew. */
  readonly never: Downtime["due"];
  /** Records that had been received and no batch ever got, or only one that was cut off; known once the next driver has ended a batch. */
  readonly lost: number | undefined;
}

export type AccountEntry =
  | DeathEntry
  | { readonly kind: "fault"; readonly event: Extract<FaultEvent, { readonly kind: "fault" }> };

/** What went wrong in a run because somebody wanted it, and what came of it, in the order in which it happened: a pure function of the trace and the position. */
export function accountAt(fold: TimelineFold, position: number): AccountEntry[] {
  const faults = fold.faults.filter(({ at }) => at < position);
  const downtimes = downtimesAt(fold, position, 0);
  const batches = faults.some(({ event }) => event.kind === "driver-died") ? everyBatch(fold) : [];
  return faults.flatMap(({ event, at }, index): AccountEntry[] => {
    if (event.kind === "fault") return [{ kind: "fault", event }];
    if (event.kind === "driver-started") return [];
    const since = faults.findLast(
      ({ event, at: begun }, i) => i < index && event.kind === "driver-started" && begun < at,
    );
    const next = faults.find(({ event }, i) => i > index && event.kind === "driver-started");
    const end = faults.find(({ event }, i) => i > index + 1 && event.kind === "driver-died")?.at ?? position;
    const life = { from: since?.at ?? 0, death: at, next: next?.at, end };
    const recovery = fold.recoveries.find((each) => next !== undefined && each.at > next.at && each.at < end);
    return [
      {
        kind: "death",
        t: event.t,
        position: at + 1,
        cut: begun(batches, life.from, at)
          .flatMap((batch) => (batch.died?.at === at ? [batch.time] : []))
          .sort((a, b) => a - b),
        next: next && {
          t: next.event.t,
          checkpoint: recovery?.checkpoint,
          batches: recovery === undefined ? [] : [...recovery.batches],
          again: recovery === undefined ? [] : [...recovery.again],
        },
        never: downtimes.find(({ at: since, batches }) => since === at && batches === "never")?.due,
        lost: next && lostAt(fold, batches, { ...life, next: next.at }),
      },
    ];
  });
}

/** All batches as each driver had them, in the order in which there was word of them. */
function everyBatch({ batches }: TimelineFold): BatchFacts[] {
  const all: BatchFacts[] = [];
  for (const latest of batches)
    for (let batch: BatchFacts | undefined = latest; batch !== undefined; batch = batch.earlier) all.push(batch);
  return all.sort((a, b) => a.at - b.at);
}

/** Those of which there was word first between two events. */
function begun(batches: readonly BatchFacts[], from: number, to: number): BatchFacts[] {
  return factsBetween(batches, ({ at }) => at, from, to, to);
}

/** From which event on a driver lived, died, and another lived. */
interface Lives {
  readonly from: number;
  readonly death: number;
  readonly next: number;
  readonly end: number;
}

/** What the dead driver's receivers had got, less what batches made of it, its own or the next one's. */
function lostAt(
  fold: TimelineFold,
  batches: readonly BatchFacts[],
  { from, death, next, end }: Lives,
): number | undefined {
  const later = begun(batches, next, end);
  if (!later.some(({ completed }) => completed !== undefined && completed.at < end)) return undefined;
  const got = received(fold, from, death, true);
  const own = begun(batches, from, death);
  const rerun = new Map(later.map((batch) => [batch.time, batch]));
  // what no log holds is gone, also where the driver's log says which batch gets it
  const isLogged = fold.logged !== undefined && fold.logged.at < death;
  let processed = 0;
  for (const batch of own) {
    const records = batch.allocated?.records ?? 0;
    const isDone = batch.completed !== undefined && batch.completed.at < death;
    if (isDone) processed += records;
    else if (isLogged) processed += Math.min(records, rerun.get(batch.time)?.submitted?.records ?? 0);
  }
  if (isLogged) {
    // the first batches of the next driver get the blocks that were in none yet
    const fresh = later.filter(({ allocated }) => allocated !== undefined && allocated.at < end);
    const last = fresh.reduce((latest, { allocated }) => Math.max(latest, allocated!.at), next);
    processed += Math.max(0, sum(fresh, ({ allocated }) => allocated!.records) - received(fold, next, last, false));
  }
  return Math.max(0, got - processed);
}

/** Records in blocks that were stored between two events, and on request those that were to become one. */
function received({ streams }: TimelineFold, from: number, to: number, isWithRest: boolean): number {
  return sum(streams, ({ blocks, arrivals }) => {
    const stored = blocks.filter(({ at }) => at >= from && at < to);
    const last = stored.at(-1)?.at ?? from;
    const rest = isWithRest ? arrivals.filter(({ at }) => at > last && at < to).length : 0;
    return sum(stored, ({ records }) => records) + rest;
  });
}

function sum<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((total, each) => total + of(each), 0);
}
