import type { Clock, Timer, TimerOrder } from "./host.ts";
import { TimerQueue } from "./timer-queue.ts";

/** What a system clock needs of its platform. */
export interface PlatformTimers {
  now(): number;
  setTimeout(run: () => void, milliseconds: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The longest delay that platforms' timers take; longer waits are made of several. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** Wall-clock time. Timers due together run in their defined order, which the platform's own timers would not promise. */
export class SystemClock implements Clock {
  readonly kind = "system";
  readonly #platform: PlatformTimers;
  readonly #queue = new TimerQueue();
  #armedAt: number | undefined;
  #handle: unknown;

  constructor(platform: PlatformTimers) {
    this.#platform = platform;
  }

  now(): number {
    return Math.floor(this.#platform.now());
  }

  schedule(at: number, run: () => void, order?: TimerOrder): Timer {
    const timer = this.#queue.add(at, run, order);
    this.#arm();
    return {
      cancel: () => {
        timer.cancel();
        this.#arm();
      },
    };
  }

  /** One platform timer for the nearest of ours; none when none is wanted, so that an idle process can end. */
  #arm(): void {
    const at = this.#queue.nextAt();
    if (at === this.#armedAt) return;
    if (this.#armedAt !== undefined) this.#platform.clearTimeout(this.#handle);
    this.#armedAt = at;
    if (at === undefined) return;
    const delay = Math.min(Math.max(0, at - this.now()), LONGEST_DELAY);
    this.#handle = this.#platform.setTimeout(() => this.#fire(), delay);
  }

  #fire(): void {
    this.#armedAt = undefined;
    const now = this.now();
    try {
      for (let run = this.#queue.takeDue(now); run !== undefined; run = this.#queue.takeDue(now)) run();
    } finally {
      this.#arm();
    }
  }
}

/**
 * Time that stands still until `advance` moves it. Between two timers everything that they set off comes to rest (`settle`),
 * so that the same moves give the same run. Spark: `org.apache.spark.util.ManualClock`.
 */
export class ManualClock implements Clock {
  readonly kind: "manual" | "virtual";
  readonly #time: { readonly queue: TimerQueue; now: number };
  readonly #settle: () => Promise<void>;
  #halted = false;

  constructor(settle: () => Promise<void>, start = 0, kind: "manual" | "virtual" = "manual", sharedWith?: ManualClock) {
    this.#time = sharedWith === undefined ? { queue: new TimerQueue(), now: start } : sharedWith.#time;
    this.#settle = settle;
    this.kind = kind;
  }

  now(): number {
    return this.#time.now;
  }

  schedule(at: number, run: () => void, order?: TimerOrder): Timer {
    return this.#time.queue.add(
      at,
      () => {
        if (!this.#halted) run();
      },
      order,
    );
  }

  /** Nothing that was or will be scheduled here happens any more; clocks that share its time go on. */
  halt(): void {
    this.#halted = true;
  }

  /** When the next timer is due. */
  nextTimer(): number | undefined {
    return this.#time.queue.nextAt();
  }

  /** Moves on by `milliseconds`, running what becomes due on the way, each to its end. */
  async advance(milliseconds: number): Promise<void> {
    await this.advanceTo(this.now() + milliseconds);
  }

  async advanceTo(time: number): Promise<void> {
    await this.#settle();
    while (await this.runNext(time)) {
      // each timer is followed by a rest
    }
    if (time > this.#time.now) this.#time.now = time;
    await this.#settle();
  }

  /** Runs the next timer that is due by `limit`, and what it sets off; false when there is none. */
  async runNext(limit: number): Promise<boolean> {
    const at = this.nextTimer();
    if (at === undefined || at > limit) return false;
    if (at > this.#time.now) this.#time.now = at;
    this.#time.queue.takeDue(this.#time.now)!();
    await this.#settle();
    return true;
  }

  /** Sets the time without running anything in between: a clock that jumps. */
  jumpTo(time: number): void {
    this.#time.now = time;
  }
}
