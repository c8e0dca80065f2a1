/** `java.util.Random`: where Spark lets chance decide with a fixed seed, the same choice comes out here. */
export class JavaRandom {
  #seed: bigint;

  constructor(seed: bigint | number) {
    this.#seed = (BigInt(seed) ^ 0x5deece66dn) & MASK;
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

  #next(bits: number): number {
    this.#seed = (this.#seed * 0x5deece66dn + 0xbn) & MASK;
    return Number(BigInt.asIntN(32, this.#seed >> BigInt(48 - bits)));
  }
}

const MASK = (1n << 48n) - 1n;

/** Scala's `hashing.byteswap32`: spreads small numbers over all ints. */
export function byteswap32(v: number): number {
  let hc = Math.imul(v, 0x9e3775cd);
  hc = ((hc & 0xff) << 24) | ((hc & 0xff00) << 8) | ((hc >>> 8) & 0xff00) | (hc >>> 24);
  return Math.imul(hc, 0x9e3775cd);
}
