import type { TraceEvent } from "../../../core/trace/events.ts";
import type { ProgramSession, RunState, SessionListener } from "../../../playground/sandbox/protocol.ts";

/** Real milliseconds between two steps of the time. */
const STEP = 16;

/** A session that plays the trace of a run that has been: for looking at views of programs that the fake session knows nothing of. */
export class ReplaySession implements ProgramSession {
  state: RunState = "not-started";
  readonly #listeners = new Set<SessionListener>();
  readonly #events: readonly TraceEvent[];
  #told = 0;
  #now = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(events: readonly TraceEvent[]) {
    this.#events = events;
  }

  async run(_program: unknown, _scenario: unknown, options: { speed: number; paused: boolean }): Promise<void> {
    this.stop();
    this.#told = 0;
    this.#now = 0;
    this.#enter("starting");
    await Promise.resolve();
    this.#tell((listener) => listener.peer?.("localhost", 9999, true));
    if (!options.paused) this.play(options.speed);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.state !== "not-started") this.#enter("stopped");
  }

  /** As the sandbox does it: time in small steps, what happened in messages that come less often. */
  play(speed: number): void {
    this.playByHand();
    let steps = 0;
    this.#timer = setInterval(() => {
      const time = this.#now + STEP * speed;
      if (++steps % 2 === 0) this.advance(time, true);
      else this.tick(time);
    }, STEP);
  }

  /** Runs, but time goes on only with `advance` and `tick`. */
  playByHand(): void {
    clearInterval(this.#timer);
    this.#enter("running");
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#enter("paused");
    this.#tell((listener) => listener.clock?.(this.#now, false));
  }

  stepBatch(): void {
    this.advance((Math.floor(this.#now / 1000) + 1) * 1000, false);
  }

  stepTask(): Promise<void> {
    this.stepBatch();
    return Promise.resolve();
  }

  runTo(time: number): Promise<void> {
    this.advance(time, false);
    return Promise.resolve();
  }

  perform(): void {}

  /** Nothing is computed here that could be explained. */
  explain(): undefined {}

  /** There are no files here. */
  contents(): undefined {}

  subscribe(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  /** Time goes on to `time`; what happened on the way is told with the next `advance`. */
  tick(time: number): void {
    this.#now = time;
    this.#tell((listener) => listener.clock?.(time, true));
  }

  /** Goes on to `time`, with all that happened on the way. */
  advance(time: number, running: boolean): void {
    const from = this.#told;
    while (this.#told < this.#events.length && this.#events[this.#told]!.t <= time) this.#told++;
    this.#now = time;
    this.#tell((listener) => listener.events?.(this.#events.slice(from, this.#told)));
    this.#tell((listener) => listener.clock?.(time, running));
  }

  #enter(state: RunState): void {
    this.state = state;
    this.#tell((listener) => listener.state?.(state));
  }

  #tell(tell: (listener: SessionListener) => void): void {
    for (const listener of this.#listeners) tell(listener);
  }
}
