import type { ReviveEnvironment } from "../closure/index.ts";
import { decode, decodeBlock, encode } from "../storage/codec.ts";
import { type BlockContent, isPacked, packRecords } from "../storage/packed-records.ts";
import { TextLines } from "../storage/text-lines.ts";
import type { Content, ContentOfBlock } from "./protocol.ts";

/** Makes contents, and gathers the buffers that go with the message instead of being copied. */
export class Contents {
  readonly transfer: ArrayBuffer[] = [];

  /** @throws NotSerializableError when a record cannot travel */
  of(records: readonly unknown[]): Content {
    return areStrings(records) ? records : this.encoded(records);
  }

  /** @throws NotSerializableError when a record cannot travel */
  ofBlock(content: BlockContent): ContentOfBlock {
    if (content instanceof TextLines) return { text: content.text, lines: content.size };
    return isPacked(content) ? this.encoded(content) : this.of(content);
  }

  /** @throws NotSerializableError when a record cannot travel */
  ofKept(block: KeptBlock): ContentOfBlock {
    if (!(block instanceof Uint8Array)) return this.ofBlock(block);
    // what is transferred is gone here
    const copy = block.slice();
    this.transfer.push(copy.buffer);
    return copy;
  }

  /** @throws NotSerializableError when a record cannot travel */
  encoded(records: BlockContent): Uint8Array<ArrayBuffer> {
    const bytes = encode(records);
    this.transfer.push(bytes.buffer);
    return bytes;
  }
}

export function recordsOf(content: Content, environment: ReviveEnvironment): readonly unknown[] {
  return content instanceof Uint8Array ? decode(content, environment) : content;
}

export function blockOf(content: ContentOfBlock, environment: ReviveEnvironment): BlockContent {
  if ("text" in content) return new TextLines(content.text, content.lines);
  return content instanceof Uint8Array ? decodeBlock(content, environment) : content;
}

/** A block as an executor keeps it: with records that could be changed as bytes, where everyone who reads it shall get records of its own. */
export type KeptBlock = BlockContent | Uint8Array<ArrayBuffer>;

/** A block that came over, as it is to be kept. */
export function keptBlock(content: ContentOfBlock, serialized: boolean, environment: ReviveEnvironment): KeptBlock {
  const block = blockOf(content, environment);
  return serialized && content instanceof Uint8Array && !isPacked(block) ? content : block;
}

/** A block that was computed here, as it is to be kept. */
export function computedBlock(content: BlockContent, serialized: boolean): KeptBlock {
  return isPacked(content) || !serialized ? content : (packRecords(content) ?? encode(content));
}

function areStrings(records: readonly unknown[]): records is readonly string[] {
  if (Object.getPrototypeOf(records) !== Array.prototype) return false;
  for (let i = 0; i < records.length; i++) if (typeof records[i] !== "string") return false;
  // an array that has more than its elements would lose it
  return records.length > 0 && !("index" in records) && !("raw" in records);
}
