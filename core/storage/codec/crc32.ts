/** So many bytes are taken at a time. */
const STEP = 16;

/** For each of the bytes that are taken at a time, from the last to the first, what it adds: 256 entries one after the other. */
const TABLES: Int32Array = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(256 * STEP);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    tables[n] = c;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256]!;
    tables[at] = (before >>> 8) ^ tables[before & 0xff]!;
  }
  return tables;
}

type Crc32 = (bytes: Uint8Array, crc: number) => number;

/** Fewer bytes are done sooner than the platform is called. */
const WORTH_A_CALL = 256;

let platform: Crc32 | undefined;

/** From now on it is computed by what the platform has for that, which has to give the same; undefined: here. */
export function useCrc32(crc32OfPlatform: Crc32 | undefined): void {
  platform = crc32OfPlatform;
}

/** CRC-32 as zip and PNG use it. `crc` is that of what came before. */
export function crc32(bytes: Uint8Array, crc = 0): number {
  return platform === undefined || bytes.length < WORTH_A_CALL ? computed(bytes, crc) : platform(bytes, crc);
}

function computed(bytes: Uint8Array, crc: number): number {
  const table = TABLES;
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let c = ~crc;
  let i = 0;
  for (const end = bytes.length - STEP; i <= end; i += STEP) {
    const w0 = c ^ words.getInt32(i, true);
    const w1 = words.getInt32(i + 4, true);
    const w2 = words.getInt32(i + 8, true);
    const w3 = words.getInt32(i + 12, true);
    c =
      table[3840 + (w0 & 0xff)]! ^
      table[3584 + ((w0 >>> 8) & 0xff)]! ^
      table[3328 + ((w0 >>> 16) & 0xff)]! ^
      table[3072 + (w0 >>> 24)]! ^
      table[2816 + (w1 & 0xff)]! ^
      table[2560 + ((w1 >>> 8) & 0xff)]! ^
      table[2304 + ((w1 >>> 16) & 0xff)]! ^
      table[2048 + (w1 >>> 24)]! ^
      table[1792 + (w2 & 0xff)]! ^
      table[1536 + ((w2 >>> 8) & 0xff)]! ^
      table[1280 + ((w2 >>> 16) & 0xff)]! ^
      table[1024 + (w2 >>> 24)]! ^
      table[768 + (w3 & 0xff)]! ^
      table[512 + ((w3 >>> 8) & 0xff)]! ^
      table[256 + ((w3 >>> 16) & 0xff)]! ^
      table[w3 >>> 24]!;
  }
  for (; i < bytes.length; i++) c = (c >>> 8) ^ table[(c ^ bytes[i]!) & 0xff]!;
  return ~c >>> 0;
}
