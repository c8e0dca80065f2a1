import { type Column, columnOf, eachOf, Fields, sizeOfColumn, valuesOf } from "../../storage/column.ts";
import { type BlockContent, isPacked, type PackedRecords, recordsOfBlock } from "../../storage/packed-records.ts";
import { estimateSize } from "../../storage/size-estimator.ts";
import { KeyIds } from "../key-ids.ts";

/** Keys without a state take room; from so many on, and when they are the most, the others get new numbers. */
const FEW = 1024;

type Pairs = readonly (readonly [unknown, unknown])[];

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
  /** Can nobody change the states? Otherwise they are objects, as they are. */
  readonly unchangeable: boolean;

  private constructor(
    ids: KeyIds,
    states: Column,
    { gone, size, unchangeable }: Pick<StatePairs, "gone" | "size" | "unchangeable">,
  ) {
    this.ids = ids;
    this.states = states;
    this.gone = gone;
    this.size = size;
    this.unchangeable = unchangeable;
  }

  /**
   * `states` has one for each number, undefined where there is none, and `size` of them in all. It is taken, not copied; `apart` from who has made the
   * objects in it, if that is possible.
   */
  static of(ids: KeyIds, states: unknown[], size: number, apart: boolean): StatePairs {
    if (states.length > FEW && size < states.length / 2) return renumbered(ids, states, size, apart);
    const gone = size === states.length ? undefined : fillGaps(states);
    const column = apart || !isObject(states[0]) ? columnOf(states) : undefined;
    return new StatePairs(ids, column ?? states, { gone, size, unchangeable: column !== undefined });
  }

  /** The first state of each key among the pairs. */
  static firstOf(lists: readonly Pairs[]): StatePairs {
    const ids = new KeyIds();
    const states: unknown[] = [];
    for (const list of lists) {
      for (let i = 0; i < list.length; i++) {
        const pair = list[i]!;
        if (ids.of(pair[0]) === states.length) states.push(pair[1]);
      }
    }
    return StatePairs.of(ids, states, states.length, false);
  }

  /** The first state of each key in a block of pairs. */
  static in(content: BlockContent): StatePairs {
    if (content instanceof StatePairs) return content;
    const column = isPacked(content) ? content.column : undefined;
    if (!(column instanceof Fields) || column.shape !== 2)
      return StatePairs.firstOf([recordsOfBlock(content) as Pairs]);
    const [keys, states] = column.columns as readonly [Column, Column];
    const ids = new KeyIds();
    ids.expect(column.length);
    eachOf(keys, (key) => {
      ids.of(key);
    });
    if (ids.keys.length < column.length) return StatePairs.firstOf([valuesOf(column) as unknown as Pairs]);
    return new StatePairs(ids, states, { gone: undefined, size: column.length, unchangeable: true });
  }

  has(id: number): boolean {
    return id < this.states.length && (this.gone === undefined || this.gone[id] === 0);
  }

  get bytes(): number {
    // the keys are shared with the batches before and after this one, and counted in each, as Spark does
    return estimateSize(this.ids.keys) + sizeOfColumn(this.states) + (this.gone?.length ?? 0);
  }

  get column(): Column | undefined {
    if (!this.unchangeable) return undefined;
    const { gone, states } = this;
    const isThere = (_: unknown, id: number): boolean => gone?.[id] !== 1;
    const all = this.ids.keys.slice(0, states.length);
    const keys = columnOf(gone === undefined ? all : all.filter(isThere));
    const left = gone === undefined ? states : columnOf(valuesOf(states).filter(isThere));
    return keys && left && new Fields(2, [keys, left], this.size);
  }

  each(sink: (record: unknown) => void): void {
    const { gone, states } = this;
    const { keys } = this.ids;
    let id = 0;
    eachOf(states, (state) => {
      if (gone === undefined || gone[id] === 0) sink([keys[id], state]);
      id++;
    });
  }

  toArray(): unknown[] {
    const records: unknown[] = [];
    this.each((record) => {
      records.push(record);
    });
    return records;
  }
}

/** Puts something where there is no state, so that the others may be a column, and notes where. */
function fillGaps(states: unknown[]): Uint8Array {
  const gone = new Uint8Array(states.length);
  const filler = states.find((state) => state !== undefined);
  for (let id = 0; id < states.length; id++) {
    if (states[id] !== undefined) continue;
    gone[id] = 1;
    states[id] = filler;
  }
  return gone;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function renumbered(before: KeyIds, states: readonly unknown[], size: number, apart: boolean): StatePairs {
  const ids = new KeyIds();
  const left: unknown[] = [];
  for (let id = 0; id < states.length; id++) {
    if (states[id] === undefined) continue;
    ids.of(before.keys[id]);
    left.push(states[id]);
  }
  return StatePairs.of(ids, left, size, apart);
}
