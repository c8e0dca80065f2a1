import { type Column, columnOf, type PackedRecords, sizeOfColumn } from "../../storage/packed-records.ts";
import { estimateSize } from "../../storage/size-estimator.ts";
import { KeyIds } from "../key-ids.ts";

/** Keys without a state take room; from so many on, and when they are the most, the others get new numbers. */
const FEW = 1024;

/**
 * The states of a partition's keys after a batch, by the keys' numbers. Batch after batch goes on with the same numbers: a key that has its state once
 * need not be looked up again. The numbers may also be those of keys that came later, or never got a state.
 */
export class StatePairs implements PackedRecords {
  readonly ids: KeyIds;
  /** The states by number; keys with larger numbers have none. */
  readonly states: Column;
  /** 1 for each number whose key has no state; undefined when all have one. */
  readonly gone: Uint8Array | undefined;
  readonly size: number;
  /** Are all states primitive values? */
  readonly unchangeable: boolean;

  private constructor(ids: KeyIds, states: unknown[], gone: Uint8Array | undefined, size: number) {
    const column = columnOf(states);
    this.ids = ids;
    this.states = column ?? states;
    this.unchangeable = column !== undefined;
    this.gone = gone;
    this.size = size;
  }

  /** `states` has one for each number, undefined where there is none, and `size` of them in all. It is taken, not copied. */
  static of(ids: KeyIds, states: unknown[], size: number): StatePairs {
    if (size === states.length) return new StatePairs(ids, states, undefined, size);
    if (states.length > FEW && size < states.length / 2) return renumbered(ids, states, size);
    const gone = new Uint8Array(states.length);
    for (let id = 0; id < states.length; id++) {
      if (states[id] !== undefined) continue;
      gone[id] = 1;
      states[id] = 0;
    }
    return new StatePairs(ids, states, gone, size);
  }

  /** The first state of each key among the pairs. */
  static firstOf(lists: readonly (readonly (readonly [unknown, unknown])[])[]): StatePairs {
    const ids = new KeyIds();
    const states: unknown[] = [];
    for (const list of lists) {
      for (let i = 0; i < list.length; i++) {
        const pair = list[i]!;
        if (ids.of(pair[0]) === states.length) states.push(pair[1]);
      }
    }
    return new StatePairs(ids, states, undefined, states.length);
  }

  has(id: number): boolean {
    return id < this.states.length && (this.gone === undefined || this.gone[id] === 0);
  }

  get bytes(): number {
    // the keys are shared with the batches before and after this one, and counted in each, as Spark does
    return estimateSize(this.ids.keys) + sizeOfColumn(this.states) + (this.gone?.length ?? 0);
  }

  each(sink: (record: unknown) => void): void {
    const { ids, states, gone } = this;
    const { keys } = ids;
    if (gone === undefined) for (let id = 0; id < states.length; id++) sink([keys[id], states[id]]);
    else for (let id = 0; id < states.length; id++) if (gone[id] === 0) sink([keys[id], states[id]]);
  }

  toArray(): unknown[] {
    const records: unknown[] = [];
    this.each((record) => {
      records.push(record);
    });
    return records;
  }
}

function renumbered(before: KeyIds, states: readonly unknown[], size: number): StatePairs {
  const ids = new KeyIds();
  const left: unknown[] = [];
  for (let id = 0; id < states.length; id++) {
    if (states[id] === undefined) continue;
    ids.of(before.keys[id]);
    left.push(states[id]);
  }
  return StatePairs.of(ids, left, size);
}
