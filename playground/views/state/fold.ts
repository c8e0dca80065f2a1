import type { StateChange, TraceEvent } from "../../../core/trace/events.ts";
import { count, isNumber, list, text } from "../checks.ts";

/** Changes that one event may bring. */
const KEPT_CHANGES = 10_000;

/** A fact is true from the event with this index on: it shows at every position greater than `at`. */
interface Fact {
  readonly at: number;
}

export interface ChangeFact extends Fact {
  /** The batch that did it. */
  readonly time: number;
  readonly change: StateChange["change"];
  readonly state: string | undefined;
  /** How many batches have set the state by then, since the key was added. */
  readonly version: number;
  /** The batch with which the key got the state that it has, or had. */
  readonly since: number;
}

/** What became of a key, in the order of time. */
export interface KeyFacts {
  readonly key: string;
  readonly partition: number;
  readonly changes: ChangeFact[];
}

/** What a batch did to the states of one partition. */
export interface PartitionFact extends Fact {
  readonly partition: number;
  readonly keys: number;
  readonly calls: number;
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly timedOut: number;
}

export interface StateFacts {
  readonly dstream: number;
  readonly keys: Map<string, KeyFacts>;
  /** By batch time, in the order in which the batches were computed. */
  readonly batches: Map<number, PartitionFact[]>;
}

const CHANGES: readonly unknown[] = ["added", "updated", "removed", "timed-out", "kept"];

/** What a trace says about states, folded event by event beside `TimelineFold`. */
export class StateFold {
  length = 0;
  /** By the stream that keeps them. */
  readonly states = new Map<number, StateFacts>();

  /** A new driver has begun, and has not been seen to go on from anything. */
  #forgets = false;

  append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      const at = this.length++;
      const known = event as TraceEvent | null | undefined;
      if (known?.kind === "driver-started") this.#forgets = true;
      else if (known?.kind === "driver-recovered") this.#forgets = false;
      if (known?.kind !== "states-changed") continue;
      if (!isNumber(known.dstream) || !isNumber(known.time) || !isNumber(known.partition)) continue;
      if (this.#forgets) this.#forget(at, known.time);
      const facts = this.#facts(known.dstream);
      const partitions = facts.batches.get(known.time) ?? [];
      // a partition that is computed again tells it again
      if (partitions.some(({ partition }) => partition === known.partition)) continue;
      facts.batches.set(known.time, partitions);
      partitions.push({
        at,
        partition: known.partition,
        keys: count(known.keys),
        calls: count(known.calls),
        added: count(known.added),
        updated: count(known.updated),
        removed: count(known.removed),
        timedOut: count(known.timedOut),
      });
      for (const change of list(known.changes).slice(0, KEPT_CHANGES))
        take(facts, change as StateChange, { at, time: known.time, partition: known.partition });
    }
  }

  /** A driver that did not go on from a checkpoint begins without states. */
  #forget(at: number, time: number): void {
    this.#forgets = false;
    for (const { keys } of this.states.values())
      for (const { changes } of keys.values()) {
        const last = changes.at(-1);
        if (last !== undefined && isThere(last)) changes.push({ ...last, at, time, change: "removed" });
      }
  }

  #facts(dstream: number): StateFacts {
    let facts = this.states.get(dstream);
    if (facts === undefined) {
      facts = { dstream, keys: new Map(), batches: new Map() };
      this.states.set(dstream, facts);
    }
    return facts;
  }
}

function take(
  facts: StateFacts,
  value: StateChange | null | undefined,
  { at, time, partition }: { readonly at: number; readonly time: number; readonly partition: number },
): void {
  if (!CHANGES.includes(value?.change)) return;
  const { change } = value!;
  const key = text(value!.key);
  let known = facts.keys.get(key);
  if (known === undefined) {
    known = { key, partition, changes: [] };
    facts.keys.set(key, known);
  } else if (change === "kept" && isThere(known.changes.at(-1))) {
    return; // told again, after a checkpoint
  }
  const before = known.changes.at(-1);
  const goesOn = before !== undefined && change !== "added" && change !== "kept";
  known.changes.push({
    at,
    time,
    change,
    state: value!.state === undefined ? undefined : text(value!.state),
    version: (goesOn ? before.version : 0) + (change === "added" || change === "updated" ? 1 : 0),
    since: goesOn ? before.since : time,
  });
}

/** Whether a key has a state after this change. */
export function isThere(change: ChangeFact | undefined): boolean {
  return change !== undefined && change.change !== "removed" && change.change !== "timed-out";
}
