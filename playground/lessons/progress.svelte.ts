const STORE = "sluice.lessons";

/** What a reader has done in the lessons, remembered by the browser where it lets the page remember. */
export class Progress {
  /** Pages that were read: `LESSON/PAGE`. */
  #read = $state<readonly string[]>([]);
  /** Lessons whose exercise is solved. */
  #solved = $state<readonly string[]>([]);
  /** What was predicted on which page: names of options. */
  #predicted = $state<Readonly<Record<string, string>>>({});
  readonly #store: Storage | undefined;

  constructor(store: Storage | undefined) {
    this.#store = store;
    const kept = this.#load();
    this.#read = texts(kept.read);
    this.#solved = texts(kept.solved);
    const predicted = typeof kept.predicted === "object" && kept.predicted !== null ? kept.predicted : {};
    this.#predicted = Object.fromEntries(
      Object.entries(predicted).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  }

  hasRead(lesson: string, page: string): boolean {
    return this.#read.includes(`${lesson}/${page}`);
  }

  hasSolved(lesson: string): boolean {
    return this.#solved.includes(lesson);
  }

  /** The name of the option that was chosen on a page. */
  predicted(lesson: string, page: string): string | undefined {
    return this.#predicted[`${lesson}/${page}`];
  }

  read(lesson: string, page: string): void {
    if (this.hasRead(lesson, page)) return;
    this.#read = [...this.#read, `${lesson}/${page}`];
    this.#save();
  }

  solve(lesson: string): void {
    if (this.hasSolved(lesson)) return;
    this.#solved = [...this.#solved, lesson];
    this.#save();
  }

  predict(lesson: string, page: string, option: string): void {
    this.#predicted = { ...this.#predicted, [`${lesson}/${page}`]: option };
    this.#save();
  }

  #load(): Readonly<Record<string, unknown>> {
    try {
      const kept: unknown = JSON.parse(this.#store?.getItem(STORE) ?? "{}");
      return typeof kept === "object" && kept !== null ? { ...kept } : {};
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return {}; // not ours, or torn: start afresh
    }
  }

  #save(): void {
    try {
      const kept = { read: this.#read, solved: this.#solved, predicted: this.#predicted };
      this.#store?.setItem(STORE, JSON.stringify(kept));
    } catch (error) {
      // A full store forgets; the page works all the same.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
