/** Longer texts take longer to hash here than in a Map. */
export const LONGEST_TEXT = 64;

/** So far a text may lie from its place. */
const FARTHEST = 64;

/** Spreads hashes that lie close together. */
const GOLDEN = 0x9e3779b1;

/**
 * Finds the numbers of short texts. An open table over their Java hashes, with nothing but numbers in it: for keys as they come, each a text of
 * its own that nobody has looked up before, it takes about half of a Map's time. Where too many texts have the same hash, a Map helps out.
 */
export class TextTable {
  /** The texts by their numbers; other things may be among them. */
  readonly #texts: readonly unknown[];
  /** Numbers, from 1 on; 0 is a free slot. */
  #slots = new Int32Array(16);
  /** 32 less the number of bits in a slot's place. */
  #shift = 28;
  /** The hashes by the texts' numbers. */
  #hashes = new Int32Array(8);
  #size = 0;
  /** Texts that found no place near their own. */
  #crowded: Map<unknown, number> | undefined;

  constructor(texts: readonly unknown[]) {
    this.#texts = texts;
  }

  /** The number of a text with this hash; -1 if it has none. */
  find(text: string, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = Math.imul(hash, GOLDEN) >>> this.#shift;
    for (let far = 0; far < FARTHEST; far++) {
      const id = slots[slot]! - 1;
      if (id < 0) return -1;
      if (this.#hashes[id] === hash && this.#texts[id] === text) return id;
      slot = (slot + 1) & mask;
    }
    return this.#crowded?.get(text) ?? -1;
  }

  /**
   * The numbers of many texts with these hashes, into `found`; -1 for those that have none. In a large table each look for a text waits for memory a few
   * times; step by step for all of them, one need not wait for the other.
   */
  findAll(texts: readonly string[], hashes: Int32Array, found: Int32Array): void {
    const slots = this.#slots;
    const shift = this.#shift;
    for (let i = 0; i < found.length; i++) found[i] = slots[Math.imul(hashes[i]!, GOLDEN) >>> shift]! - 1;
    for (let i = 0; i < found.length; i++) {
      const id = found[i]!;
      if (id < 0 || (this.#hashes[id] === hashes[i] && this.#texts[id] === texts[i])) continue;
      found[i] = this.find(texts[i]!, hashes[i]!);
    }
  }

  /** Notes a text that is not in the table: `texts[id]`. */
  add(id: number, hash: number): void {
    if (id >= this.#hashes.length) {
      const larger = new Int32Array(2 * id);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[id] = hash;
    if (++this.#size * 2 > this.#slots.length) this.#grow();
    this.#place(id);
  }

  /** Makes room for so many texts, while there is none yet. */
  expect(texts: number): void {
    if (texts <= this.#hashes.length) return;
    const bits = 33 - Math.clz32(texts);
    this.#hashes = new Int32Array(texts);
    this.#slots = new Int32Array(2 ** bits);
    this.#shift = 32 - bits;
  }

  #place(id: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = Math.imul(this.#hashes[id]!, GOLDEN) >>> this.#shift;
    for (let far = 0; far < FARTHEST; far++) {
      if (slots[slot] === 0) {
        slots[slot] = id + 1;
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#crowded ??= new Map();
    this.#crowded.set(this.#texts[id], id);
  }

  /** Four times the room; those that were crowded get another try, since who looks for them may meet a free slot now. */
  #grow(): void {
    const before = this.#slots;
    const crowded = this.#crowded;
    this.#slots = new Int32Array(4 * before.length);
    this.#shift -= 2;
    this.#crowded = undefined;
    for (let i = 0; i < before.length; i++) if (before[i] !== 0) this.#place(before[i]! - 1);
    for (const id of crowded?.values() ?? []) this.#place(id);
  }
}
