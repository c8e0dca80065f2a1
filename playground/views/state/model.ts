import type { TimelineFold } from "../timeline/fold.ts";
import type { Row } from "../timeline/model.ts";
import {
  type ChangeFact,
  isThere,
  type KeyFacts,
  type PartitionFact,
  type StateFacts,
  type StateFold,
} from "./fold.ts";

export type KeyChange = "added" | "changed" | "removed" | "timed-out" | "same";

/** A mark on a key's life line. */
export interface LifeMark {
  readonly time: number;
  readonly kind: "first" | "update" | "end";
  readonly state: string | undefined;
}

/** From one batch to another a key has a state. */
export interface LifeSpan {
  readonly from: number;
  readonly to: number;
  /** From here on it is idle for longer than the timeout; `to` or later: it is not. */
  readonly idleFrom: number;
}

export interface KeyRow {
  readonly key: string;
  readonly partition: number;
  /** What the batch at hand did to it. */
  readonly change: KeyChange;
  /** The state after the batch; of one that is gone, the last. */
  readonly state: string | undefined;
  /** The state before the batch, where that was another. */
  readonly before: string | undefined;
  /** How many batches have set it, since it was added. */
  readonly version: number;
  /** The last batch that did; undefined: one before the trace. */
  readonly lastUpdate: number | undefined;
  readonly idle: number | undefined;
  /** So many changes came before those of the marks. */
  readonly earlier: number;
  readonly marks: readonly LifeMark[];
  readonly spans: readonly LifeSpan[];
}

export interface StateBatch {
  readonly time: number;
  readonly keys: number;
  readonly calls: number;
}

/** The states of one stream after one batch. */
export interface StateModel {
  readonly owner: Row;
  readonly time: number;
  readonly timeout: number | undefined;
  /** How often the states are checkpointed, which is also when timeouts are looked for. */
  readonly checkpoint: number | undefined;
  readonly partitions: number;
  /** Whether all of the batch's partitions have been computed. */
  readonly complete: boolean;
  readonly counts: Readonly<Record<KeyChange, number>>;
  /** How many keys have a state; of so many the trace has told: `known`. */
  readonly keys: number;
  readonly known: number;
  readonly rows: readonly KeyRow[];
  /** The batches up to this one. */
  readonly batches: readonly StateBatch[];
}

/** Streams that keep states, each by the first that the user declared of it. */
export function stateOwners(rows: readonly Row[]): Row[] {
  const seen = new Set<number>();
  return rows.filter(({ state }) => {
    if (state === undefined || seen.has(state.dstream)) return false;
    seen.add(state.dstream);
    return true;
  });
}

