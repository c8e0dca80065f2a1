import type { Explained, Explanation } from "../../core/scheduler/provenance/explain.ts";
import type { CompiledProgram, KeptDisk, ProgramSession, Scenario } from "../sandbox/protocol.ts";

/** A run as it can be repeated: the same program in the same world, with all that was done to it so far. */
export interface Repeatable {
  readonly program: CompiledProgram;
  readonly scenario: Scenario;
}

export type ProvenanceAnswer =
  | { readonly state: "asking" }
  | { readonly state: "found"; readonly explanation: Explanation }
  /** There is no such record in the repeated run. */
  | { readonly state: "unknown" }
  /** The run could not be repeated in time. */
  | { readonly state: "failed" };

/** So long a repeated run may take, in milliseconds. */
const PATIENCE = 10_000;

/** What is kept of a repeated run is of no use to anybody. */
const NO_DISK: KeptDisk = { commit: () => Promise.resolve() };

/**
 * Finds out what a record was made of: the run is repeated in a sandbox of its own, as fast as possible, with a recording of all that flows. The same program
 * with the same input at the same virtual times computes the same.
 */
export class Provenance {
  answer = $state.raw<ProvenanceAnswer | undefined>();
  readonly #session: ProgramSession;
  #repeated: Repeatable | undefined;
  #question: number | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(session: ProgramSession) {
    this.#session = session;
    session.subscribe({
      explained: (question, explanation) => {
        if (question !== this.#question) return;
        this.#settle(explanation === undefined ? { state: "unknown" } : { state: "found", explanation });
      },
      state: (state) => {
        if (state === "failed") this.#give();
      },
    });
  }

  /** Asks; the answer to what was asked before is wanted no more. */
  async ask(run: Repeatable, what: Explained): Promise<void> {
    this.forget();
    this.answer = { state: "asking" };
    this.#patience = setTimeout(() => this.#give(), PATIENCE);
    if (!isSame(this.#repeated, run)) {
      this.#repeated = run;
      const scenario = { ...run.scenario, explains: true };
      await this.#session.run(run.program, scenario, { speed: 1, paused: true, disk: NO_DISK });
      // something else may have been asked, or nothing, in the meantime
      if (this.#repeated !== run || this.answer?.state !== "asking" || this.#question !== undefined) return;
    }
    this.#question = this.#session.explain(what);
    if (this.#question === undefined) this.#settle({ state: "unknown" });
  }

  /** Nothing is asked any more; the repeated run stays for the next question. */
  forget(): void {
    clearTimeout(this.#patience);
    this.#question = undefined;
    this.answer = undefined;
  }

  /** Ends the repeated run. */
  dispose(): void {
    this.forget();
    this.#repeated = undefined;
    this.#session.stop();
  }

  #settle(answer: ProvenanceAnswer): void {
    clearTimeout(this.#patience);
    this.#question = undefined;
    this.answer = answer;
  }

  #give(): void {
    const wasAsked = this.answer?.state === "asking";
    this.dispose();
    if (wasAsked) this.answer = { state: "failed" };
  }
}

/** Is it the same run, and nothing was done to its world since? */
function isSame(before: Repeatable | undefined, now: Repeatable): boolean {
  return (
    before !== undefined &&
    before.program === now.program &&
    before.scenario.kept === now.scenario.kept &&
    before.scenario.happenings.length === now.scenario.happenings.length
  );
}
