import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "../../core/host/clocks.ts";
import { BlockGenerator } from "../../core/receiver/block-generator.ts";
import { LineCutter } from "../../core/sources/line-cutter.ts";
import type { BlockContent } from "../../core/storage/packed-records.ts";
import { recordsOfBlock } from "../../core/storage/packed-records.ts";

/** The lines of a block into which the chunks of a connection went. */
function decode(chunks: readonly Uint8Array[]): string[] {
  let lines: string[] = [];
  const blocks = new BlockGenerator(new ManualClock(async () => {}), 0, 200, (_, content: BlockContent, records) => {
    lines = recordsOfBlock(content) as string[];
    expect(lines).toHaveLength(records);
  });
  const cutter = new LineCutter((pieces, count) => blocks.addLines(pieces, count));
  for (const chunk of chunks) cutter.push(chunk);
  cutter.end();
  blocks.stop();
  return lines;
}

/** Java's rule, said once more in the simplest way. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ["one\ntwo\n", ["one", "two"]],
  ["one\r\ntwo\r\n", ["one", "two"]],
  ["one\rtwo", ["one", "two"]],
  ["\n\n", ["", ""]],
  ["no end", ["no end"]],
  ["", []],
  ["你好\n世界", ["你好", "世界"]],
])("%j is %j", (text, lines) => {
  expect(decode([bytes(text)])).toEqual(lines);
});

test("any text in any chunks, also cut inside of characters and line ends, gives the same lines", () => {
  const piece = fc.constantFrom("a", "word ", "\n", "\r", "\r\n", "你", "😀", "é", "");
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(40)), (pieces, cuts) => {
      const text = pieces.join("");
      const all = bytes(text);
      const at = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
      const chunks = at.slice(1).map((end, i) => all.slice(at[i], end));
      expect(decode(chunks)).toEqual(linesOf(text));
    }),
  );
});

test("a line of 16 MB in small chunks takes no more than its length's time", () => {
  const chunk = bytes("x".repeat(1024));
  const lines = decode([...Array.from({ length: 16 * 1024 }, () => chunk), bytes("\nend")]);
  expect(lines.map((line) => line.length)).toEqual([16 * 1024 * 1024, 3]);
});
