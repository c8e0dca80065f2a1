import { hashCode, sameKey, stringHash } from "./hash.ts";
import type { Pairs } from "./pairs.ts";
import { LONGEST_TEXT, TextTable } from "./text-table.ts";

/**
 * Numbers keys from 0 on in the order in which they come, equal ones alike, also tuples and objects. So what is kept for each key can be in
 * arrays by number, which takes less memory and time than an object for every key.
 */
export class KeyIds {
  /** The keys by their numbers. */
  readonly keys: unknown[];
  readonly #texts: TextTable;
  #plain: Map<unknown, number> | undefined;
  #objects: Map<number, number[]> | undefined;

  constructor(keys: unknown[] = []) {
    this.keys = keys;
    this.#texts = new TextTable(keys);
  }

  /** The numbers of keys of which no two are equal; the array is taken, not copied. */
  static ofDifferent(keys: unknown[]): KeyIds {
    const ids = new KeyIds(keys);
    ids.expect(keys.length);
    for (let id = 0; id < keys.length; id++) ids.#note(keys[id], id);
    return ids;
  }

  /** Makes room for so many texts, while there is none yet. */
  expect(texts: number): void {
    this.#texts.expect(texts);
  }

  /** The number of a key, given now if it has none yet. */
  of(key: unknown): number {
    if (typeof key === "string" && key.length <= LONGEST_TEXT) {
      const hash = stringHash(key);
      const known = this.#texts.find(key, hash);
      return known >= 0 ? known : this.#addText(key, hash);
    }
    if (typeof key !== "object" || key === null) return this.#plain?.get(key) ?? this.#addPlain(key);
    const hash = hashCode(key);
    const known = this.#findObject(key, hash);
    return known >= 0 ? known : this.#addObject(key, hash);
  }

  /** The number of a key; -1 if it has none. */
  find(key: unknown): number {
    if (typeof key === "string" && key.length <= LONGEST_TEXT) return this.#texts.find(key, stringHash(key));
    if (typeof key !== "object" || key === null) return this.#plain?.get(key) ?? -1;
    return this.#findObject(key, hashCode(key));
  }

  /** The numbers of the keys of pairs; -1 for those that have none. */
  findAll(pairs: Pairs): Int32Array {
    const found = new Int32Array(pairs.length);
    const texts = new Array<string>(pairs.length);
    const hashes = new Int32Array(pairs.length);
    for (let i = 0; i < pairs.length; i++) {
      const key = pairs[i]![0];
      if (typeof key !== "string" || key.length > LONGEST_TEXT) {
        for (let j = 0; j < pairs.length; j++) found[j] = this.find(pairs[j]![0]);
        return found;
      }
      texts[i] = key;
      hashes[i] = stringHash(key);
    }
    this.#texts.findAll(texts, hashes, found);
    return found;
  }

  #findObject(key: object, hash: number): number {
    return this.#objects?.get(hash)?.find((id) => sameKey(this.keys[id], key)) ?? -1;
  }

  #addText(key: string, hash: number): number {
    const id = this.keys.push(key) - 1;
    this.#texts.add(id, hash);
    return id;
  }

  #addPlain(key: unknown): number {
    const id = this.keys.push(key) - 1;
    this.#notePlain(key, id);
    return id;
  }

  #addObject(key: object, hash: number): number {
    const id = this.keys.push(key) - 1;
    this.#noteObject(hash, id);
    return id;
  }

  /** Makes a key findable that has its number. */
  #note(key: unknown, id: number): void {
    if (typeof key === "string" && key.length <= LONGEST_TEXT) this.#texts.add(id, stringHash(key));
    else if (typeof key !== "object" || key === null) this.#notePlain(key, id);
    else this.#noteObject(hashCode(key), id);
  }

  #notePlain(key: unknown, id: number): void {
    this.#plain ??= new Map();
    this.#plain.set(key, id);
  }

  #noteObject(hash: number, id: number): void {
    this.#objects ??= new Map();
    const alike = this.#objects.get(hash);
    if (alike === undefined) this.#objects.set(hash, [id]);
    else alike.push(id);
  }
}
