/**
 * A place in the user's own source; lines and columns count from 1.
 * @spark none
 */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ErrorDetails {
  /** Stable name of the kind of mistake, e.g. `NO_OUTPUT_OPERATIONS`; documentation and lessons refer to it. */
  readonly code?: string;
  /** What to do about it, in one or two sentences. */
  readonly advice?: string;
  /** Where in the user's program. */
  readonly site?: Site | undefined;
  readonly cause?: unknown;
}

/**
 * The root of everything that Sluice itself throws. `code` is stable; messages are Spark's where Spark has one.
 * @spark none
 */
export class SluiceError extends Error {
  /**
   * What kind of mistake it is, for programs: it stays as it is when the words change.
   * @spark none
   */
  readonly code: string;
  /**
   * What to do about it.
   * @spark none
   */
  readonly advice: string | undefined;
  /**
   * Where in the program it was made.
   * @spark none
   */
  readonly site: Site | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code ?? "SLUICE";
    this.advice = details.advice;
    this.site = details.site;
  }
}

/**
 * A wrong argument.
 * @spark java.lang.IllegalArgumentException
 */
export class IllegalArgumentError extends SluiceError {}

/**
 * A call at the wrong moment.
 * @spark java.lang.IllegalStateException
 */
export class IllegalStateError extends SluiceError {}

/**
 * Something that cannot be done here.
 * @spark java.lang.UnsupportedOperationException
 */
export class UnsupportedOperationError extends SluiceError {}

/**
 * Spark's own failure, of a job for instance.
 * @spark org.apache.spark.SparkException
 */
export class SparkError extends SluiceError {}

/** Throws Spark's "requirement failed: …" when `condition` does not hold. */
export function require(condition: boolean, message: () => string, details: ErrorDetails = {}): asserts condition {
  if (!condition) {
    throw new IllegalArgumentError(`requirement failed: ${message()}`, { code: "REQUIREMENT_FAILED", ...details });
  }
}

/** Any thrown value as one line, the way Java prints an exception: `Name: message`. */
export function describeError(error: unknown): string {
  if (error instanceof Error) return error.message === "" ? error.name : `${error.name}: ${error.message}`;
  return String(error);
}
