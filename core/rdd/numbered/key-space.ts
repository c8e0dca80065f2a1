import { KeyIds } from "../key-ids.ts";

/** So many keys more than ever are in use at a time are nothing to tidy up for. */
const FEW = 1024;

/**
 * Numbers of keys that the blocks of several batches share. What stands under the same number in all of them can be brought together without a look
 * at the keys. Numbers are never taken back: once most keys are out of use, the next batch begins a new space (`isOutgrown`).
 */
export class KeySpace {
  readonly #ids = new KeyIds();
  readonly #scratch: Int32Array[] = [];
  #inUse = FEW;

  /** The keys by their numbers. */
  get keys(): readonly unknown[] {
    return this.#ids.keys;
  }

  /** The number of a key, given now if it has none yet. */
  of(key: unknown): number {
    const known = this.#ids.find(key);
    return known >= 0 ? known : this.#ids.of(ownText(key));
  }

  /** Tells that so many keys were in use at once. */
  used(keys: number): void {
    if (keys > this.#inUse) this.#inUse = keys;
  }

  /** Are most keys ones that nobody uses any more? */
  get isOutgrown(): boolean {
    return this.keys.length > 2 * this.#inUse;
  }

  /** One of some arrays with room for `numbers` numbers at least. Anything may be in it, also before each next use. */
  scratch(index: number, numbers: number): Int32Array {
    const known = this.#scratch[index];
    if (known !== undefined && known.length >= numbers) return known;
    const made = new Int32Array(2 * numbers);
    this.#scratch[index] = made;
    return made;
  }
}

/**
 * A copy of a text. Keys stay here for long: what they were cut out of must not stay with them, and they are found faster when they lie side by side
 * than scattered among the records that they came with.
 */
function ownText(key: unknown): unknown {
  return typeof key === "string" ? ` ${key}`.slice(1) : key;
}

/** The spaces of a stream's keys, one for each partition, from batch to batch. */
class KeySpaces {
  readonly #current: KeySpace[] = [];

  of(partition: number): KeySpace {
    const known = this.#current[partition];
    if (known !== undefined && !known.isOutgrown) return known;
    const made = new KeySpace();
    this.#current[partition] = made;
    return made;
  }
}

/** By who has them. They are no part of it: where it travels to, they do not go along. */
const spaces = new WeakMap<object, KeySpaces>();

/** From now on the keys of `kind`, an RDD's, have the numbers that those of other RDDs of `stream` have. */
export function shareKeySpaces(kind: object, stream: object): void {
  let shared = spaces.get(stream);
  if (shared === undefined) {
    shared = new KeySpaces();
    spaces.set(stream, shared);
  }
  spaces.set(kind, shared);
}

/** The numbers for the keys of a partition; undefined where they are not shared. */
export function keySpaceOf(kind: object, partition: number): KeySpace | undefined {
  return spaces.get(kind)?.of(partition);
}
