import { KeyIds } from "./key-ids.ts";

/** One value for each key; keys compare by value, also when they are tuples or objects, and keep the order in which they came. */
export class KeyTable<K, V> {
  /** The keys' numbers, from 0 on. */
  readonly ids = new KeyIds();
  /** The values by their keys' numbers. A key is new when its number is as large as there are values: its value has to be pushed then. */
  readonly values: V[] = [];

  get keys(): readonly K[] {
    return this.ids.keys as readonly K[];
  }

  get(key: K): V | undefined {
    const id = this.ids.find(key);
    return id < 0 ? undefined : this.values[id];
  }

  set(key: K, value: V): void {
    this.values[this.ids.of(key)] = value;
  }

  toMap(): Map<K, V> {
    return new Map(this.keys.map((key, id) => [key, this.values[id]!]));
  }
}
