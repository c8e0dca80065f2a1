import { afterAll, describe, expect, test } from "vitest";
import { copyOf } from "../../core/rdd/copy.ts";
import { Programs } from "../closure/programs.ts";

const programs = new Programs();
afterAll(() => programs.remove());

describe("a copy that may be changed", () => {
  test("of collections, with all that they hold", () => {
    const value = { list: [1, [2]], map: new Map([["a", { n: 1 }]]), set: new Set([[1]]), at: new Date(5), re: /x/g };
    const copy = copyOf(value);
    expect(copy).toEqual(value);
    copy.list.push(3);
    copy.map.get("a")!.n = 2;
    copy.at.setTime(6);
    expect(value).toEqual({
      list: [1, [2]],
      map: new Map([["a", { n: 1 }]]),
      set: new Set([[1]]),
      at: new Date(5),
      re: /x/g,
    });
  });

  test("of circles and of what is shared", () => {
    const shared = [1];
    const value: { self?: unknown; both: number[][] } = { both: [shared, shared] };
    value.self = value;
    const copy = copyOf(value);
    expect(copy.self).toBe(copy);
    expect(copy.both[0]).toBe(copy.both[1]);
    expect(copy.both[0]).not.toBe(shared);
  });

  test("of an error, with its message", () => {
    const copy = copyOf(new RangeError("far", { cause: [1] }));
    expect(copy).toBeInstanceOf(RangeError);
    expect([copy.message, copy.cause]).toEqual(["far", [1]]);
  });

  test("of instances of the program's classes, with private fields, made by no constructor", () => {
    const { make } = programs.load(`
      let made = 0;
      class Purse {
        #coins: number[];
        constructor(...coins: number[]) { made++; this.#coins = coins; }
        put(coin: number) { this.#coins.push(coin); return this; }
        get sum() { return this.#coins.reduce((a, b) => a + b, 0); }
        static get made() { return made; }
      }
      class Tags extends Map<string, number> {
        note = "n";
        constructor(needed: object) { super(); needed.toString(); }
        get total() { return [...this.values()].reduce((a, b) => a + b, 0); }
      }
      export const make = () => [new Purse(1, 2), new Tags({}).set("a", 5), Purse];
    `) as { make: () => [Purse, Map<string, number> & { note: string; total: number }, { made: number }] };
    interface Purse {
      sum: number;
      put(coin: number): Purse;
    }
    const [purse, tags, owner] = make();
    const copies = copyOf([purse, tags] as const);
    expect(owner.made).toBe(1);
    expect(copies[0].put(4).sum).toBe(7);
    expect(purse.sum).toBe(3);
    expect(copies[1]).toBeInstanceOf(tags.constructor);
    copies[1].set("b", 1);
    expect([copies[1].total, copies[1].note, tags.total]).toEqual([6, "n", 5]);
  });
});
