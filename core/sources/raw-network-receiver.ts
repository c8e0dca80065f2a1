import { engineNamed } from "../rdd/engine-function.ts";
import { decode, encode } from "../storage/codec.ts";
import { IOError } from "../storage/files/errors.ts";
import { type BytesReader, type Receiving, TcpReceiver } from "./tcp-receiver.ts";

/** Longer blocks than this are not believed, in bytes. */
const LONGEST_BLOCK = 1 << 30;

/**
 * Blocks of records from a TCP server that wrote them with `rawBlock`: they are stored as they come, one block of the stream for each.
 * Spark: `RawNetworkReceiver`.
 */
export class RawNetworkReceiver<T> extends TcpReceiver<T> {
  protected reader(receiving: Receiving<T>): BytesReader {
    return new BlockReader(receiving);
  }
}

engineNamed("RawNetworkReceiver", RawNetworkReceiver);

/**
 * Records as a block for `rawSocketStream`: the length of what follows as a whole number of four bytes, the highest first, then the records as object files
 * have them. What stands on a network connection is nothing but such blocks.
 * @spark none; RawTextSender writes such blocks
 * @example socket.write(rawBlock([["a", 1], ["b", 2]]));
 */
export function rawBlock(records: readonly unknown[]): Uint8Array {
  const content = encode(records);
  const block = new Uint8Array(4 + content.length);
  new DataView(block.buffer).setUint32(0, content.length);
  block.set(content, 4);
  return block;
}

class BlockReader<T> implements BytesReader {
  readonly #receiving: Receiving<T>;
  /** What of the next block is there, by chunk. */
  #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(receiving: Receiving<T>) {
    this.#receiving = receiving;
  }

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
    try {
      for (let block = this.#next(); block !== undefined; block = this.#next())
        this.#receiving.storeMany(decode(block) as T[]);
    } catch (error) {
      this.#receiving.finish(error);
    }
  }

  end(error?: Error): void {
    const cutOff =
      this.#length === 0
        ? undefined
        : new IOError("End of channel", {
            code: "PARTIAL_BLOCK",
            advice: `The peer ended in the middle of a block: ${this.#length} bytes of it are lost.`,
          });
    this.#receiving.finish(error ?? cutOff);
  }

  /** The content of the next block, once all of it is there. */
  #next(): Uint8Array | undefined {
    if (this.#length < 4) return undefined;
    const head = this.#take(4, false);
    const length = new DataView(head.buffer, head.byteOffset).getInt32(0);
    if (length < 0 || length > LONGEST_BLOCK) {
      throw new IOError(`${length} is not the length of a block`, {
        code: "BLOCK_LENGTH",
        advice: "rawSocketStream reads blocks that were made with rawBlock; for text there is socketTextStream.",
      });
    }
    return this.#length < 4 + length ? undefined : this.#take(4 + length, true).subarray(4);
  }

  /** The first `count` bytes in one piece, copied only where they are in several. */
  #take(count: number, remove: boolean): Uint8Array {
    if (this.#chunks[0]!.length < count) {
      const all = new Uint8Array(this.#length);
      let at = 0;
      for (const chunk of this.#chunks) {
        all.set(chunk, at);
        at += chunk.length;
      }
      this.#chunks = [all];
    }
    const first = this.#chunks[0]!;
    if (remove) {
      this.#length -= count;
      if (first.length === count) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(count);
    }
    return first.subarray(0, count);
  }
}
