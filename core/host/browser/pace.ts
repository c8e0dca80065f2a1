import type { ManualClock, PlatformTimers } from "../clocks.ts";

/** The slowest and the fastest finite pace, in virtual milliseconds a millisecond. */
export const SLOWEST = 0.1;
export const FASTEST = 100;

/** Real time between two looks at the clock. */
const FRAME = 16;
/** A frame that took longer than this does not make the next one catch up: virtual time falls behind rather than jump. */
const LONGEST_FRAME = 100;

export interface PaceOptions {
  readonly clock: ManualClock;
  readonly platform: PlatformTimers;
  /** Virtual time went on, or the pace was changed. `running`: is it to be seen that time goes on? */
  readonly changed: (now: number, running: boolean) => void;
  /** A timer threw: a callback of the user's, or a fault of ours. The pace has paused. */
  readonly failed: (error: unknown) => void;
  /** Waited for before every timer, so that whoever watches keeps up. */
  readonly room?: () => Promise<void> | undefined;
}

type Mode =
  | { readonly kind: "paused" }
  | { readonly kind: "playing"; readonly speed: number }
  | { readonly kind: "until"; readonly reached: () => boolean; readonly quietly: boolean; readonly done: () => void };

const PAUSED: Mode = { kind: "paused" };

/** Drives a virtual clock from real time, at a pace that a viewer sets. It starts paused. */
export class VirtualPace {
  readonly #options: PaceOptions;
  #mode: Mode = PAUSED;
  #looping = false;
  #reported = 0;
  /** Who waits for a way to go that was left since the last report. */
  #left: (() => void)[] = [];

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#mode.kind !== "paused";
  }

  /**
   * Goes on at `speed` virtual milliseconds a real one, between `SLOWEST` and `FASTEST`; `Infinity` is as fast as possible. Where
   * the machine cannot keep up, virtual time goes slower, and nothing is left out.
   */
  play(speed: number): void {
    if (!(speed > 0)) throw new RangeError(`The speed must be a positive number, not ${speed}`);
    this.#enter({ kind: "playing", speed: speed === Infinity ? speed : Math.min(Math.max(speed, SLOWEST), FASTEST) });
  }

  pause(): void {
    this.#enter(PAUSED);
  }

  /**
   * Goes on as fast as possible until `reached()`, asked before every timer, and pauses; also when nothing is left to wait for. Resolves when that, or that the pace was
   * set otherwise meanwhile, has been told. `quietly`: to who watches, time stands all the while, since it is a matter of this very millisecond.
   */
  runUntil(reached: () => boolean, quietly = false): Promise<void> {
    return new Promise((done) => this.#enter({ kind: "until", reached, quietly, done }));
  }

  #enter(mode: Mode): void {
    const before = this.#mode;
    this.#mode = mode;
    if (before.kind === "until") this.#left.push(before.done);
    if (this.#looping) return;
    if (mode.kind === "paused") this.#report(true);
    else void this.#loop();
  }

  async #loop(): Promise<void> {
    this.#looping = true;
    try {
      while (this.#mode.kind !== "paused") {
        const mode = this.#mode;
        if (this.#left.length > 0) this.#report(true);
        if (mode.kind === "until") await this.#until(mode);
        else if (mode.speed === Infinity) await this.#race(mode);
        else await this.#play(mode, mode.speed);
      }
    } catch (error) {
      this.#enter(PAUSED);
      this.#options.failed(error);
    } finally {
      this.#looping = false;
      this.#report(true);
    }
  }

  async #until(mode: Mode & { kind: "until" }): Promise<void> {
    await this.#options.clock.advance(0);
    while (this.#mode === mode && !mode.reached() && (await this.#next(Infinity))) this.#report();
    if (this.#mode === mode) this.#enter(PAUSED);
  }

  async #race(mode: Mode): Promise<void> {
    while (this.#mode === mode) {
      // also when nothing is left: who hears that can end what is over
      if (!(await this.#next(Infinity))) await this.#frame();
      this.#report();
    }
  }

  async #play(mode: Mode, speed: number): Promise<void> {
    const { clock, platform } = this.#options;
    let position = clock.now();
    let last = platform.now();
    while (this.#mode === mode) {
      await this.#frame();
      const began = platform.now();
      position += Math.min(began - last, LONGEST_FRAME) * speed;
      last = began;
      let behind = false;
      while (this.#mode === mode && (await this.#next(Math.floor(position)))) {
        behind = platform.now() - began > LONGEST_FRAME;
        if (behind) break;
        this.#report();
      }
      if (this.#mode !== mode) return;
      if (behind) position = clock.now();
      else await clock.advanceTo(Math.floor(position));
      this.#report(true);
    }
  }

  async #next(limit: number): Promise<boolean> {
    const room = this.#options.room?.();
    if (room !== undefined) await room;
    return this.#options.clock.runNext(limit);
  }

  #frame(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.platform.setTimeout(resolve, FRAME);
    });
  }

  #report(now = false): void {
    const at = this.#options.platform.now();
    if (!now && at - this.#reported < FRAME) return;
    this.#reported = at;
    const mode = this.#mode;
    const isSeenToRun = mode.kind === "playing" || (mode.kind === "until" && !mode.quietly);
    this.#options.changed(this.#options.clock.now(), isSeenToRun);
    for (const done of this.#left.splice(0)) done();
  }
}
