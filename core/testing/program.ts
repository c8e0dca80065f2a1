/**
 * A whole program under test, running beside the test.
 * @spark none
 * @example
 * const program = await t.run(() => import("./program.ts"));
 * await t.runBatches(3);
 */
export class Program<M = unknown> {
  /**
   * What the program's module exports, once its last line has run; rejects with what it threw.
   * @spark none
   */
  readonly result: Promise<M>;
  #ended = false;
  #failure: { readonly reason: unknown } | undefined;

  /** For `StreamingTest.run`. */
  constructor(load: () => M | PromiseLike<M>) {
    this.result = (async () => load())();
    this.result.then(
      () => {
        this.#ended = true;
      },
      (reason: unknown) => {
        this.#ended = true;
        this.#failure = { reason };
      },
    );
  }

  /**
   * Has its last line run, or has it thrown? A program that awaits `awaitTermination()` ends when its context does.
   * @spark none
   */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * What it threw.
   * @spark none
   */
  get failure(): { readonly reason: unknown } | undefined {
    return this.#failure;
  }
}
