import { require } from "../conf/errors.ts";
import { recordText } from "./record-text.ts";

const encoder = new TextEncoder();

/** So many UTF-16 units are gathered before they are written. */
const GATHERED = 256 * 1024;

/** Writes records as lines of text, as `print` shows them. */
export class TextWriter {
  readonly #append: (bytes: Uint8Array) => void;
  #text = "";

  constructor(append: (bytes: Uint8Array) => void) {
    this.#append = append;
  }

  write(record: unknown): void {
    require(record !== null, () => "text files do not allow null rows", {
      code: "NULL_ROW",
      advice: "Leave such records out with filter, or map them to a text.",
    });
    this.#text += `${recordText(record)}\n`;
    if (this.#text.length >= GATHERED) this.flush();
  }

  /** To be called after the last record. */
  flush(): void {
    if (this.#text === "") return;
    this.#append(encoder.encode(this.#text));
    this.#text = "";
  }
}
