import { hashCode, sameKey } from "./hash.ts";

/**
 * Numbers keys from 0 on in the order in which they come, equal ones alike, also tuples and objects. So what is kept for each key can be in
 * arrays by number, which takes less memory and time than an object for every key.
 */
export class KeyIds {
  /** The keys by their numbers. */
  readonly keys: unknown[] = [];
  readonly #plain = new Map<unknown, number>();
  #objects: Map<number, number[]> | undefined;

  /** The number of a key, given now if it has none yet. */
  of(key: unknown): number {
    if (typeof key !== "object" || key === null) {
      const known = this.#plain.get(key);
      if (known !== undefined) return known;
      const id = this.keys.push(key) - 1;
      this.#plain.set(key, id);
      return id;
    }
    const found = this.#findObject(key);
    return found >= 0 ? found : this.#addObject(key);
  }

  /** The number of a key; -1 if it has none. */
  find(key: unknown): number {
    if (typeof key !== "object" || key === null) return this.#plain.get(key) ?? -1;
    return this.#findObject(key);
  }

  #findObject(key: object): number {
    return this.#objects?.get(hashCode(key))?.find((id) => sameKey(this.keys[id], key)) ?? -1;
  }

  #addObject(key: object): number {
    const id = this.keys.push(key) - 1;
    this.#objects ??= new Map();
    const hash = hashCode(key);
    const alike = this.#objects.get(hash);
    if (alike === undefined) this.#objects.set(hash, [id]);
    else alike.push(id);
    return id;
  }
}
