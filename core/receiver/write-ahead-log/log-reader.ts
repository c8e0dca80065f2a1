import type { Files } from "../../host/files.ts";
import { nextFrame } from "../../storage/codec.ts";

/**
 * The records of a file of a log, in the order in which they were written. What is not whole, at the end or anywhere else, is passed over and told to
 * `damaged`, with the place and number of its bytes: what stands behind it is read. Spark: `FileBasedWriteAheadLogReader`.
 */
export function recordsOfLog(files: Files, path: string, damaged: (at: number, bytes: number) => void): Uint8Array[] {
  const bytes = files.read(path);
  const records: Uint8Array[] = [];
  let at = 0;
  for (let next = nextFrame(bytes, at); next !== undefined; next = nextFrame(bytes, at)) {
    if (next.at > at) damaged(at, next.at - at);
    records.push(next.frame);
    at = next.at + next.frame.length;
  }
  if (at < bytes.length) damaged(at, bytes.length - at);
  return records;
}
