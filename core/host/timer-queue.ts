import { TIMER_ORDER, type Timer, type TimerOrder } from "./host.ts";

interface Entry extends Timer {
  readonly at: number;
  readonly order: number;
  readonly seq: number;
  run: (() => void) | undefined;
}

function before(a: Entry, b: Entry): boolean {
  return a.at !== b.at ? a.at < b.at : a.order !== b.order ? a.order < b.order : a.seq < b.seq;
}

/** Timers by time, then order, then the moment of scheduling: what every clock keeps, so that ties break alike everywhere. */
export class TimerQueue {
  readonly #heap: Entry[] = [];
  #seq = 0;

  add(at: number, run: () => void, order: TimerOrder = TIMER_ORDER.other): Timer {
    const entry: Entry = {
      at,
      order,
      seq: this.#seq++,
      run,
      cancel() {
        entry.run = undefined;
      },
    };
    this.#push(entry);
    return entry;
  }

  /** When the next live timer is due; `undefined` when there is none. */
  nextAt(): number | undefined {
    while (this.#heap.length > 0 && this.#heap[0]!.run === undefined) this.#pop();
    return this.#heap[0]?.at;
  }

  /** Takes the next timer that is due at `now`. */
  takeDue(now: number): (() => void) | undefined {
    const at = this.nextAt();
    return at !== undefined && at <= now ? this.#pop().run : undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): Entry {
    const heap = this.#heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
        if (!before(heap[child]!, last)) break;
        heap[i] = heap[child]!;
        i = child;
      }
      heap[i] = last;
    }
    return top;
  }
}
