import type { Seed } from "./seed.ts";
import { Well19937c } from "./well-19937c.ts";

/** Up to here the numbers are Spark's own; a larger mean is drawn in parts, whose sum is distributed the same. */
const LARGEST_PART = 40;

/** Draws numbers that are distributed after Poisson, as Spark's sampling with replacement does. */
export class Poisson {
  readonly #random: Well19937c;
  readonly #parts: number;
  readonly #mean: number;
  readonly #limit: number;

  constructor(mean: number, seed: Seed) {
    this.#random = new Well19937c(seed);
    this.#parts = Math.floor(mean / LARGEST_PART) + 1;
    this.#mean = mean / this.#parts;
    this.#limit = Math.exp(-this.#mean);
  }

  sample(): number {
    let n = 0;
    for (let part = 0; part < this.#parts; part++) n += this.#samplePart();
    return n;
  }

  #samplePart(): number {
    let n = 0;
    let product = 1;
    while (n < 1000 * this.#mean) {
      product *= this.#random.nextDouble();
      if (product < this.#limit) return n;
      n++;
    }
    return n;
  }
}
