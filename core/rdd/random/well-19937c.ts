import { longOf, type Seed } from "./seed.ts";

const BLOCKS = 624;

/** The generator WELL19937c (Panneton, L'Ecuyer, Matsumoto), which draws Spark's Poisson numbers: the same seed gives the same ones. */
export class Well19937c {
  readonly #state = new Int32Array(BLOCKS);
  #index = 0;

  constructor(seed: Seed) {
    const long = longOf(seed);
    const state = this.#state;
    state[0] = Number(BigInt.asIntN(32, long >> 32n));
    state[1] = Number(BigInt.asIntN(32, long));
    for (let i = 2; i < BLOCKS; i++) {
      const before = state[i - 2]!;
      state[i] = Math.imul(1812433253, before ^ (before >> 30)) + i;
    }
  }

  /** A number from 0 up to, without, 1. */
  nextDouble(): number {
    const high = this.#next() >>> 6;
    const low = this.#next() >>> 6;
    return (high * 0x4000000 + low) * 2 ** -52;
  }

  #next(): number {
    const state = this.#state;
    const index = this.#index;
    const one = (index + BLOCKS - 1) % BLOCKS;
    const two = (index + BLOCKS - 2) % BLOCKS;
    const v0 = state[index]!;
    const v1 = state[(index + 70) % BLOCKS]!;
    const v2 = state[(index + 179) % BLOCKS]!;
    const v3 = state[(index + 449) % BLOCKS]!;
    const z0 = (0x80000000 & state[one]!) ^ (0x7fffffff & state[two]!);
    const z1 = v0 ^ (v0 << 25) ^ (v1 ^ (v1 >>> 27));
    const z2 = (v2 >>> 9) ^ (v3 ^ (v3 >>> 1));
    const z3 = z1 ^ z2;
    let z4 = z0 ^ (z1 ^ (z1 << 9)) ^ (z2 ^ (z2 << 21)) ^ (z3 ^ (z3 >>> 21));
    state[index] = z3;
    state[one] = z4;
    state[two] = state[two]! & 0x80000000;
    this.#index = one;
    z4 ^= (z4 << 7) & 0xe46e1700;
    return z4 ^ ((z4 << 15) & 0x9b868000);
  }
}
