import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { axisAt } from "../../../../playground/views/world/axis.ts";
import { contentOf } from "../../../../playground/views/world/content.ts";
import { shownText } from "../../../../playground/views/world/shown-text.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

describe("what is shown of a file", () => {
  test.each([
    ["text", utf8("to be\n或者 😀\t"), "text", "to be\n或者 😀\t"],
    ["text that is cut within a character", utf8("a文").slice(0, 3), "text", "a"],
    ["nothing", new Uint8Array(), "text", ""],
    ["bytes", Uint8Array.of(31, 139, 8), "bytes", "1f 8b 08"],
    ["text with characters that no text has", utf8("a\0"), "bytes", "61 00"],
    ["many bytes", new Uint8Array(10_000), "bytes", Array(16).fill(Array(16).fill("00").join(" ")).join("\n")],
  ])("%s", (_, bytes, kind, text) => {
    expect(shownText(bytes)).toEqual({ kind, text });
  });

  test("whatever is dropped is kept byte for byte", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: "grapheme" }).map(utf8)), (bytes) => {
        const content = contentOf(bytes);
        const again = "text" in content ? utf8(content.text) : Buffer.from(content.base64, "base64");
        expect([...again]).toEqual([...bytes]);
      }),
    );
    expect(contentOf(Uint8Array.of(0xef, 0xbb, 0xbf, 65))).toEqual({ text: "\ufeffA" });
  });
});

describe("the stretch of time that is drawn", () => {
  const streaming = { zeroTime: 0, batchInterval: 1000 };
  test.each([
    ["at the beginning", 0, undefined, 0, 1000],
    ["of a few batches", 3200, undefined, 0, 4000],
    ["of the last ten", 25_200, undefined, 16_000, 26_000],
    ["around one of them that was chosen", 25_200, 20_000, 16_000, 26_000],
    ["around an early one", 25_200, 5000, 0, 6000],
  ])("%s", (_, now, chosen, from, to) => {
    const axis = axisAt(streaming, now, chosen);
    expect([axis.from, axis.to]).toEqual([from, to]);
    expect(axis.batches.at(0)).toBe(from + 1000);
    expect(axis.batches.at(-1)).toBe(to);
  });
});
