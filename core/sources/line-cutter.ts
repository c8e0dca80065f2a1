import { countLines } from "../storage/text-lines.ts";

const LF = 10;
const CR = 13;
const END = Uint8Array.of(LF);

/** Takes complete lines: their bytes, in as many pieces as they came in, and how many they are. */
export type TakeLines = (pieces: readonly Uint8Array[], lines: number) => void;

/**
 * Cuts a stream of bytes behind the last line that is complete, without looking into the text. A line ends with LF, CR or CRLF, as for Java's
 * `BufferedReader`, which Spark reads with; the last one may have no end.
 */
export class LineCutter {
  readonly #take: TakeLines;
  /** A line whose end has not come yet. */
  #rest: Uint8Array[] = [];
  #skipLineFeed = false;

  constructor(take: TakeLines) {
    this.#take = take;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const start = this.#skipLineFeed && bytes[0] === LF ? 1 : 0;
    this.#skipLineFeed = false;
    const { lines, end } = countLines(bytes, start);
    if (lines > 0) {
      let complete = bytes.subarray(start, end);
      if (end === bytes.length && bytes[end - 1] === CR) {
        // it has ended, also if there is a LF still to come
        this.#skipLineFeed = true;
        complete = complete.slice();
        for (let i = complete.length - 1; complete[i] === CR; i--) complete[i] = LF;
      }
      const pieces = [...this.#rest, complete];
      this.#rest = [];
      this.#take(pieces, lines);
    }
    const from = lines > 0 ? end : start;
    if (from < bytes.length) this.#rest.push(from === 0 ? bytes : bytes.subarray(from));
  }

  /** The peer has ended: what is left is a line, too. */
  end(): void {
    if (this.#rest.length === 0) return;
    const pieces = [...this.#rest, END];
    this.#rest = [];
    this.#take(pieces, 1);
  }
}
