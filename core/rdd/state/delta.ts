import { estimateSize } from "../../storage/size-estimator.ts";

/** Spreads numbers that lie close together. */
const GOLDEN = 0x9e3779b1;

/**
 * One link in the chain of a `StateMap`: what one batch changed. States and the times of their last record, by the numbers of keys; a deleted one has the
 * time NaN. Where all keys were new, or were brought together, each number is its own place in these lists, and no table is needed to find it.
 */
export class Delta {
  /** Undefined as long as each number is its own place. */
  #ids: number[] | undefined;
  readonly states: unknown[];
  readonly times: number[];
  /** Is there a deleted one? */
  #hasDeleted = false;
  /** Of the oldest link: a bit for each number that a later link may have. Bits that other chains have set do no harm. */
  #touched = new Int32Array(0);
  /** The places of numbers that are not their own places, plus one; an open table. */
  #slots = new Int32Array(0);
  #shift = 0;
  /** About so many there will be. */
  readonly #expected: number;

  constructor(expected = 0, states: unknown[] = [], times: number[] = []) {
    this.#expected = expected;
    this.states = states;
    this.times = times;
  }

  get size(): number {
    return this.states.length;
  }

  /** The number at a place. */
  idAt(at: number): number {
    return this.#ids === undefined ? at : this.#ids[at]!;
  }

  /** Where in the lists the key with this number is; -1 if it is not there. */
  find(id: number): number {
    const ids = this.#ids;
    if (ids === undefined) return id < this.states.length ? id : -1;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = Math.imul(id, GOLDEN) >>> this.#shift; ; slot = (slot + 1) & mask) {
      const at = slots[slot]! - 1;
      if (at < 0 || ids[at] === id) return at;
    }
  }

  isDeleted(at: number): boolean {
    return this.#hasDeleted && Number.isNaN(this.times[at]);
  }

  delete(id: number, state: unknown): void {
    this.put(id, state, Number.NaN);
  }

  /** A later link has this number. */
  touch(id: number): void {
    const word = id >>> 5;
    if (word >= this.#touched.length) {
      const larger = new Int32Array(Math.max(2 * word, this.states.length >>> 5, 16));
      larger.set(this.#touched);
      this.#touched = larger;
    }
    this.#touched[word]! |= 1 << (id & 31);
  }

  isTouched(id: number): boolean {
    const word = id >>> 5;
    return word < this.#touched.length && (this.#touched[word]! & (1 << (id & 31))) !== 0;
  }

  put(id: number, state: unknown, time: number): void {
    if (Number.isNaN(time)) this.#hasDeleted = true;
    const at = this.find(id);
    if (at >= 0) {
      this.states[at] = state;
      this.times[at] = time;
      return;
    }
    const end = this.states.push(state) - 1;
    this.times.push(time);
    if (this.#ids === undefined) {
      if (id === end) return;
      this.#ids = Array.from({ length: end }, (_, own) => own);
      this.#ids.push(id);
      this.#index(this.#ids);
      return;
    }
    this.#ids.push(id);
    if (this.#ids.length * 2 > this.#slots.length) this.#index(this.#ids);
    else this.#place(id, end);
  }

  #index(ids: readonly number[]): void {
    const bits = Math.max(6, 33 - Math.clz32(Math.max(ids.length, this.#expected)));
    this.#slots = new Int32Array(2 ** bits);
    this.#shift = 32 - bits;
    for (let at = 0; at < ids.length; at++) this.#place(ids[at]!, at);
  }

  #place(id: number, at: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = Math.imul(id, GOLDEN) >>> this.#shift;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = at + 1;
  }

  #measured = 0;
  #bytes = 0;

  /** In memory, by estimate. */
  get bytes(): number {
    if (this.#measured !== this.size) {
      this.#measured = this.size;
      const numbers = this.size + (this.#ids?.length ?? 0);
      this.#bytes = 8 * numbers + this.#slots.byteLength + estimateSize(this.states);
    }
    return this.#bytes;
  }
}
