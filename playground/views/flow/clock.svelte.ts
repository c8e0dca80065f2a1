import { type Clocked, FASTEST_MOTION, nextTime } from "./motion.ts";

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
    const { now, running, rest } = this.#of;
    this.time = nextTime(this.time, Math.max(0, t - this.#last), this.#of);
    this.#last = Math.max(t, this.#last);
    if (!running && this.time === Math.max(now, rest)) return;
    this.#frame = requestAnimationFrame(this.#tick);
  };
}
