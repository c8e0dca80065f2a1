import { type ReviveEnvironment, TaskNotSerializableError } from "../closure/index.ts";
import { fromColumns, toColumns } from "./codec/columns.ts";
import { RecordNotSerializableError } from "./codec/errors.ts";
import { CODECS, type CodecId, frame, frameParts, unframe } from "./codec/frame.ts";
import { NEEDS_GRAPH } from "./codec/lower.ts";
import { fromMessagePack, toMessagePack } from "./codec/message-pack.ts";
import { arePlain } from "./codec/plain.ts";
import { fromGraph, fromStructured, toGraph, toStructured } from "./codec/structured.ts";
import { type BlockContent, isPacked, recordsOfBlock } from "./packed-records.ts";
import { TextLines } from "./text-lines.ts";

export { registerRecordClass, registerRecordForm } from "./codec/classes.ts";
export { encodeColumn } from "./codec/columns.ts";
export {
  CorruptBlockError,
  NotSerializableError,
  RecordNotSerializableError,
  UnknownFormatError,
} from "./codec/errors.ts";
export { frameLength, nextFrame } from "./codec/frame.ts";

/**
 * A block of records as bytes, for a cache, a shuffle, a checkpoint or a file: the same bytes in Node and in browsers. They have a buffer of their own.
 *
 * Kept is all that the language has and that can be copied: also undefined, NaN, -0, bigint, Map, Set, Date, RegExp, bytes, errors, holes, half surrogate
 * pairs, circles, what is shared inside of a record, lists and times of the engine's, instances of the program's classes and functions. Not kept: whether two
 * records are one and the same, or (of many records of one shape) hold one and the same thing; property attributes and symbols as keys of plain objects,
 * names put onto arrays.
 * @throws RecordNotSerializableError naming where in the records something stands that cannot be kept
 */
export function encode(content: BlockContent): Uint8Array<ArrayBuffer> {
  const given = isPacked(content) && content.column === undefined ? content.toArray() : content;
  const columns = toColumns(given);
  if (columns !== undefined) return frame(CODECS.columns, columns);
  const records = recordsOfBlock(given);
  if (arePlain(records)) return frame(CODECS.plain, [toMessagePack(records)]);
  try {
    return frame(CODECS.structured, toStructured(records));
  } catch (reason) {
    if (reason !== NEEDS_GRAPH) throw explained(reason);
  }
  try {
    return frame(CODECS.graph, toGraph(records));
  } catch (reason) {
    throw explained(reason);
  }
}

/**
 * The records of a block. `environment` finds what stands for handles, and imports of functions.
 * @throws CorruptBlockError when the bytes were cut off or changed; UnknownFormatError when they are not of this format, or of a newer version of it
 */
export function decode(bytes: Uint8Array, environment: ReviveEnvironment = {}): unknown[] {
  return recordsOfBlock(decodeBlock(bytes, environment)) as unknown[];
}

/**
 * A block in the form in which it is kept, as bytes in one or more pieces: lines of text stay the bytes that they are.
 * @throws RecordNotSerializableError naming where in the records something stands that cannot be kept
 */
export function encodeBlock(content: BlockContent): Uint8Array[] {
  if (!(content instanceof TextLines)) return [encode(content)];
  const size = new Uint8Array(LINES_HEADER);
  new DataView(size.buffer).setUint32(0, content.size, true);
  return frameParts(CODECS.lines, [size, content.text]);
}

/**
 * The block in `bytes`, packed where it was written so.
 * @throws CorruptBlockError, UnknownFormatError as `decode`
 */
export function decodeBlock(bytes: Uint8Array, environment: ReviveEnvironment = {}): BlockContent {
  const { codec, payload } = unframe(bytes);
  return READ[codec](payload, environment);
}

/** How many lines there are. */
const LINES_HEADER = 4;

function linesOf(payload: Uint8Array): TextLines {
  const size = new DataView(payload.buffer, payload.byteOffset, payload.byteLength).getUint32(0, true);
  return new TextLines(payload.subarray(LINES_HEADER), size);
}

const READ: Record<CodecId, (payload: Uint8Array, environment: ReviveEnvironment) => BlockContent> = {
  [CODECS.columns]: fromColumns,
  [CODECS.plain]: (payload) => fromMessagePack(payload) as unknown[],
  [CODECS.structured]: fromStructured,
  [CODECS.graph]: fromGraph,
  [CODECS.lines]: linesOf,
};

/** The closure room's refusal as one of a record; a stack overflow as what it comes from. */
function explained(reason: unknown): unknown {
  if (reason instanceof TaskNotSerializableError) {
    const [what] = (reason.cause as Error).message.split("\n");
    return new RecordNotSerializableError(what!, `records${reason.path}`, reason.advice, reason);
  }
  if (reason instanceof Error && /call stack|too much recursion/.test(reason.message)) {
    return new RecordNotSerializableError(
      "nested too deeply",
      "A record",
      "Keep long chains of objects in an array.",
      reason,
    );
  }
  return reason;
}
