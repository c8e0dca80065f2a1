import type { Deed } from "../../../core/sim/deeds.ts";
import type { ProgramSession, RunState, SessionListener } from "../../../playground/sandbox/protocol.ts";
import { DESIGN_LINES, type WordCountOptions, WordCountTrace } from "../fixtures/word-count.ts";

/** A session without sandbox and engine: it plays the model of the word count, for looking at the page while it is made. */
export class FakeSession implements ProgramSession {
  state: RunState = "not-started";
  readonly #listeners = new Set<SessionListener>();
  readonly #options: Partial<WordCountOptions>;
  readonly #script: (readonly [number, string])[];
  #trace = new WordCountTrace();
  #told = 0;
  #now = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: Partial<WordCountOptions>, script: readonly (readonly [number, string])[] = DESIGN_LINES) {
    this.#options = options;
    this.#script = [...script];
  }

  async run(
    _program: unknown,
    _scenario: unknown,
    { speed, paused }: { speed: number; paused: boolean },
  ): Promise<void> {
    this.stop();
    this.#trace = new WordCountTrace(this.#options);
    this.#told = 0;
    this.#now = 0;
    this.#enter("starting");
    await Promise.resolve();
    this.#tell((listener) => listener.peer?.("localhost", 9999, true));
    this.#flush();
    if (!paused) this.play(speed);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.state !== "not-started") this.#enter("stopped");
  }

  play(speed: number): void {
    clearInterval(this.#timer);
    this.#enter("running");
    this.#timer = setInterval(() => this.advance(this.#now + 50 * speed, true), 50);
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

  perform(deed: Deed): void {
    if (deed.kind === "line") {
      this.#trace.advanceTo(this.#now);
      this.#trace.arrive(deed.line);
      this.#flush();
    } else if (deed.kind === "hang-up") {
      this.#tell((listener) => listener.peer?.(deed.host, deed.port, false));
    }
  }

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

  /** Goes on to `time`, with the script's lines arriving on the way. */
  advance(time: number, running: boolean): void {
    while ((this.#script[0]?.[0] ?? Number.POSITIVE_INFINITY) <= time) {
      const [at, line] = this.#script.shift()!;
      this.#trace.advanceTo(at);
      this.#trace.arrive(line);
    }
    this.#now = time;
    this.#trace.advanceTo(time);
    this.#flush();
    this.#tell((listener) => listener.clock?.(time, running));
  }

  /** What no word count does: waiting batches, failures, silence. */
  pretend(state: RunState, tell: (listener: SessionListener) => void): void {
    clearInterval(this.#timer);
    this.state = state;
    this.#tell(tell);
  }

  #flush(): void {
    const events = this.#trace.events.slice(this.#told);
    this.#told = this.#trace.events.length;
    this.#tell((listener) => listener.events?.(events));
  }

  #enter(state: RunState): void {
    this.state = state;
    this.#tell((listener) => listener.state?.(state));
  }

  #tell(tell: (listener: SessionListener) => void): void {
    for (const listener of this.#listeners) tell(listener);
  }
}
