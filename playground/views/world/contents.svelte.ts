import type { FileContents, ProgramSession } from "../../sandbox/protocol.ts";

export type ContentsAnswer =
  | { readonly state: "asking" }
  | { readonly state: "found"; readonly file: FileContents }
  /** There is no such file, or no world any more. */
  | { readonly state: "unknown" };

/** What stands in a file of the simulated world that the reader looks into. */
export class Contents {
  answer = $state.raw<ContentsAnswer>({ state: "unknown" });
  readonly #session: ProgramSession;
  readonly #unsubscribe: () => void;
  #question: number | undefined;

  constructor(session: ProgramSession) {
    this.#session = session;
    this.#unsubscribe = session.subscribe({
      contents: (question, file) => {
        if (question === this.#question)
          this.answer = file === undefined ? { state: "unknown" } : { state: "found", file };
      },
      state: (state) => {
        // who asked the world that is over hears nothing any more
        if ((state === "stopped" || state === "failed") && this.answer.state === "asking")
          this.answer = { state: "unknown" };
      },
    });
  }

  /** Asks for what stands there now; the answer to what was asked before is wanted no more. */
  ask(path: string): void {
    const { state } = this.#session;
    this.#question = state === "running" || state === "paused" ? this.#session.contents(path) : undefined;
    if (this.#question === undefined) this.answer = { state: "unknown" };
    // what stood there is shown until it is known what does now
    else if (this.answer.state === "unknown") this.answer = { state: "asking" };
  }

  dispose(): void {
    this.#unsubscribe();
  }
}
