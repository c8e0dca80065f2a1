import type { Files } from "../../host/files.ts";
import { contentOf, isCompressed } from "./compression.ts";
import type { FileSplit } from "./splits.ts";

const LF = 10;
const CR = 13;

/** So much is read at once; a line that was cut out of it keeps no more than that alive. */
const PIECE = 64 * 1024;

/** So much is read to find the end of a line. */
const LOOK_AHEAD = 4 * 1024;

/** Text as Hadoop decodes it: what is not UTF-8 becomes U+FFFD. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The content of a whole file as text. */
export function textOf(files: Files, path: string): string {
  return decoder.decode(contentOf(files, path));
}

/**
 * The lines of a split, some at a time. They end in LF, CR LF or CR; the last one of a file may end without. A line that goes over the end of a split is read
 * to its end, and the next split leaves it out; so does it with a line that begins right at the border. As Hadoop's `LineRecordReader`.
 */
export function* linesOf(files: Files, split: FileSplit): Generator<string[]> {
  if (isCompressed(split.path)) {
    const content = contentOf(files, split.path);
    yield* linesIn((start, end) => content.subarray(start, end), 0, content.length);
    return;
  }
  const read = (start: number, end: number) => files.read(split.path, start, end);
  const start = split.start === 0 ? 0 : afterLine(read, split.start, split.size);
  const end = split.end >= split.size ? split.size : afterLine(read, split.end, split.size);
  yield* linesIn(read, start, end);
}

type Read = (start: number, end: number) => Uint8Array;

function* linesIn(read: Read, start: number, end: number): Generator<string[]> {
  let rest: Uint8Array = new Uint8Array(0);
  for (let at = start; at < end; ) {
    const next = read(at, Math.min(at + PIECE, end));
    // the file has become shorter
    if (next.length === 0) break;
    at += next.length;
    const bytes = rest.length === 0 ? next : joined(rest, next);
    const cut = at >= end ? bytes.length : lastLineEnd(bytes);
    rest = bytes.subarray(cut);
    if (cut > 0) yield linesOfText(decoder.decode(withoutMark(bytes.subarray(0, cut), at - bytes.length)));
  }
  if (rest.length > 0) yield linesOfText(decoder.decode(rest));
}

function linesOfText(text: string): string[] {
  const lines = text.includes("\r") ? text.split(/\r\n|\r|\n/) : text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** A byte order mark at the beginning of a file is not text. */
function withoutMark(bytes: Uint8Array, position: number): Uint8Array {
  return position === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Behind the last line of which the end is seen; 0 when there is none. A CR at the very end may be the half of a CR LF. */
function lastLineEnd(bytes: Uint8Array): number {
  for (let i = bytes.length - 1; i >= 0; i--) {
    if (bytes[i] === LF || (bytes[i] === CR && i < bytes.length - 1)) return i + 1;
  }
  return 0;
}

/** Where the line ends on which `from` lies. */
function afterLine(read: Read, from: number, size: number): number {
  for (let at = from; at < size; ) {
    const bytes = read(at, Math.min(at + LOOK_AHEAD, size));
    if (bytes.length === 0) return size;
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] === LF) return at + i + 1;
      if (bytes[i] !== CR) continue;
      const next = i + 1 < bytes.length ? bytes[i + 1] : read(at + i + 1, at + i + 2)[0];
      return at + i + (next === LF ? 2 : 1);
    }
    at += bytes.length;
  }
  return size;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
