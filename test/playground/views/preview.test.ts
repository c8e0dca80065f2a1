import { describe, expect, it } from "vitest";
import { lettersOf } from "../../../playground/views/dstreams.ts";
import {
  checkedPreview,
  cut,
  drawn,
  fitting,
  fittingWords,
  keyOf,
  printed,
  recordWidth,
} from "../../../playground/views/preview.ts";
import { COARSE, FINE, geometryOf, rowGeometry } from "../../../playground/views/timeline/geometry.ts";

describe("a record", () => {
  it("is a text, or a key and a value", () => {
    expect(printed(["be", "3"])).toBe("(be,3)");
    expect(keyOf(["be", "3"])).toBe("be");
    expect(drawn("to be")).toEqual(["to be"]);
    expect(drawn("")).toEqual(["␀"]);
    expect(drawn("a\tb\u007f")).toEqual(["a␉b␡"]);
  });

  it("is cut after 24 characters, counted as people count", () => {
    expect(cut("abcdefghijklmnopqrstuvwxyz")).toBe("abcdefghijklmnopqrstuvw…");
    expect(Array.from(cut("🙂".repeat(30)))).toHaveLength(24);
  });

  it("out of the worker is only what it should be", () => {
    expect(checkedPreview(["a", "b"])).toEqual(["a", "b"]);
    expect(checkedPreview({ toString: () => "x" })).toBe("");
    expect(checkedPreview(["a", { b: 1 }])).toEqual(["a", ""]);
    expect(checkedPreview("x".repeat(1e6)).length).toBe(2_001);
  });

  it("takes as much room as its signs: Chinese ones are wider", () => {
    expect(recordWidth("or")).toBeCloseTo(17.3, 0);
    expect(recordWidth("你好")).toBeGreaterThan(recordWidth("ab"));
    expect(recordWidth(["be", "3"])).toBeCloseTo(28.9, 0);
  });

  it("is drawn beside others as far as there is room", () => {
    const records = ["to", "be", "or", "not"];
    expect(fitting(records, 4, 500, 2, 20)).toBe(4);
    expect(fitting(records, 4, 60, 2, 20)).toBe(2);
    expect(fitting(records, 4, 5, 2, 20)).toBe(1);
    expect(fitting([], 0, 50, 2, 20)).toBe(0);
  });
});

describe("printed words", () => {
  it("stand side by side as far as there is room: the first program's result does", () => {
    expect(fittingWords(["(hello,2)", "(world,1)"], 2, 130, 20)).toBe(2);
    expect(fittingWords(["(hello,2)", "(world,1)"], 3, 130, 20)).toBe(1);
    expect(fittingWords(["a very long line that does not fit"], 1, 50, 20)).toBe(1);
    expect(fittingWords([], 0, 50, 20)).toBe(0);
  });
});

describe("letters", () => {
  it("are the first of a name that no other has", () => {
    const named = (label: string): { label: string; named: boolean } => ({ label, named: true });
    expect(lettersOf(["words", "wide", "词", "w", "_"].map(named))).toEqual(["W", "D", "词", "A", "B"]);
  });

  it("go to the user's names before the operations", () => {
    expect(
      lettersOf([
        { label: "map", named: false },
        { label: "merged", named: true },
      ]),
    ).toEqual(["A", "M"]);
  });
});

describe("the canvas", () => {
  it("draws as many columns as fit at their width, and fills the rest", () => {
    for (const width of [644, 744, 900, 1094, 1400, 2200, 3600]) {
      const { header, column, columns, filling } = geometryOf(width, false);
      expect(header + columns * column + filling).toBe(width);
      expect(columns).toBeLessThanOrEqual(12);
      expect(column).toBeGreaterThanOrEqual(104);
    }
    expect(geometryOf(1094, false)).toMatchObject({ column: 140, columns: 6 });
    expect(geometryOf(744, false).columns).toBe(4);
  });

  it("has two columns and the one that fills on a phone", () => {
    expect(geometryOf(344, true)).toEqual({ header: 0, column: 114, columns: 2, filling: 116 });
    expect(geometryOf(200, true).columns).toBe(1);
  });

  it("has rows of three slots; more partitions get a line, or all of their slots when opened", () => {
    expect(rowGeometry({ partitions: 2 }, false, FINE)).toEqual({ slots: 3, more: false, height: 59 });
    expect(rowGeometry({ partitions: 8 }, false, FINE)).toEqual({ slots: 3, more: true, height: 83 });
    expect(rowGeometry({ partitions: 8 }, true, FINE).slots).toBe(8);
    expect(rowGeometry({ partitions: 8_000 }, true, FINE).slots).toBe(40);
  });

  it("has room for a finger where there is no mouse", () => {
    expect(rowGeometry({ partitions: 8 }, false, COARSE)).toEqual({ slots: 3, more: true, height: 110 });
    const records = ["a", "b", "c", "d"];
    expect(fitting(records, 4, 60, 2, 0)).toBe(4);
    expect(fitting(records, 4, 60, 2, 0, COARSE.record)).toBe(2);
  });
});
