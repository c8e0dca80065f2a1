/** Why an archive cannot be opened: it is no zip or not whole, a name in it is none of a file, it is too big, what it should bring is not in it, or no text. */
export const ARCHIVE_FAILURES = ["not-zip", "name", "too-big", "no-checkpoint", "no-program", "not-text"] as const;
export type ArchiveFailure = (typeof ARCHIVE_FAILURES)[number];

/** A file that was given as a program's, or as its checkpoint, cannot be opened. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
  readonly failure: ArchiveFailure;

  constructor(failure: ArchiveFailure, options?: ErrorOptions) {
    super(`The archive cannot be opened: ${failure}`, options);
    this.failure = failure;
  }
}
