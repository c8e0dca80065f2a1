/** What a screen reader is told: at most one sentence in `pause` milliseconds, the latest. */
export class Announcer {
  words = $state("");
  readonly #pause: number;
  #waiting: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(pause = 1_000) {
    this.#pause = pause;
  }

  say(words: string): void {
    if (this.#timer !== undefined) {
      this.#waiting = words;
      return;
    }
    this.words = words;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const next = this.#waiting;
      this.#waiting = undefined;
      if (next !== undefined) this.say(next);
    }, this.#pause);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
