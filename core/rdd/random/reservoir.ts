import type { Seed } from "./seed.ts";
import { XORShiftRandom } from "./xor-shift-random.ts";

/** Keeps `size` items of any number, each with the same probability. Spark: `SamplingUtils.reservoirSampleAndCount`. */
export class Reservoir<T> {
  readonly items: T[] = [];
  /** How many items there were. */
  count = 0;
  readonly #size: number;
  readonly #random: XORShiftRandom;

  constructor(size: number, seed: Seed) {
    this.#size = size;
    this.#random = new XORShiftRandom(seed);
  }

  add(item: T): void {
    this.count++;
    if (this.count <= this.#size) {
      this.items.push(item);
      return;
    }
    const place = Math.floor(this.#random.nextDouble() * this.count);
    if (place < this.#size) this.items[place] = item;
  }
}
