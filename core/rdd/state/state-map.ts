import { ESTIMATED_SIZE, estimateSize, type KnownSize } from "../../storage/size-estimator.ts";
import { KeyIds } from "../key-ids.ts";
import { Delta } from "./delta.ts";

/** Keys that have a state no more take room; when they are the most, and so many at least, the others get new numbers. */
const FEW = 1024;

/** Takes a key, its state and the time of its last record. */
export type StateSink<K, S> = (key: K, state: S, time: number) => void;

/**
 * The states of a partition's keys after a batch. A copy shares all that there is with its original and keeps what is changed to itself, so that a batch
 * costs what it touches; where the chain of changes has become long, it is made short again when it is written out. Spark: `OpenHashMapBasedStateMap`.
 */
export class StateMap<K, S> implements KnownSize {
  /** The numbers of all keys that ever had a state in this chain, and of other chains' that began with the same links. */
  #ids: KeyIds;
  /** The links before the last, the oldest first. */
  #parents: readonly Delta[];
  #delta: Delta;
  /** From so many parents on they become one. */
  readonly #threshold: number;

  /** An empty one; `spark.streaming.sessionByKey.deltaChainThreshold` is the threshold. */
  constructor(threshold: number, ids = new KeyIds(), parents: readonly Delta[] = []) {
    this.#threshold = threshold;
    this.#ids = ids;
    this.#parents = parents;
    // batches are much alike; the first one has all that there is
    this.#delta = new Delta(parents.length > 1 ? parents.at(-1)!.size : 0);
  }

  /** A map of different keys, with their states and the times of their last records; the arrays are taken, not copied. */
  static of<K, S>(threshold: number, keys: K[], states: S[], times: number[]): StateMap<K, S> {
    const map = new StateMap<K, S>(threshold, KeyIds.ofDifferent(keys));
    map.#delta = new Delta(0, states, times);
    return map;
  }

  /** A map that can be changed without changing this one. Only the copy may be changed from now on. */
  copy(): StateMap<K, S> {
    return new StateMap<K, S>(this.#threshold, this.#ids, [...this.#parents, this.#delta]);
  }

  /** How many keys have a number, with those that have no state any more. */
  get numbers(): number {
    return this.#ids.keys.length;
  }

  get deltaChainLength(): number {
    return this.#parents.length;
  }

  get shouldCompact(): boolean {
    return this.deltaChainLength >= this.#threshold;
  }

  get deltaChainThreshold(): number {
    return this.#threshold;
  }

  // ── one key ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Looks for a key: tells whether it has a state, and `foundState` is that. Two answers, and no object for them. */
  look(key: K): boolean {
    return this.lookAt(this.#ids.find(key));
  }

  /** The numbers of many keys, for `lookAt`; -1 for those that have none. */
  numbersOf(pairs: readonly (readonly [K, unknown])[]): Int32Array {
    return this.#ids.findAll(pairs);
  }

  /** The same as `look`, for a key whose number is known. */
  lookAt(id: number): boolean {
    this.#lookedFor = id;
    this.foundState = undefined;
    return id >= 0 && this.#lookIn(id);
  }

  #lookedFor = -1;
  /** The state of the key that was looked for last. */
  foundState: S | undefined = undefined;

  #lookIn(id: number): boolean {
    const oldest = this.#parents[0];
    if (oldest === undefined) return this.#take(this.#delta, id) === true;
    if (oldest.isTouched(id)) {
      const own = this.#take(this.#delta, id);
      if (own !== undefined) return own;
      for (let link = this.#parents.length - 1; link > 0; link--) {
        const taken = this.#take(this.#parents[link]!, id);
        if (taken !== undefined) return taken;
      }
    }
    return this.#take(oldest, id) === true;
  }

  /** Takes the state out of a link: false when it is deleted there, undefined when it is not there. */
  #take(delta: Delta, id: number): boolean | undefined {
    const at = delta.find(id);
    if (at < 0) return undefined;
    if (delta.isDeleted(at)) return false;
    this.foundState = delta.states[at] as S;
    return true;
  }

  get(key: K): S | undefined {
    return this.look(key) ? this.foundState : undefined;
  }

  has(key: K): boolean {
    return this.look(key);
  }

  put(key: K, state: S, time: number): void {
    this.#put(this.#ids.of(key), state, time);
  }

