import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConsoleFold } from "../../../playground/app/console-fold.ts";
import { type ConsoleWindow, consoleWindow, further } from "../../../playground/app/console-window.ts";
import { piecesOf } from "../../../playground/app/console-words.ts";

/** What was said in this order, each by one of two speakers, with events of other kinds in between. */
function fold(said: readonly { readonly error: boolean; readonly quiet: number }[]): ConsoleFold {
  const folded = new ConsoleFold();
  let seq = 0;
  for (const [index, { error, quiet }] of said.entries()) {
    for (let i = 0; i < quiet; i++) folded.append([{ t: 0, seq: seq++, kind: "application-stopped" }]);
    const stream = error ? "stderr" : "stdout";
    folded.append([{ t: 0, seq: seq++, kind: "console", stream, text: `${index}\n`, origin: "driver" }]);
  }
  return folded;
}

/** The numbers of what a window shows. */
function shown({ groups }: ConsoleWindow): number[] {
  return groups.flatMap((group) =>
    group.entries.map(({ words }) => (words.kind === "text" ? Number.parseInt(words.text, 10) : Number.NaN)),
  );
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("the console's window", () => {
  it("shows the latest up to a position, enough of it, in order and in groups of one speaker", () => {
    const saying = fc.array(fc.record({ error: fc.boolean(), quiet: fc.nat(2) }), { maxLength: 600 });
    fc.assert(
      fc.property(saying, fc.nat(1_800), (said, position) => {
        const folded = fold(said);
        const window = consoleWindow(folded, position);
        const known = folded.entries.filter((entry) => entry.at < position);
        expect(shown(window)).toEqual(numbers(window.from, known.length));
        expect(window.earlier).toBe(window.from);
        expect(known.length - window.from).toBeGreaterThanOrEqual(Math.min(known.length, 100));
        expect(known.length - window.from).toBeLessThan(150);
        for (const { first, entries } of window.groups)
          expect(entries.every(({ isError }) => isError === first.isError)).toBe(true);
        for (const [index, group] of window.groups.slice(1).entries())
          expect(group.first.isError).not.toBe(window.groups[index]!.first.isError);
      }),
    );
  });

  it("begins where it did while a few more are written, and stays where a reader holds it", () => {
    const said = numbers(0, 400).map(() => ({ error: false, quiet: 0 }));
    const window = consoleWindow(fold(said.slice(0, 350)), Number.POSITIVE_INFINITY);
    expect(window.from).toBe(250);
    expect(consoleWindow(fold(said.slice(0, 399)), Number.POSITIVE_INFINITY).from).toBe(250);
    expect(consoleWindow(fold(said), Number.POSITIVE_INFINITY).from).toBe(300);
    expect(shown(consoleWindow(fold(said), Number.POSITIVE_INFINITY, window.from))).toEqual(numbers(250, 400));
  });

  it("goes back part by part to the first that is kept", () => {
    const folded = fold(numbers(0, 2_500).map(() => ({ error: false, quiet: 0 })));
    let window = consoleWindow(folded, Number.POSITIVE_INFINITY);
    const begins = [window.from];
    while (window.earlier > 0) {
      window = consoleWindow(folded, Number.POSITIVE_INFINITY, further(window));
      begins.push(window.from);
    }
    expect(begins.every((from, index) => index === 0 || from < begins[index - 1]!)).toBe(true);
    expect(shown(window)).toEqual(numbers(500, 2_500));
  });

  it("shows the latest, too, where the reader looks to before what was held", () => {
    const folded = fold(numbers(0, 300).map(() => ({ error: false, quiet: 0 })));
    expect(shown(consoleWindow(folded, 120, 250))).toEqual(numbers(0, 120));
  });
});

describe("the pieces of what was written", () => {
  it("are the text as it is, with the lit lines by themselves", () => {
    expect(piecesOf("a\nb\n\n", undefined)).toEqual([{ text: "a\nb\n\n", isLit: false }]);
    expect(piecesOf("a\nbb\n", "b")).toEqual([{ text: "a\nbb\n", isLit: false }]);
    expect(piecesOf("a\n\nb\nb\nc\n\n", "b")).toEqual([
      { text: "a\n\n", isLit: false },
      { text: "b\n", isLit: true },
      { text: "b\n", isLit: true },
      { text: "c\n\n", isLit: false },
    ]);
  });
});
