import type { Files } from "../../host/files.ts";
import { crc32 } from "../codec/crc32.ts";
import { IOError } from "./errors.ts";
import { cutOff, DamagedError, inflate } from "./inflate.ts";

/** Parts that the header of a member may have behind its first ten bytes. */
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

/**
 * What gzip packed (RFC 1952), unpacked: of all members one after the other. `uri` is the file's. By the platform's `inflate`, where it has one: it is several
 * times as fast, and the one here says what is wrong.
 * @throws IOError with Hadoop's words when it is no such file, torn, or changed
 */
export function gunzip(packed: Uint8Array, uri: string, { inflate: fast }: Pick<Files, "inflate"> = {}): Uint8Array {
  const members: Uint8Array[] = [];
  let at = 0;
  try {
    do {
      const { bytes, end } = member(packed, at, fast);
      members.push(bytes);
      at = end;
    } while (at < packed.length);
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    throw new IOError(
      `${error.message}: ${uri}`,
      error.isCut
        ? { code: "TORN_FILE", advice: "Write a file elsewhere, and move it to where it is read when it is complete." }
        : { code: "DAMAGED_FILE", advice: "Look at what it is, and pack it again with gzip." },
    );
  }
  return members.length === 1 ? members[0]! : joined(members);
}

function member(packed: Uint8Array, start: number, fast: Files["inflate"]): ReturnType<typeof inflate> {
  const data = behindHeader(packed, start);
  const { bytes, end } = fast?.(packed, data) ?? inflate(packed, data);
  if (end + 8 > packed.length) throw cutOff();
  const trailer = new DataView(packed.buffer, packed.byteOffset + end, 8);
  if (trailer.getUint32(0, true) !== crc32(bytes) >>> 0) throw new DamagedError("gzip stream CRC failure");
  if (trailer.getUint32(4, true) !== bytes.length >>> 0)
    throw new DamagedError("stored gzip size doesn't match decompressed size");
  return { bytes, end: end + 8 };
}

function behindHeader(packed: Uint8Array, start: number): number {
  if (start + 10 > packed.length) throw cutOff();
  const [first, second, method, flags = 0] = packed.subarray(start, start + 4);
  if (first !== 0x1f || second !== 0x8b) throw new DamagedError("not a gzip file");
  if (method !== 8) throw new DamagedError("gzip data not compressed with deflate method");
  if ((flags & RESERVED) !== 0) throw new DamagedError("unknown gzip format (reserved flagbits set)");
  let at = start + 10;
  if (flags & EXTRA) at += 2 + (packed[at] ?? 0) + ((packed[at + 1] ?? 0) << 8);
  for (const text of [NAME, COMMENT]) {
    if ((flags & text) === 0) continue;
    const end = packed.indexOf(0, at);
    if (end === -1) throw cutOff();
    at = end + 1;
  }
  if (flags & HEADER_CRC) {
    if (at + 2 > packed.length) throw cutOff();
    const known = packed[at]! | (packed[at + 1]! << 8);
    if ((crc32(packed.subarray(start, at)) & 0xffff) !== known) throw new DamagedError("gzip header CRC failure");
    at += 2;
  }
  if (at > packed.length) throw cutOff();
  return at;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
