import * as zlib from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { seededRandom } from "../../core/sim/random.ts";
import { crc32, useCrc32 } from "../../core/storage/codec/crc32.ts";

afterEach(() => useCrc32(undefined));

test("the value that everybody gives for the digits", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});

test("ours and zlib's agree at every length and offset, in one go and piece by piece", () => {
  const random = seededRandom(1);
  const bytes = new Uint8Array(700).map(() => Math.floor(random() * 256));
  for (let length = 0; length < 600; length++) {
    const part = bytes.subarray(length % 7, (length % 7) + length);
    const expected = zlib.crc32(part);
    const middle = Math.floor(random() * length);
    useCrc32(undefined);
    const ours = [crc32(part), crc32(part.subarray(middle), crc32(part.subarray(0, middle)))];
    useCrc32(zlib.crc32);
    expect([...ours, crc32(part)], `${length} bytes`).toEqual([expected, expected, expected]);
  }
});
