import { describe, expect, it } from "vitest";
import { handOn, handOnBy } from "../../../playground/views/hand-on.ts";

describe("what is handed on", () => {
  it("is the same object where it says the same, down to the smallest part", () => {
    const before = { rows: [{ n: 1 }, { n: 2 }], name: "a" };
    expect(handOn(before, { rows: [{ n: 1 }, { n: 2 }], name: "a" })).toBe(before);
    const next = handOn(before, { rows: [{ n: 1 }, { n: 3 }], name: "a" });
    expect(next).toEqual({ rows: [{ n: 1 }, { n: 3 }], name: "a" });
    expect(next.rows[0]).toBe(before.rows[0]);
    expect(before.rows[1]).toEqual({ n: 2 });
  });

  it("never says anything else than the next one", () => {
    const values = [
      undefined,
      null,
      0,
      Number.NaN,
      "",
      "a",
      [],
      [undefined],
      [1, 2],
      [1],
      {},
      { a: undefined },
      { b: 1 },
      { b: 1, c: [{}] },
      new Map([[1, 2]]),
      new Map(),
    ];
    for (const before of values) for (const next of values) expect(handOn(before, next)).toStrictEqual(next);
  });

  it("is one object where the next one has one, however often it was there before", () => {
    const row = { name: "a", more: 1 };
    const twice = handOn(
      { first: { name: "a", more: 0 }, second: { name: "a", more: 1 } },
      { first: row, second: row },
    );
    expect(twice).toEqual({ first: row, second: row });
    expect(twice.first).toBe(twice.second);
  });

  it("is found by its key where others went before it", () => {
    const before = [1, 2, 3].map((time) => ({ time, cells: [time] }));
    const next = handOnBy(
      before,
      [
        { time: 2, cells: [2] },
        { time: 3, cells: [4] },
        { time: 4, cells: [4] },
      ],
      ({ time }) => time,
    );
    expect(next[0]).toBe(before[1]);
    expect(next.map(({ cells }) => cells)).toEqual([[2], [4], [4]]);
    expect(
      handOnBy(
        before,
        before.map((column) => ({ ...column })),
        ({ time }) => time,
      ),
    ).toBe(before);
  });
});
