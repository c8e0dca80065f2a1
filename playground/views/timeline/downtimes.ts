import { lastBefore } from "../search.ts";
import type { StartFact, TimelineFold } from "./fold.ts";

/** The time in which no driver makes batches, since one has died. Times in milliseconds. */
export interface Downtime {
  /** The event of its death. */
  readonly at: number;
  /** When it died. */
  readonly since: number;
  /** When another one started its streams; undefined: none has. */
  readonly until: number | undefined;
  /** The batches that were due in it; undefined: none was. */
  readonly due: { readonly first: number; readonly last: number; readonly count: number } | undefined;
  /** `late`: a driver that went on from a checkpoint has made them. `never`: the next one began anew, and they do not exist. `open`: there is none yet. */
  readonly batches: "late" | "never" | "open";
  /** Of the batches that the dead driver made, and from which time on it counted them. */
  readonly batchInterval: number;
  readonly zeroTime: number;
}

/** Each time in which no driver made batches, oldest first, up to `position`; of the last one as much as is past at `now`. */
export function downtimesAt(fold: TimelineFold, position: number, now: number): Downtime[] {
  const starts = fold.starts.filter(({ at }) => at < position);
  const downtimes: Downtime[] = [];
  let fault = 0;
  starts.forEach((start, index) => {
    const next = starts[index + 1];
    const end = next?.at ?? position;
    while (fault < fold.faults.length && fold.faults[fault]!.at < start.at) fault++;
    let death = fold.faults[fault];
    while (death !== undefined && death.event.kind !== "driver-died") death = fold.faults[++fault];
    if (death === undefined || death.at >= end || hasStopped(fold, start.at, death.at)) return;
    const [since, until] = [fold.timeAt(death.at + 1), next && fold.timeAt(next.at + 1)];
    downtimes.push({
      at: death.at,
      since,
      until,
      due: dueBetween(start, since, until ?? now),
      batches: next === undefined ? "open" : wentOn(fold, next, starts[index + 2]?.at ?? position) ? "late" : "never",
      batchInterval: start.batchInterval,
      zeroTime: start.zeroTime,
    });
  });
  return downtimes;
}

/** The batch times from `from` up to and with `to`. */
function dueBetween({ zeroTime, batchInterval }: StartFact, from: number, to: number): Downtime["due"] {
  const first = zeroTime + Math.ceil((from - zeroTime) / batchInterval) * batchInterval;
  const last = zeroTime + Math.floor((to - zeroTime) / batchInterval) * batchInterval;
  if (!(last >= first)) return undefined;
  return { first, last, count: Math.round((last - first) / batchInterval) + 1 };
}

/** Did the streams that were started at one event stop before another? Then no batch was due. */
function hasStopped({ states }: TimelineFold, from: number, to: number): boolean {
  const last = lastBefore(states, to);
  return last?.state === "STOPPED" && last.at > from;
}

/** Did the driver that started its streams at an event go on from a checkpoint, as far as is known at another? */
function wentOn({ recoveries }: TimelineFold, { at: from }: StartFact, to: number): boolean {
  return (lastBefore(recoveries, to)?.at ?? -1) > from;
}
