import { expect, test } from "vitest";
import { CompactBuffer, List, SeqBuffer } from "../../core/rdd/list.ts";
import { preview, recordText } from "../../core/sinks/record-text.ts";

class Click {
  readonly user = "eve";
  readonly count = 2;
}

class Named {
  toString() {
    return "I am named";
  }
}

const itself: unknown[] = [];
itself.push(itself);

test.each([
  [["a", 1], "(a,1)"],
  [["a", ["b", 2]], "(a,(b,2))"],
  [List.of(1, 2), "List(1, 2)"],
  [["k", List.of("x")], "(k,List(x))"],
  [Object.assign(new SeqBuffer<number>(), { 0: 1, 1: 2 }), "ArrayBuffer(1, 2)"],
  [Object.assign(new CompactBuffer<number>(), { 0: 1 }), "CompactBuffer(1)"],
  [undefined, "None"],
  [null, "null"],
  [true, "true"],
  [12345678901, "12345678901"],
  [-0, "0"],
  [0.5, "0.5"],
  [1234567.5, "1234567.5"],
  [12345678.5, "1.23456785E7"],
  [0.0001, "1.0E-4"],
  [1e300, "1.0E300"],
  [Number.NaN, "NaN"],
  [10n ** 20n, "100000000000000000000"],
  [new Map([["a", 1]]), "Map(a -> 1)"],
  [new Set([1, 2]), "Set(1, 2)"],
  [{ word: "a", n: [1, 2] }, "{word: a, n: (1,2)}"],
  [new Click(), "Click(eve,2)"],
  [new Named(), "I am named"],
])("%o prints as %s", (record, text) => {
  expect(recordText(record)).toBe(text);
});

test("a record that contains itself ends in …", () => {
  expect(recordText(itself)).toContain("…");
});

test("a preview keeps key and value of a pair apart, and is cut where it is long", () => {
  expect(preview(["be", 3])).toEqual(["be", "3"]);
  expect(preview(List.of("be", "3"))).toBe("List(be, 3)");
  expect(preview("x".repeat(500))).toHaveLength(201);
});
