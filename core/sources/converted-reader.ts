import type { BytesReader, Receiving } from "./tcp-receiver.ts";

/**
 * Makes records of the bytes of a connection; called anew for every connection. Most easily an async generator, which reads `for await (const chunk of
 * bytes)` and yields records; chunks are cut anywhere. Spark: `InputStream => Iterator[T]`.
 */
export type Converter<T> = (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<T>;

/** So many bytes may wait for the converter before the peer is held back. */
const MOST_WAITING = 1024 * 1024;

/** Reads a connection through a converter of the program's. */
export class ConvertedReader<T> implements BytesReader {
  readonly #receiving: Receiving<T>;
  readonly #chunks: Uint8Array[] = [];
  #waiting = 0;
  #end: { readonly error: Error | undefined } | undefined;
  #wake: (() => void) | undefined;

  constructor(receiving: Receiving<T>, converter: Converter<T>) {
    this.#receiving = receiving;
    void this.#run(converter);
  }

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#waiting += bytes.length;
    if (this.#waiting > MOST_WAITING) this.#receiving.pause();
    this.#wake?.();
  }

  end(error?: Error): void {
    this.#end = { error };
    this.#wake?.();
  }

  async #run(converter: Converter<T>): Promise<void> {
    try {
      for await (const record of converter(this.#bytes())) {
        const room = this.#receiving.store(record);
        if (room !== undefined) await room;
      }
      this.#receiving.finish();
    } catch (error) {
      this.#receiving.finish(error ?? new Error("The converter failed"));
    }
  }

  /** The chunks in their order; throws the connection's error behind the last of them. */
  async *#bytes(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#waiting -= chunk.length;
        if (this.#waiting <= MOST_WAITING) this.#receiving.resume();
        yield chunk;
      } else if (this.#end !== undefined) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
