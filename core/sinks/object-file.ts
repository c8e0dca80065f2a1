import { encode } from "../storage/codec.ts";

/** So many records go into a block. */
const BLOCK = 4096;

/** Writes records as blocks of the codec's, one after the other. */
export class ObjectWriter {
  readonly #append: (bytes: Uint8Array) => void;
  #records: unknown[] = [];

  constructor(append: (bytes: Uint8Array) => void) {
    this.#append = append;
  }

  write(record: unknown): void {
    if (this.#records.push(record) >= BLOCK) this.flush();
  }

  /** To be called after the last record. */
  flush(): void {
    if (this.#records.length === 0) return;
    this.#append(encode(this.#records));
    this.#records = [];
  }
}
