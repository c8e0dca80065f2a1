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

/** What an error says of itself. */
export interface ErrorText {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** Of an error what it says; undefined of anything else that was thrown. What an error has may be of any type, and looking at it may throw in turn. */
export function errorText(thrown: unknown): ErrorText | undefined {
  if (!isError(thrown)) return undefined;
  return {
    name: textOf(() => thrown.name),
    message: textOf(() => thrown.message),
    stack: textOf(() => thrown.stack ?? ""),
  };
}

/** The error that led to an error, if there is one that lets itself be looked at. */
export function causeOf(error: Error): Error | undefined {
  try {
    return isError(error.cause) ? error.cause : undefined;
  } catch {
    return undefined;
  }
}

function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error;
  } catch {
    return false; // it does not let itself be looked at
  }
}

function textOf(read: () => unknown): string {
  try {
    return String(read());
  } catch {
    return "something that throws when it is written";
  }
}

/** Any thrown value as one line, the way Java prints an exception: `Name: message`. */
export function describeError(thrown: unknown): string {
  const error = errorText(thrown);
  if (error === undefined) return textOf(() => thrown);
  return error.message === "" ? error.name : `${error.name}: ${error.message}`;
}
