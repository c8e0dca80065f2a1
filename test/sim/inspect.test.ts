import { formatWithOptions } from "node:util";
import { describe, expect, test } from "vitest";
import { formatArguments } from "../../core/sim/inspect.ts";

class Point {
  x = 1;
  y = 2;
}
const circle: { name: string; self?: unknown } = { name: "c" };
circle.self = circle;
const extra = Object.assign([1, 2], { note: "n" });

const cases: Record<string, unknown[]> = {
  strings: ["hello", "world"],
  "a pair": [["hello", 2]],
  pairs: [
    [
      ["a", 1],
      ["b", 2],
    ],
  ],
  "an object": [{ a: 1, b: "two", c: null, d: undefined, "e-f": true }],
  "deep objects": [{ a: { b: { c: { d: 1 } } } }],
  "deep arrays": [[[[[1]]]]],
  quotes: [["it's", 'say "hi"', `it's "both"`, "line\nbreak\ttab", "\u0001"]],
  numbers: [1, -0, Number.NaN, 1e21, 12n],
  "a map": [
    new Map<unknown, unknown>([
      ["a", 1],
      [{ k: 1 }, [2]],
    ]),
  ],
  "a set": [new Set(["a", 1])],
  "an instance": [new Point()],
  functions: [[function named() {}, () => {}, class A {}, class B extends Point {}]],
  "a date": [new Date(0), [new Date(0)]],
  "a regular expression": [/x/g],
  "a typed array": [new Uint8Array([1, 2, 3])],
  circular: [circle],
  "an array with a property": [extra],
  "no prototype": [Object.assign(Object.create(null), { a: 1 })],
  accessors: [
    {
      get a() {
        return 1;
      },
      set b(_: number) {},
    },
  ],
  symbols: [{ [Symbol("s")]: 1 }],
  empty: [[], {}, new Map(), ""],
  format: ["%s has %d of %i, %j %%", "a", 1.5, 2.7, { x: 1 }, "rest"],
  "too few": ["%s and %s", "one"],
  "a long object": [{ first: "a".repeat(30), second: "b".repeat(30), third: "c".repeat(30) }],
  "a long list of words": ["the quick brown fox jumps over the lazy dog and runs".split(" ")],
  "a list of numbers": [Array.from({ length: 20 }, (_, i) => i * 7)],
  "more than a hundred": [Array.from({ length: 120 }, (_, i) => i)],
  "four levels": [{ a: { b: { c: {} } } }, { a: [{ b: [1] }] }, [{ a: { b: 1 } }]],
  "pairs of numbers": [Array.from({ length: 30 }, (_, i) => [`w${i}`, i])],
  "words and numbers": [Array.from({ length: 30 }, (_, i) => (i % 3 ? i * i : `word${i}`))],
  "objects in a list": [Array.from({ length: 9 }, (_, i) => ({ id: i, name: `name ${i}`, tags: ["x", "y"] }))],
  "a map of lists": [new Map([["a", Array.from({ length: 20 }, (_, i) => i)]])],
  "long pairs": [Array.from({ length: 8 }, (_, i) => [`word number ${i}`, i])],
};

describe("console.log writes what Node writes", () => {
  test.each(Object.entries(cases))("%s", (_, args) => {
    expect(formatArguments(args)).toBe(formatWithOptions({ colors: false }, ...args));
  });
});
