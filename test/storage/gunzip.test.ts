import { constants, crc32, gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { NodeFiles } from "../../core/host/node/files.ts";
import { seededRandom } from "../../core/sim/random.ts";
import { gunzip } from "../../core/storage/files/gunzip.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
/** By the platform's inflate and without, which must not be told apart. */
const PLATFORMS = [{}, new NodeFiles()];
let files: (typeof PLATFORMS)[number];
const unpacked = (packed: Uint8Array) => gunzip(packed, "file:/in/a.gz", files);
const LINES = bytes(Array.from({ length: 5000 }, (_, i) => `${i % 97} to be or not to be ${i * i}`).join("\n"));

/** Bytes of which none follows from those before. */
function noise(length: number): Uint8Array {
  const random = seededRandom(7);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

const CONTENTS: readonly (readonly [name: string, content: Uint8Array])[] = [
  ["nothing", new Uint8Array()],
  ["one byte", bytes("a")],
  ["the same byte again and again", new Uint8Array(200_000).fill(65)],
  ["lines", LINES],
  ["noise", noise(100_000)],
];
const WAYS = [
  { level: 0 },
  { level: 1 },
  { level: 9 },
  { strategy: constants.Z_FIXED },
  { strategy: constants.Z_HUFFMAN_ONLY },
  { strategy: constants.Z_RLE },
];

/** What is wrong with it, as far as the message says. */
function failureOf(packed: Uint8Array): { message: string; code: string } {
  try {
    unpacked(packed);
  } catch (error) {
    return error as { message: string; code: string };
  }
  return expect.fail("it was unpacked");
}

describe.each(PLATFORMS)("gunzip %#", (platform) => {
  beforeEach(() => {
    files = platform;
  });

  test.each(CONTENTS)("unpacks %s, however it was packed", (_, content) => {
    for (const way of WAYS) expect(Buffer.compare(unpacked(gzipSync(content, way)), content)).toBe(0);
  });

  test("unpacks members one after the other, as files that were put together", () => {
    const parts = CONTENTS.map(([, content]) => content);
    expect(Buffer.compare(unpacked(Buffer.concat(parts.map((part) => gzipSync(part)))), Buffer.concat(parts))).toBe(0);
  });

  test("passes over all that a header may hold", () => {
    const plain = gzipSync(LINES);
    const fields = Buffer.from([3, 0, 1, 2, 3, ...bytes("name\0"), ...bytes("comment\0")]);
    const header = Buffer.concat([plain.subarray(0, 10), fields]);
    header[3] = 4 | 8 | 16 | 2;
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE(crc32(header) & 0xffff);
    const whole = Buffer.concat([header, sum, plain.subarray(10)]);
    expect(Buffer.compare(unpacked(whole), LINES)).toBe(0);
    whole[header.length]! ^= 1;
    expect(failureOf(whole).message).toBe("gzip header CRC failure: file:/in/a.gz");
  });

  test("a file that ends too early, wherever it does, is torn", () => {
    const packed = gzipSync("to be or not to be, that is the question: to be");
    for (let length = 0; length < packed.length; length++) {
      const { message, code } = failureOf(packed.subarray(0, length));
      expect([message, code]).toEqual(["Unexpected end of input stream: file:/in/a.gz", "TORN_FILE"]);
    }
  });

  test("a file that is none, or that was changed, says so in Hadoop's words", () => {
    expect(failureOf(bytes("just some words"))).toMatchObject({
      message: "not a gzip file: file:/in/a.gz",
      code: "DAMAGED_FILE",
    });
    expect(failureOf(Buffer.concat([gzipSync("a"), bytes("just some words")])).message).toMatch(/^not a gzip file/);
    const packed = gzipSync("to be");
    const changed = (at: number) => failureOf(packed.map((byte, i) => (i === packed.length + at ? byte ^ 1 : byte)));
    expect(changed(-8).message).toMatch(/^gzip stream CRC failure/);
    expect(changed(-4).message).toMatch(/^stored gzip size doesn't match decompressed size/);
  });

  test("whatever is changed, nothing else than what was packed comes out", () => {
    const packed = gzipSync(LINES.subarray(0, 2000));
    let refused = 0;
    for (let bit = 10 * 8; bit < packed.length * 8; bit++) {
      const changed = packed.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      try {
        expect(Buffer.compare(unpacked(changed), LINES.subarray(0, 2000))).toBe(0);
      } catch (error) {
        expect(["TORN_FILE", "DAMAGED_FILE"]).toContain((error as { code?: string }).code);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan((packed.length - 12) * 8);
  });
});
