import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Keeper } from "../work/keeper.ts";
import type { Mark } from "../work/store.ts";

/** What a reader has done in the lessons, kept with the rest of the reader's work. */
export class Progress {
  /** Pages that were read: `LESSON/PAGE`. */
  readonly #read = new SvelteSet<string>();
  /** Lessons whose exercise is solved. */
  readonly #solved = new SvelteSet<string>();
  /** What was predicted on which page: names of options. */
  readonly #predicted = new SvelteMap<string, string>();
  readonly #keeper: Keeper;

  constructor(keeper: Keeper) {
    this.#keeper = keeper;
  }

  /** Takes over what was kept. */
  begin(): void {
    for (const mark of this.#keeper.marks) this.take(mark);
  }

  /** Takes over what was done: before, or in another tab. */
  take({ kind, name, value }: Mark): void {
    if (kind === "read") this.#read.add(name);
    else if (kind === "solved") this.#solved.add(name);
    else this.#predicted.set(name, value);
  }

  hasRead(lesson: string, page: string): boolean {
    return this.#read.has(`${lesson}/${page}`);
  }

  hasSolved(lesson: string): boolean {
    return this.#solved.has(lesson);
  }

  /** The name of the option that was chosen on a page. */
  predicted(lesson: string, page: string): string | undefined {
    return this.#predicted.get(`${lesson}/${page}`);
  }

  read(lesson: string, page: string): void {
    if (!this.hasRead(lesson, page)) this.#mark({ kind: "read", name: `${lesson}/${page}`, value: "" });
  }

  solve(lesson: string): void {
    if (!this.hasSolved(lesson)) this.#mark({ kind: "solved", name: lesson, value: "" });
  }

  predict(lesson: string, page: string, option: string): void {
    this.#mark({ kind: "predicted", name: `${lesson}/${page}`, value: option });
  }

  #mark(mark: Mark): void {
    this.take(mark);
    this.#keeper.mark(mark);
  }
}
