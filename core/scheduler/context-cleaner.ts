import type { ShuffleDependency } from "../rdd/dependency.ts";
import type { ShuffleStore } from "../storage/shuffle-store.ts";

/** Frees the output of a shuffle when no RDD that could read it is left. Spark: `ContextCleaner`. */
export class ContextCleaner {
  readonly #watched = new WeakSet<ShuffleDependency>();
  readonly #registry: FinalizationRegistry<number>;

  constructor(shuffles: ShuffleStore) {
    this.#registry = new FinalizationRegistry((shuffleId) => shuffles.remove(shuffleId));
  }

  watch(shuffle: ShuffleDependency): void {
    if (this.#watched.has(shuffle)) return;
    this.#watched.add(shuffle);
    this.#registry.register(shuffle, shuffle.shuffleId);
  }
}
