interface Mergeable<A> {
  mergeTask(updates: A): void;
}

/** What one attempt at a task added to accumulators; it is merged when the attempt has succeeded, and forgotten when not. */
export class AccumulatorUpdates {
  #updates: Map<Mergeable<never>, unknown> | undefined;

  of<A extends { fresh(): A }>(accumulator: Mergeable<A>, zero: A): A {
    this.#updates ??= new Map();
    const own = (this.#updates.get(accumulator) as A | undefined) ?? zero.fresh();
    this.#updates.set(accumulator, own);
    return own;
  }

  /** What was added up, by accumulator. */
  entries(): Iterable<readonly [accumulator: object, updates: unknown]> {
    return this.#updates ?? [];
  }

  merge(): void {
    for (const [accumulator, updates] of this.#updates ?? []) accumulator.mergeTask(updates as never);
    this.#updates = undefined;
  }
}
