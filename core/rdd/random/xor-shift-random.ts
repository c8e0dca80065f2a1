import { longOf, type Seed } from "./seed.ts";

/** Spark's `XORShiftRandom`: the same seed gives the same numbers as there. */
export class XORShiftRandom {
  #high = 0;
  #low = 0;

  constructor(seed: Seed) {
    this.setSeed(seed);
  }

  setSeed(seed: Seed): void {
    const long = longOf(seed);
    const high = Number(BigInt.asIntN(32, long >> 32n));
    const low = Number(BigInt.asIntN(32, long));
    this.#low = murmurOfLong(high, low, ARRAY_SEED);
    this.#high = murmurOfLong(high, low, this.#low);
  }

  /** A number from 0 up to, without, 1. */
  nextDouble(): number {
    const upper = this.#next() & 0x3ffffff;
    const lower = this.#next() & 0x7ffffff;
    return (upper * 0x8000000 + lower) * 2 ** -53;
  }

  /** The low 32 bits of the next state. */
  #next(): number {
    const high = this.#high ^ ((this.#high << 21) | (this.#low >>> 11));
    const low = this.#low ^ (this.#low << 21) ^ (high >>> 3);
    this.#high = high ^ ((high << 4) | (low >>> 28));
    this.#low = low ^ (low << 4);
    return this.#low;
  }
}

/** Scala's `MurmurHash3.arraySeed`. */
const ARRAY_SEED = 0x3c074a61;

/** Scala's `MurmurHash3.bytesHash` of a long's eight bytes, the highest first. */
function murmurOfLong(high: number, low: number, seed: number): number {
  let h = mix(mix(seed, swapBytes(high)), swapBytes(low)) ^ 8;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function mix(hash: number, data: number): number {
  const k = Math.imul(data, 0xcc9e2d51);
  const h = hash ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function swapBytes(v: number): number {
  return ((v & 0xff) << 24) | ((v & 0xff00) << 8) | ((v >>> 8) & 0xff00) | (v >>> 24);
}
