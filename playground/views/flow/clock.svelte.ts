import { FASTEST_MOTION } from "./motion.ts";

export interface Clocked {
  /** The virtual time of the run. */
  readonly now: number;
  readonly running: boolean;
  /** Virtual time over real time; 0: nothing moves. */
  readonly speed: number;
  /** When the motion that is shown begins, and when it is over. */
  readonly begin: number;
  readonly rest: number;
}

/** So far the drawing may be from the run's clock, in real milliseconds: the clock comes in steps, motion does not. */
const DRIFT = 120;

/**
 * The time by which records move: that of the run while it runs. When it stands still, what is on its way goes on to its place and stays there, so that
 * a batch that was stepped to is seen to flow.
 */
export class FlowClock {
  time = $state(0);
  readonly #of: Clocked;
  #last = 0;
  #frame = 0;

  constructor(of: Clocked) {
    this.#of = of;
    $effect(() => {
      const { running, speed } = this.#of;
      if (speed === 0 || speed > FASTEST_MOTION) {
        this.time = Math.max(this.#of.now, this.#of.rest);
        return;
      }
      // While the run stands still, each step of its sets off what moves; while it runs, motion goes on by itself.
      if (!running) void Math.max(this.#of.now, this.#of.rest);
      this.#last = performance.now();
      this.#frame = requestAnimationFrame(this.#tick);
      return () => cancelAnimationFrame(this.#frame);
    });
  }

  readonly #tick = (t: number): void => {
    const { now, running, speed, begin, rest } = this.#of;
    const passed = Math.max(0, t - this.#last) * speed;
    this.#last = Math.max(t, this.#last);
    if (running) {
      const next = this.time + passed;
      this.time = Math.abs(next - now) <= DRIFT * speed ? next : now;
    } else {
      const end = Math.max(now, rest);
      const from = this.time > end ? end : Math.max(this.time, Math.min(begin, now));
      this.time = Math.min(end, from + passed);
      if (this.time === end) return;
    }
    this.#frame = requestAnimationFrame(this.#tick);
  };
}
