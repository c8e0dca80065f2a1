import { hashCode, sameKey } from "./hash.ts";
import { ABSENT, CROWDED, LONGEST_TEXT, TextTable } from "./text-table.ts";

/**
 * Numbers keys from 0 on in the order in which they come, equal ones alike, also tuples and objects. So what is kept for each key can be in
 * arrays by number, which takes less memory and time than an object for every key.
 */
export class KeyIds {
  /** The keys by their numbers. */
  readonly keys: unknown[] = [];
  readonly #texts = new TextTable(this.keys);
  readonly #plain = new Map<unknown, number>();
  #objects: Map<number, number[]> | undefined;

  /** The number of a key, given now if it has none yet. */
  of(key: unknown): number {
    const known = this.find(key);
    return known >= 0 ? known : this.add(key);
  }

  /** The number of a key; -1 if it has none. */
  find(key: unknown): number {
    if (typeof key === "string" && key.length <= LONGEST_TEXT) {
      const id = this.#texts.find(key);
      return id === CROWDED ? (this.#plain.get(key) ?? ABSENT) : id;
    }
    if (typeof key !== "object" || key === null) return this.#plain.get(key) ?? ABSENT;
    return this.#objects?.get(hashCode(key))?.find((id) => sameKey(this.keys[id], key)) ?? ABSENT;
  }

  /** Gives a key that has none a number. */
  add(key: unknown): number {
    const id = this.keys.push(key) - 1;
    if (typeof key === "string" && key.length <= LONGEST_TEXT) {
      if (!this.#texts.add(key, id)) this.#plain.set(key, id);
    } else if (typeof key !== "object" || key === null) {
      this.#plain.set(key, id);
    } else {
      this.#addObject(hashCode(key), id);
    }
    return id;
  }

  #addObject(hash: number, id: number): void {
    this.#objects ??= new Map();
    const alike = this.#objects.get(hash);
    if (alike === undefined) this.#objects.set(hash, [id]);
    else alike.push(id);
  }
}
