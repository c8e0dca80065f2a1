import type { Files } from "../../host/files.ts";
import { isCompressed } from "./compression.ts";
import { IOError } from "./errors.ts";
import { uriOf } from "./path.ts";
import type { FileSplit } from "./splits.ts";

/** So much is read at once, about. */
const PIECE = 256 * 1024;

/**
 * The records of a split of a file of records that are all `length` bytes long, some at a time.
 * @throws IOError when the file ends within a record, or is compressed
 */
export function* fixedRecordsOf(
  files: Files,
  { path, start, end }: FileSplit,
  length: number,
): Generator<Uint8Array[]> {
  if (isCompressed(path)) {
    throw new IOError("FixedLengthRecordReader does not support reading compressed files", {
      code: "COMPRESSION",
      advice: `Unpack ${uriOf(path)} before it is moved into the directory.`,
    });
  }
  const perPiece = Math.max(1, Math.floor(PIECE / length)) * length;
  for (let at = start; at < end; at += perPiece) {
    const bytes = files.read(path, at, Math.min(at + perPiece, end));
    const records: Uint8Array[] = [];
    for (let from = 0; from < bytes.length; from += length) {
      if (from + length > bytes.length) {
        throw new IOError(
          `${uriOf(path)} ends within a record: ${bytes.length - from} bytes are left where ${length} make one`,
          { code: "PARTIAL_RECORD", advice: "Look at the length of the records, and whether the file is complete." },
        );
      }
      records.push(bytes.subarray(from, from + length));
    }
    yield records;
  }
}
