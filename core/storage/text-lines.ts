import type { PackedRecords } from "./packed-records.ts";

const LF = 10;
const CR = 13;

/** So many bytes are decoded at once, about: a line that was cut out of them keeps no more than that alive. */
const PIECE = 64 * 1024;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Lines of text as the bytes (UTF-8) that came over the network: they become texts where they are read, and weigh little until then. */
export class TextLines implements PackedRecords {
  readonly text: Uint8Array;
  readonly size: number;

  /** `size` lines, each with its end: LF, CR or CR LF. */
  constructor(text: Uint8Array, size: number) {
    this.text = text;
    this.size = size;
  }

  get bytes(): number {
    return this.text.byteLength;
  }

  each(sink: (line: string) => void): void {
    const { text } = this;
    for (let at = 0; at < text.length; ) {
      const end = afterLine(text, at + PIECE);
      const piece = decoder.decode(text.subarray(at, end));
      at = end;
      if (piece.includes("\r")) eachOfAnyEnd(piece, sink);
      else {
        let start = 0;
        for (let feed = piece.indexOf("\n"); feed >= 0; feed = piece.indexOf("\n", start)) {
          sink(piece.slice(start, feed));
          start = feed + 1;
        }
      }
    }
  }

  toArray(): string[] {
    const lines: string[] = [];
    this.each((line) => {
      lines.push(line);
    });
    return lines;
  }
}

function eachOfAnyEnd(piece: string, sink: (line: string) => void): void {
  const lines = piece.split(/\r\n|\r|\n/);
  // behind the last end there is nothing
  for (let i = 0; i < lines.length - 1; i++) sink(lines[i]!);
}

/** Behind the first LF at `from` or later. */
function afterLine(text: Uint8Array, from: number): number {
  const feed = from >= text.length ? -1 : text.indexOf(LF, from);
  return feed < 0 ? text.length : feed + 1;
}

/** The lines that end in some bytes: how many, and where the last of them ends. */
export interface LineCount {
  readonly lines: number;
  /** Behind the end of the last line. */
  readonly end: number;
}

/** Counts the ends of lines from `from` on. A CR at the very end is one, whatever follows. */
export function countLines(bytes: Uint8Array, from = 0): LineCount {
  const looked = from === 0 ? bytes : bytes.subarray(from);
  // the platform finds characters in a text several times as fast as a loop finds bytes, and decodes as fast
  const text = decoder.decode(looked);
  if (text.includes("\r")) return countAnyEnds(bytes, from);
  let lines = 0;
  for (let feed = text.indexOf("\n"); feed >= 0; feed = text.indexOf("\n", feed + 1)) lines++;
  return { lines, end: lines === 0 ? from : bytes.lastIndexOf(LF) + 1 };
}

function countAnyEnds(bytes: Uint8Array, from: number): LineCount {
  let lines = 0;
  let end = from;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte !== LF && byte !== CR) continue;
    if (byte === CR || i === from || bytes[i - 1] !== CR) lines++;
    end = i + 1;
  }
  return { lines, end };
}

/** Where the first `lines` lines from `from` on end, of which there have to be so many. */
export function linesEnd(bytes: Uint8Array, from: number, lines: number): number {
  let left = lines;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === CR && bytes[i + 1] === LF) i++;
    else if (byte !== LF && byte !== CR) continue;
    if (--left === 0) return i + 1;
  }
  return bytes.length;
}

/** The first lines of some pieces, `most` at most: for who wants to see a few. */
export function firstLines(pieces: readonly Uint8Array[], most: number): string[] {
  let bytes = new Uint8Array(0);
  for (const piece of pieces) {
    if (countLines(bytes).lines >= most || bytes.length > PIECE) break;
    const longer = new Uint8Array(bytes.length + piece.length);
    longer.set(bytes);
    longer.set(piece, bytes.length);
    bytes = longer;
  }
  return new TextLines(bytes, most).toArray().slice(0, most);
}