  #put(id: number, state: S, time: number): void {
    this.#parents[0]?.touch(id);
    this.#delta.put(id, state, time);
  }

  remove(key: K): void {
    const id = this.#ids.find(key);
    if (id < 0 || !this.#lookIn(id)) return;
    this.#parents[0]?.touch(id);
    this.#delta.delete(id, this.foundState);
  }

  /** `put` and `remove` for the key that was looked for last. */
  putFound(key: K, state: S, time: number): void {
    if (this.#lookedFor < 0) this.put(key, state, time);
    else this.#put(this.#lookedFor, state, time);
  }

  // ── all keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** All states: those that lie longest unchanged first. */
  each(sink: StateSink<K, S>): void {
    this.#eachOlder(Number.POSITIVE_INFINITY, sink);
  }

  /** The states whose keys had their last record before `time`. Meanwhile these may be removed. */
  eachOlderThan(time: number, sink: StateSink<K, S>): void {
    this.#eachOlder(time, sink);
  }

  /** All keys with their states and times, in the order of `each`. */
  lists(): { readonly keys: readonly K[]; readonly states: readonly S[]; readonly times: Float64Array } {
    const { keys: all } = this.#ids;
    const keys = new Array<K>(all.length);
    const states = new Array<S>(all.length);
    const times = new Float64Array(all.length);
    const links = [...this.#parents, this.#delta];
    const newest = newestLinks(links, all.length);
    let size = 0;
    for (let link = 0; link < links.length; link++) {
      const delta = links[link]!;
      for (let at = 0, end = delta.size; at < end; at++) {
        const id = delta.idAt(at);
        if (newest[id] !== link || delta.isDeleted(at)) continue;
        keys[size] = all[id] as K;
        states[size] = delta.states[at] as S;
        times[size++] = delta.times[at]!;
      }
    }
    keys.length = size;
    states.length = size;
    return { keys, states, times: times.subarray(0, size) };
  }

  #eachOlder(limit: number, sink: StateSink<K, S>): void {
    const links = [...this.#parents, this.#delta];
    const newest = newestLinks(links, this.#ids.keys.length);
    for (let link = 0; link < links.length; link++) {
      const delta = links[link]!;
      const { states, times } = delta;
      for (let at = 0, size = delta.size; at < size; at++) {
        const id = delta.idAt(at);
        // a deleted one has the time NaN, which is before nothing
        if (newest[id] === link && times[at]! < limit) sink(this.#ids.keys[id] as K, states[at] as S, times[at]!);
      }
    }
  }

  /** How many links there are is told by `deltaChainLength`; this makes one of all but the last when there are too many. */
  compact(): void {
    if (!this.shouldCompact) return;
    const own = this.#delta;
    const parents = new StateMap<K, S>(this.#threshold, this.#ids, this.#parents);
    let base = new Delta();
    let ids = this.#ids;
    const newest = newestLinks(this.#parents, ids.keys.length);
    let live = 0;
    for (let link = 0; link < this.#parents.length; link++) {
      const parent = this.#parents[link]!;
      for (let at = 0; at < parent.size; at++) if (newest[parent.idAt(at)] === link && !parent.isDeleted(at)) live++;
    }
    if (live < ids.keys.length / 2 && ids.keys.length > FEW) {
      const left = new KeyIds();
      parents.each((key, state, time) => base.put(left.of(key), state, time));
      const delta = new Delta();
      for (let at = 0; at < own.size; at++) {
        // what was deleted since the parents' time has to stay deleted
        const key = ids.keys[own.idAt(at)];
        if (!own.isDeleted(at)) delta.put(left.of(key), own.states[at], own.times[at]!);
        else if (left.find(key) >= 0) delta.delete(left.of(key), own.states[at]);
      }
      ids = left;
      this.#delta = delta;
    } else {
      base = this.#inOrder(newest);
    }
    this.#ids = ids;
    this.#parents = [base];
    for (let at = 0; at < this.#delta.size; at++) base.touch(this.#delta.idAt(at));
  }

  /** The parents' states by their numbers: so each is at its own place, and no table is needed. */
  #inOrder(newest: Int32Array): Delta {
    const places = new Int32Array(newest.length);
    for (let link = 0; link < this.#parents.length; link++) {
      const delta = this.#parents[link]!;
      for (let at = 0; at < delta.size; at++) if (newest[delta.idAt(at)] === link) places[delta.idAt(at)] = at;
    }
    const states = new Array<unknown>(newest.length);
    const times = new Array<number>(newest.length);
    const deleted: number[] = [];
    for (let id = 0; id < newest.length; id++) {
      const parent = this.#parents[newest[id]!];
      const at = places[id]!;
      states[id] = parent === undefined ? 0 : parent.states[at];
      times[id] = parent === undefined ? Number.NaN : parent.times[at]!;
      if (Number.isNaN(times[id])) deleted.push(id);
    }
    const base = new Delta(0, states, times);
    for (const id of deleted) base.delete(id, states[id]);
    return base;
  }

  get [ESTIMATED_SIZE](): number {
    let bytes = estimateSize(this.#ids.keys) + this.#delta.bytes;
    for (const delta of this.#parents) bytes += delta.bytes;
    return bytes;
  }
}

/** For each number the newest link that has it; -1 for none. */
function newestLinks(links: readonly Delta[], numbers: number): Int32Array {
  const newest = new Int32Array(numbers).fill(-1);
  for (let link = 0; link < links.length; link++) {
    const delta = links[link]!;
    for (let at = 0; at < delta.size; at++) newest[delta.idAt(at)] = link;
  }
  return newest;
}
