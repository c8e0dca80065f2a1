import { SparkError } from "../../conf/errors.ts";

/**
 * Bytes that were written by something else, or by a version of Sluice that this one does not know.
 * @spark none
 */
export class UnknownFormatError extends SparkError {}

/**
 * Bytes that the codec wrote and that are not whole any more: cut off, or changed since.
 * @spark none
 */
export class CorruptBlockError extends SparkError {}

/**
 * Something was to be written down and cannot be.
 * @spark java.io.NotSerializableException
 */
export class NotSerializableError extends SparkError {}

/** A record was to be written down and holds something that cannot be: an open connection, say. */
export class RecordNotSerializableError extends NotSerializableError {
  /** From the list of records to what cannot be kept: `records[3].connection`. */
  readonly path: string;

  constructor(what: string, path: string, advice: string | undefined, cause?: unknown) {
    super(`${path} cannot be kept: it is ${what}`, { code: "RECORD_NOT_SERIALIZABLE", advice, cause });
    this.path = path;
  }
}
