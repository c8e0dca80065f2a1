import { hashCode, sameKey } from "./hash.ts";

/** One key and what is kept for it; changed in place, which is cheaper than a get and a set for every record. */
export interface Cell<K, V> {
  readonly key: K;
  value: V;
}

/**
 * A table whose keys compare by value, also when they are tuples or objects. Keys keep the order in which they came. Plain keys
 * go to a Map as they are; only keys that are objects pay for hashing.
 */
export class KeyTable<K, V> {
  readonly #plain = new Map<K, Cell<K, V>>();
  #objects: Map<number, Cell<K, V>[]> | undefined;
  readonly #order: Cell<K, V>[] = [];

  get size(): number {
    return this.#order.length;
  }

  get(key: K): Cell<K, V> | undefined {
    if (typeof key !== "object" || key === null) return this.#plain.get(key);
    return this.#objects?.get(hashCode(key))?.find((cell) => sameKey(cell.key, key));
  }

  /** Adds a key that is not in the table yet. */
  add(key: K, value: V): Cell<K, V> {
    const cell: Cell<K, V> = { key, value };
    this.#order.push(cell);
    if (typeof key !== "object" || key === null) {
      this.#plain.set(key, cell);
      return cell;
    }
    this.#objects ??= new Map();
    const hash = hashCode(key);
    const bucket = this.#objects.get(hash);
    if (bucket === undefined) this.#objects.set(hash, [cell]);
    else bucket.push(cell);
    return cell;
  }

  /** All cells, in the order in which their keys came. */
  cells(): readonly Cell<K, V>[] {
    return this.#order;
  }
}
