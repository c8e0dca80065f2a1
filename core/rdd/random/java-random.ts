import { longOf, type Seed } from "./seed.ts";

/** `java.util.Random`: where Spark lets chance decide with a fixed seed, the same choice comes out here. */
export class JavaRandom {
  #seed: bigint;

  constructor(seed: Seed) {
    this.#seed = (longOf(seed) ^ 0x5deece66dn) & MASK;
  }

  /** A whole number from 0 up to, without, `bound`. */
  nextInt(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.#next(31))) >> 31n);
    for (;;) {
      const bits = this.#next(31);
      const value = bits % bound;
      if (bits - value + (bound - 1) <= 0x7fffffff) return value;
    }
  }

  /** Any int. */
  nextAnyInt(): number {
    return this.#next(32);
  }

  /** Any long. */
  nextLong(): bigint {
    return BigInt.asIntN(64, (BigInt(this.#next(32)) << 32n) + BigInt(this.#next(32)));
  }

  #next(bits: number): number {
    this.#seed = (this.#seed * 0x5deece66dn + 0xbn) & MASK;
    return Number(BigInt.asIntN(32, this.#seed >> BigInt(48 - bits)));
  }
}

/** Shuffles `items` in place as Spark's `Utils.randomizeInPlace` does. */
export function randomizeInPlace<T>(items: T[], random: JavaRandom): T[] {
  for (let i = items.length - 1; i >= 1; i--) {
    const j = random.nextInt(i + 1);
    const item = items[j]!;
    items[j] = items[i]!;
    items[i] = item;
  }
  return items;
}

const MASK = (1n << 48n) - 1n;

/** Scala's `hashing.byteswap32`: spreads small numbers over all ints. */
export function byteswap32(v: number): number {
  let hc = Math.imul(v, 0x9e3775cd);
  hc = ((hc & 0xff) << 24) | ((hc & 0xff00) << 8) | ((hc >>> 8) & 0xff00) | (hc >>> 24);
  return Math.imul(hc, 0x9e3775cd);
}
