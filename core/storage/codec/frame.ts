import { crc32 } from "./crc32.ts";
import { CorruptBlockError, UnknownFormatError } from "./errors.ts";
import { joined } from "./parts.ts";

/**
 * What stands around everything that the codec writes, in little-endian order: magic (4 bytes), version (1), codec (1), two bytes that are 0, length of the
 * payload (4), CRC-32 of all that comes before and after it (4), payload.
 */
const MAGIC = [0x53, 0x4c, 0x43, 0x42]; // SLCB
const VERSION = 2;
/** So many bytes stand before the payload. */
export const FRAME_HEADER = 16;
const HEADER = FRAME_HEADER;
const CRC_AT = 12;

/** How a payload is written. */
export const CODECS = { columns: 1, plain: 2, structured: 3, graph: 4, lines: 5 } as const;
export type CodecId = (typeof CODECS)[keyof typeof CODECS];

/** `parts` one after the other, in a frame. The bytes have a buffer of their own, which may be transferred. */
export function frame(codec: CodecId, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joined(frameParts(codec, parts));
}

/** The same in pieces, none of which is copied: what stands before the parts, and they themselves. */
export function frameParts(codec: CodecId, parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > 0xffff_ffff) {
    throw new UnknownFormatError(`A block of ${length} bytes is too large to be written: 4 GB is the most`, {
      code: "BLOCK_TOO_LARGE",
      advice: "Use more partitions, so that each is smaller.",
    });
  }
  const header = new Uint8Array(HEADER);
  const view = new DataView(header.buffer);
  header.set(MAGIC);
  header[4] = VERSION;
  header[5] = codec;
  view.setUint32(8, length, true);
  let crc = crc32(header.subarray(0, CRC_AT));
  for (const part of parts) crc = crc32(part, crc);
  view.setUint32(CRC_AT, crc, true);
  return [header, ...parts];
}

/**
 * The payload, and how it is written.
 * @throws UnknownFormatError, CorruptBlockError
 */
export function unframe(bytes: Uint8Array): { readonly codec: CodecId; readonly payload: Uint8Array } {
  const known = Math.min(bytes.length, MAGIC.length);
  for (let i = 0; i < known; i++) if (bytes[i] !== MAGIC[i]) throw foreign();
  if (bytes.length < HEADER) throw torn(`only ${bytes.length} bytes are there`);
  if (bytes[4] !== VERSION) throw otherVersion(`version ${bytes[4]} of the format`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(8, true);
  if (bytes.length !== HEADER + length)
    throw torn(`${HEADER + length} bytes were written, and ${bytes.length} are there`);
  if (view.getUint32(CRC_AT, true) !== checksum(bytes)) throw torn("the checksum does not match");
  const codec = bytes[5]!;
  if (!(Object.values(CODECS) as number[]).includes(codec) || view.getUint16(6, true) !== 0)
    throw otherVersion(`codec ${codec}`);
  return { codec: codec as CodecId, payload: bytes.subarray(HEADER) };
}

/** How many bytes a whole block that begins with `header` has: for files that hold several. Undefined when the header itself is cut off. */
export function frameLength(header: Uint8Array): number | undefined {
  if (header.length < HEADER) return undefined;
  return HEADER + new DataView(header.buffer, header.byteOffset, header.byteLength).getUint32(8, true);
}

/**
 * The whole frame, with a checksum that matches, that begins at `from` or as soon after as possible, and where it begins: for files to which frames are
 * appended one after the other, and of which a part may be torn or changed.
 */
export function nextFrame(
  bytes: Uint8Array,
  from: number,
): { readonly at: number; readonly frame: Uint8Array } | undefined {
  for (let at = bytes.indexOf(MAGIC[0]!, from); at >= 0; at = bytes.indexOf(MAGIC[0]!, at + 1)) {
    const length = frameLength(bytes.subarray(at, at + HEADER));
    if (length === undefined) return undefined;
    const found = bytes.subarray(at, at + length);
    if (MAGIC.every((byte, i) => found[i] === byte) && found.length === length && checksumOf(found) === checksum(found))
      return { at, frame: found };
  }
  return undefined;
}

function checksumOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(CRC_AT, true);
}

function checksum(bytes: Uint8Array): number {
  return crc32(bytes.subarray(HEADER), crc32(bytes.subarray(0, CRC_AT)));
}

function foreign(): UnknownFormatError {
  return new UnknownFormatError("These bytes were not written by Sluice", {
    code: "BLOCK_UNKNOWN_FORMAT",
    advice:
      "Read files with the operation that belongs to the one that wrote them: saveAsObjectFile and objectFile, saveAsTextFile and textFile.",
  });
}

function otherVersion(what: string): UnknownFormatError {
  return new UnknownFormatError(`These bytes are in ${what}, which this version of Sluice does not know`, {
    code: "BLOCK_UNKNOWN_VERSION",
    advice: "Read them with the version of Sluice that wrote them, or a newer one.",
  });
}

function torn(why: string): CorruptBlockError {
  return new CorruptBlockError(`A block is corrupt: ${why}`, {
    code: "BLOCK_CORRUPT",
    advice: "It was cut off or changed after it was written; write it again.",
  });
}
