import type { KeepFailure } from "./protocol.ts";

/** Files cannot be kept, for a reason that the reader can be told. */
export class KeepError extends Error {
  override readonly name = "KeepError";
  readonly failure: KeepFailure;

  constructor(failure: KeepFailure, options?: ErrorOptions) {
    super(`The checkpoint is not kept: ${failure}`, options);
    this.failure = failure;
  }
}
