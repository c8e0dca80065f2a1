/**
 * Bytes to lines: UTF-8, also when a character or a line end is split between chunks. A line ends with LF, CR or CRLF, as for Java's
 * `BufferedReader`, which Spark reads with; the last one may have no end.
 */
export class LineDecoder {
  readonly #line: (line: string) => void;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** The parts of a line whose end has not come yet: joined once, so that a very long line costs its length and not its square. */
  #parts: string[] = [];
  #skipLineFeed = false;
  /** Has anything come at all? */
  started = false;

  constructor(line: (line: string) => void) {
    this.#line = line;
  }

  push(bytes: Uint8Array): void {
    this.started = true;
    this.#text(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The peer has ended: what is left is a line, too. */
  end(): void {
    this.#text(this.#decoder.decode());
    if (this.#parts.length > 0) this.#emit("");
  }

  #text(text: string): void {
    let start = 0;
    if (this.#skipLineFeed && text.length > 0) {
      this.#skipLineFeed = false;
      if (text.charCodeAt(0) === LF) start = 1;
    }
    let feed = text.indexOf("\n", start);
    let carriage = text.indexOf("\r", start);
    for (;;) {
      const end = feed === -1 ? carriage : carriage === -1 ? feed : Math.min(feed, carriage);
      if (end === -1) break;
      this.#emit(text.slice(start, end));
      start = end + 1;
      if (end === carriage) {
        if (start === text.length) this.#skipLineFeed = true;
        else if (text.charCodeAt(start) === LF) start++;
        carriage = text.indexOf("\r", start);
      }
      if (feed !== -1 && feed < start) feed = text.indexOf("\n", start);
    }
    if (start < text.length) this.#parts.push(start === 0 ? text : text.slice(start));
  }

  #emit(rest: string): void {
    if (this.#parts.length === 0) {
      this.#line(rest);
      return;
    }
    this.#parts.push(rest);
    const line = this.#parts.join("");
    this.#parts = [];
    this.#line(line);
  }
}

const LF = 10;
