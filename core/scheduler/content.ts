import type { ReviveEnvironment } from "../closure/index.ts";
import { decode, encode } from "../storage/codec.ts";
import { type BlockContent, recordsOfBlock } from "../storage/packed-records.ts";
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
    return content instanceof TextLines
      ? { text: content.text, lines: content.size }
      : this.of(recordsOfBlock(content));
  }

  /** @throws NotSerializableError when a record cannot travel */
  encoded(records: readonly unknown[]): Uint8Array<ArrayBuffer> {
    const bytes = encode(records);
    this.transfer.push(bytes.buffer);
    return bytes;
  }
}

export function recordsOf(content: Content, environment: ReviveEnvironment): readonly unknown[] {
  return content instanceof Uint8Array ? decode(content, environment) : content;
}

export function blockOf(content: ContentOfBlock, environment: ReviveEnvironment): BlockContent {
  return "text" in content ? new TextLines(content.text, content.lines) : recordsOf(content, environment);
}

function areStrings(records: readonly unknown[]): records is readonly string[] {
  if (Object.getPrototypeOf(records) !== Array.prototype) return false;
  for (let i = 0; i < records.length; i++) if (typeof records[i] !== "string") return false;
  // an array that has more than its elements would lose it
  return records.length > 0 && !("index" in records) && !("raw" in records);
}
