import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Drawn } from "../../../../playground/views/flow/paint.ts";
import { Tiles } from "../../../../playground/views/flow/tiles.ts";

const WHOLE = { x: 0, y: 0, width: 400, height: 200 };

const records: fc.Arbitrary<Drawn> = fc.record({
  x: fc.nat(390),
  y: fc.nat(190),
  width: fc.integer({ min: 1, max: 150 }),
  height: fc.constant(15),
  parts: fc.array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 2 }),
  colour: fc.integer({ min: 1, max: 2 }),
  kept: fc.boolean(),
  isSelected: fc.boolean(),
  isLit: fc.boolean(),
});

/** What stands in each tile once the changed ones have been painted. */
function paint(
  screen: Map<string, readonly Drawn[]>,
  tiles: Tiles,
  drawn: readonly Drawn[],
  visible = WHOLE,
): string[] {
  const changed = tiles.changed(drawn, visible);
  for (const [{ id }, inside] of changed) screen.set(id, inside);
  return changed.map(([{ id }]) => id);
}

describe("tiles", () => {
  it("show what is drawn, whatever was drawn before: each record in all tiles in which it lies, in order", () => {
    fc.assert(
      fc.property(fc.array(fc.array(records, { maxLength: 8 }), { minLength: 1, maxLength: 5 }), (frames) => {
        const tiles = new Tiles(100, 50);
        const screen = new Map<string, readonly Drawn[]>();
        for (const drawn of frames) {
          paint(screen, tiles, drawn);
          for (let row = 0; row < 4; row++) {
            for (let column = 0; column < 4; column++) {
              const [x, y] = [column * 100, row * 50];
              const inside = drawn.filter(
                (each) => each.x < x + 100 && each.x + each.width > x && each.y < y + 50 && each.y + each.height > y,
              );
              expect(screen.get(`${column} ${row}`) ?? []).toEqual(inside);
            }
          }
        }
      }),
    );
  });

  it("are painted again only where something is different", () => {
    const record = { width: 20, height: 15, parts: ["a"], colour: 1, kept: false, isSelected: false, isLit: false };
    const [still, moving] = [
      { ...record, x: 10, y: 10 },
      { ...record, x: 150, y: 110 },
    ];
    const tiles = new Tiles(100, 50);
    const screen = new Map<string, readonly Drawn[]>();
    expect(paint(screen, tiles, [still, moving])).toEqual(["0 0", "1 2"]);
    expect(paint(screen, tiles, [{ ...still }, { ...moving, parts: ["a"] }])).toEqual([]);
    expect(paint(screen, tiles, [still, { ...moving, x: 190 }])).toEqual(["1 2", "2 2"]);
    expect(paint(screen, tiles, [{ ...still, isLit: true }, moving])).toEqual(["0 0", "1 2", "2 2"]);
    expect(paint(screen, tiles, [])).toEqual(["0 0", "1 2"]);
  });

  it("that are out of sight are painted when they come into sight", () => {
    const record = { width: 20, height: 15, parts: ["a"], colour: 1, kept: false, isSelected: false, isLit: false };
    const drawn = [{ ...record, x: 10, y: 10 }];
    const tiles = new Tiles(100, 50);
    const screen = new Map<string, readonly Drawn[]>();
    expect(paint(screen, tiles, drawn, { x: 0, y: 100, width: 400, height: 100 })).toEqual([]);
    expect(paint(screen, tiles, drawn)).toEqual(["0 0"]);
    expect(screen.get("0 0")).toEqual(drawn);
  });
});
