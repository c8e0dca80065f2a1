import { type Column, columnOf, eachOf, Fields, sizeOfColumn, valuesOf } from "../../storage/column.ts";
import type { BlockContent, PackedRecords } from "../../storage/packed-records.ts";
import { estimateSize } from "../../storage/size-estimator.ts";
import { identity } from "../engine-functions.ts";
import type { KeySpace } from "./key-space.ts";

/** Pairs with different keys, packed: the keys as numbers of a space that other blocks share. */
export class NumberedPairs implements PackedRecords {
  readonly space: KeySpace;
  /** The numbers of the keys, in the order of the pairs. */
  readonly numbers: Int32Array;
  readonly values: Column;
  readonly bytes: number;

  constructor(space: KeySpace, numbers: Int32Array, values: Column, bytes: number) {
    this.space = space;
    this.numbers = numbers;
    this.values = values;
    this.bytes = bytes;
  }

  get size(): number {
    return this.numbers.length;
  }

  each(sink: (record: unknown) => void): void {
    const { numbers, values } = this;
    const { keys } = this.space;
    let i = 0;
    eachOf(values, (value) => {
      sink([keys[numbers[i++]!], value]);
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

/** Values by keys, in the order in which these came: in numbers of a space. */
export class ValuesByNumber {
  readonly space: KeySpace;
  readonly numbers: number[] = [];
  readonly values: unknown[] = [];
  /** Where the value of a number is; it counts only if the number is there (`numbers[place]`). */
  readonly places: Int32Array;
  readonly #knownBefore: number;

  /** Of values that are needed at the same time each has another `index`. All keys together are at most `keys` more than are known. */
  constructor(space: KeySpace, index: number, keys: number) {
    this.space = space;
    this.#knownBefore = space.keys.length;
    this.places = space.scratch(index, this.#knownBefore + keys);
  }

  /** Where the value of a number is; -1 if it has none. */
  placeOf(number: number): number {
    const place = this.places[number]!;
    return place >= 0 && place < this.numbers.length && this.numbers[place] === number ? place : -1;
  }

  /** Takes in the pairs of a block: `own` makes of a key's first value, which others have, too, what is kept; `merge` adds the next one to it. */
  add(block: BlockContent, own: (value: unknown) => unknown, merge: (kept: unknown, value: unknown) => unknown): void {
    if (!(block instanceof NumberedPairs)) {
      const put = (pair: unknown) => {
        const [key, value] = pair as readonly [unknown, unknown];
        this.#put(this.space.of(key), value, own, merge);
      };
      if (Array.isArray(block)) for (let i = 0; i < block.length; i++) put(block[i]);
      else (block as PackedRecords).each(put);
      return;
    }
    const { numbers: given } = block;
    const added = block.values instanceof Fields ? valuesOf(block.values) : block.values;
    // records that were made just now are nobody else's
    const ours = block.values instanceof Fields ? identity : own;
    if (block.space !== this.space) {
      const { keys } = block.space;
      for (let i = 0; i < given.length; i++) this.#put(this.space.of(keys[given[i]!]), added[i], ours, merge);
      return;
    }
    const { numbers, values, places } = this;
    for (let i = 0; i < given.length; i++) {
      const number = given[i]!;
      const place = places[number]!;
      if (place >= 0 && place < numbers.length && numbers[place] === number) {
        values[place] = merge(values[place], added[i]);
      } else {
        places[number] = numbers.push(number) - 1;
        values.push(ours(added[i]));
      }
    }
  }

  #put(
    number: number,
    value: unknown,
    own: (value: unknown) => unknown,
    merge: (kept: unknown, value: unknown) => unknown,
  ): void {
    const place = this.placeOf(number);
    if (place >= 0) {
      this.values[place] = merge(this.values[place], value);
    } else {
      this.places[number] = this.numbers.push(number) - 1;
      this.values.push(own(value));
    }
  }

  each(sink: (pair: [unknown, unknown]) => void): void {
    const { numbers, values } = this;
    const { keys } = this.space;
    for (let i = 0; i < numbers.length; i++) sink([keys[numbers[i]!], values[i]]);
  }

  /** Drops the pairs for which `f` does not hold. Nothing can be looked up after that. */
  keep(f: (pair: [unknown, unknown]) => boolean): void {
    const { numbers, values } = this;
    const { keys } = this.space;
    let kept = 0;
    for (let i = 0; i < numbers.length; i++) {
      if (!f([keys[numbers[i]!], values[i]])) continue;
      numbers[kept] = numbers[i]!;
      values[kept++] = values[i];
    }
    numbers.length = kept;
    values.length = kept;
  }

  /** Packed, for a block; as pairs where they have to be written out because a value could be changed. A key counts in the block that brought it. */
  content(serialized: boolean): BlockContent {
    const isOfObjects = typeof this.values[0] === "object" && this.values[0] !== null;
    const column = serialized || !isOfObjects ? columnOf(this.values) : undefined;
    if (column === undefined && serialized) {
      const pairs: unknown[] = [];
      this.each((pair) => {
        pairs.push(pair);
      });
      return pairs;
    }
    const values = column ?? this.values;
    const numbers = Int32Array.from(this.numbers);
    const newKeys = estimateSize(this.space.keys.slice(this.#knownBefore));
    return new NumberedPairs(this.space, numbers, values, numbers.byteLength + sizeOfColumn(values) + newKeys);
  }
}

/** How many pairs of these blocks have keys that a space may not know. */
export function foreignTo(space: KeySpace, blocks: readonly BlockContent[]): number {
  let pairs = 0;
  for (const block of blocks) {
    if (block instanceof NumberedPairs && block.space === space) continue;
    pairs += Array.isArray(block) ? block.length : (block as PackedRecords).size;
  }
  return pairs;
}

/** The newest of the spaces of these blocks, which are in the order in which they came; undefined if none of them has one. */
export function newestSpace(blocks: readonly BlockContent[]): KeySpace | undefined {
  for (let i = blocks.length - 1; i >= 0; i--) {
    const block = blocks[i]!;
    if (block instanceof NumberedPairs) return block.space;
  }
  return undefined;
}
