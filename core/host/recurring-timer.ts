import type { Clock, Timer, TimerOrder } from "./host.ts";

/**
 * Calls back at every multiple of a period, with the time that was due, and catches up when it is late. Spark: `RecurringTimer`.
 */
export class RecurringTimer {
  readonly #clock: Clock;
  readonly #period: number;
  readonly #callback: (time: number) => void;
  readonly #order: TimerOrder;
  #timer: Timer | undefined;
  #nextTime = 0;
  #previousTime = -1;
  #ticksLeft = Number.POSITIVE_INFINITY;
  #onStopped: ((lastTime: number) => void) | undefined;

  constructor(clock: Clock, period: number, callback: (time: number) => void, order: TimerOrder) {
    this.#clock = clock;
    this.#period = period;
    this.#callback = callback;
    this.#order = order;
  }

  /** The first multiple of the period after now. */
  getStartTime(): number {
    return (Math.floor(this.#clock.now() / this.#period) + 1) * this.#period;
  }

  /** The first multiple of the period after now, counted from `originalStartTime`. */
  getRestartTime(originalStartTime: number): number {
    const gap = this.#clock.now() - originalStartTime;
    return (Math.floor(gap / this.#period) + 1) * this.#period + originalStartTime;
  }

  start(startTime = this.getStartTime()): number {
    this.#nextTime = startTime;
    this.#arm();
    return startTime;
  }

  /** Ends it at once. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /**
   * Lets Spark's last two ticks come, the one that it waits for and one more, and gives the time of the last.
   */
  stopAfterLastTicks(): Promise<number> {
    if (this.#timer === undefined) return Promise.resolve(this.#previousTime);
    this.#ticksLeft = 2;
    return new Promise((resolve) => {
      this.#onStopped = resolve;
    });
  }

  #arm(): void {
    this.#timer = this.#clock.schedule(this.#nextTime, () => this.#tick(), this.#order);
  }

  #tick(): void {
    const time = this.#nextTime;
    this.#previousTime = time;
    this.#nextTime += this.#period;
    this.#ticksLeft--;
    if (this.#ticksLeft > 0) this.#arm();
    else this.#timer = undefined;
    try {
      this.#callback(time);
    } finally {
      if (this.#ticksLeft <= 0) this.#onStopped?.(time);
    }
  }
}