/** The states of `owner` after the batch at `time`, as far as the trace tells of them up to `position`. */
export function statesAt(
  timeline: TimelineFold,
  fold: StateFold,
  owner: Row,
  time: number,
  position: number,
): StateModel {
  const facts = fold.states.get(owner.state!.dstream);
  const timeout = owner.state!.timeout;
  const kept = timeline.streaming?.kept.find((each) => each.dstream === owner.dstream);
  const batches = batchesUpTo(facts, time, position);
  const now = facts?.batches.get(time)?.filter((fact) => fact.at < position) ?? [];
  const rows = [...(facts?.keys.values() ?? [])]
    .map((key) => keyRow(key, time, position, timeout))
    .filter((row) => row !== undefined)
    .sort((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const partitions = Math.max(0, ...[...(facts?.batches.values() ?? [])].map((batch) => batch.length));
  const there = rows.filter((row) => row.change !== "removed" && row.change !== "timed-out").length;
  const keys = sum(now, "keys");
  const counts = {
    added: sum(now, "added"),
    changed: sum(now, "updated"),
    removed: sum(now, "removed"),
    "timed-out": sum(now, "timedOut"),
    same: Math.max(0, keys - sum(now, "added") - sum(now, "updated")),
  };
  return {
    owner,
    time,
    timeout,
    checkpoint: kept?.checkpoint,
    partitions,
    complete: now.length > 0 && now.length >= partitions,
    counts,
    keys,
    known: there,
    rows,
    batches,
  };
}

const ORDER: readonly KeyChange[] = ["added", "changed", "removed", "timed-out", "same"];

function sum(facts: readonly PartitionFact[], field: Exclude<keyof PartitionFact, "at" | "partition">): number {
  return facts.reduce((all, fact) => all + fact[field], 0);
}

/** So many of the latest batches, and of the latest changes of a key, are looked at: what is drawn needs no more. */
const LOOKED_AT = 64;

function batchesUpTo(facts: StateFacts | undefined, time: number, position: number): StateBatch[] {
  const times = [...(facts?.batches.keys() ?? [])].filter((each) => each <= time).slice(-LOOKED_AT);
  return times
    .map((at) => ({ time: at, partitions: facts!.batches.get(at)!.filter((fact) => fact.at < position) }))
    .filter((batch) => batch.partitions.length > 0)
    .sort((a, b) => a.time - b.time)
    .map(({ time: at, partitions }) => ({ time: at, keys: sum(partitions, "keys"), calls: sum(partitions, "calls") }));
}

/** A key as it is after the batch at `time`; undefined when it has no state then, and had none before the batch. */
function keyRow(facts: KeyFacts, time: number, position: number, timeout: number | undefined): KeyRow | undefined {
  const end = facts.changes.findLastIndex((change) => change.at < position && change.time <= time) + 1;
  const earlier = Math.max(0, end - LOOKED_AT);
  const changes = facts.changes.slice(earlier, end);
  const last = changes.at(-1);
  if (last === undefined || (!isThere(last) && last.time !== time)) return undefined;
  const previous = changes.findLast((change) => change.time < time);
  const state = isThere(last) ? last.state : (last.state ?? previous?.state);
  const lastUpdate = changes.findLast((change) => isSet(change) && change.time >= last.since)?.time;
  return {
    key: facts.key,
    partition: facts.partition,
    change: last.time === time ? changeOf(last) : "same",
    state,
    before: isThere(previous) && isThere(last) && previous!.state !== state ? previous!.state : undefined,
    version: last.version,
    lastUpdate,
    idle: lastUpdate === undefined ? undefined : time - lastUpdate,
    earlier,
    marks: changes.map((change) => ({
      time: change.time,
      kind: isThere(change) ? (change.change === "updated" ? "update" : "first") : "end",
      state: change.state,
    })),
    spans: spansOf(changes, time, timeout),
  };
}

function isSet({ change }: ChangeFact): boolean {
  return change === "added" || change === "updated";
}

function changeOf({ change }: ChangeFact): KeyChange {
  return change === "updated" ? "changed" : change === "kept" ? "same" : change;
}

function spansOf(changes: readonly ChangeFact[], time: number, timeout: number | undefined): LifeSpan[] {
  const spans: LifeSpan[] = [];
  let from: number | undefined;
  let touched = 0;
  const end = (to: number): void => {
    if (from !== undefined) spans.push({ from, to, idleFrom: timeout === undefined ? Infinity : touched + timeout });
    from = undefined;
  };
  for (const change of changes) {
    if (isThere(change)) {
      from ??= change.since;
      touched = change.time;
    } else {
      end(change.time);
    }
  }
  end(time);
  return spans;
}

/** By how much a number has grown; undefined where states are no numbers. */
export function difference(before: string | undefined, after: string | undefined): number | undefined {
  if (after === undefined || after.trim() === "") return undefined;
  const [from, to] = [before === undefined ? 0 : Number(before), Number(after)];
  return Number.isFinite(from) && Number.isFinite(to) ? Number((to - from).toPrecision(12)) : undefined;
}

/** The next time, from `time` on, at which idle keys are looked for. */
export function nextTimeoutCheck(time: number, zeroTime: number, checkpoint: number | undefined): number | undefined {
  return checkpoint === undefined ? undefined : zeroTime + Math.ceil((time - zeroTime) / checkpoint) * checkpoint;
}
