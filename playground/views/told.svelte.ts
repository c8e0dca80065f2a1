import { untrack } from "svelte";

/** What screen readers are told changes no more often than this, in milliseconds: what moves faster cannot be read. */
const PAUSE = 1_000;

/** What is told in place of a drawing: what the drawing shows, the first change at once, then the latest after each pause. To be made in a component. */
export class Told<T> {
  #value = $state.raw() as T;
  #since = Number.NEGATIVE_INFINITY;

  constructor(shown: () => T) {
    this.#value = untrack(shown);
    $effect(() => {
      const next = shown();
      const wait = setTimeout(
        () => {
          this.#value = next;
          this.#since = performance.now();
        },
        Math.max(0, this.#since + PAUSE - performance.now()),
      );
      return () => clearTimeout(wait);
    });
  }

  get value(): T {
    return this.#value;
  }
}
