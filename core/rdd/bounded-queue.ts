import type { Ordering } from "./ordering.ts";

/** Keeps the first `size` of any number of items, by an ordering. Spark: `BoundedPriorityQueue`. */
export class BoundedQueue<T> {
  readonly #size: number;
  readonly #ordering: Ordering<T>;
  /** A heap: the last item, in the ordering, is on top. */
  readonly #heap: T[] = [];

  constructor(size: number, ordering: Ordering<T>) {
    this.#size = size;
    this.#ordering = ordering;
  }

  add(item: T): void {
    const heap = this.#heap;
    if (heap.length < this.#size) {
      heap.push(item);
      this.#rise(heap.length - 1);
    } else if (this.#ordering(item, heap[0]!) < 0) {
      heap[0] = item;
      this.#sink();
    }
  }

  /** The items kept, in order. */
  sorted(): T[] {
    return [...this.#heap].sort(this.#ordering);
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfAfter(at, parent)) return;
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const child =
        right < this.#heap.length && this.#ordering(this.#heap[right]!, this.#heap[left]!) > 0 ? right : left;
      if (!this.#swapIfAfter(child, at)) return;
      at = child;
    }
  }

  /** Brings the lower of two places up if its item comes after the upper one's. */
  #swapIfAfter(lower: number, upper: number): boolean {
    const heap = this.#heap;
    const item = heap[lower]!;
    if (this.#ordering(item, heap[upper]!) <= 0) return false;
    heap[lower] = heap[upper]!;
    heap[upper] = item;
    return true;
  }
}
