import { afterAll, describe, expect, test } from "vitest";
import { classIdentity, pack, packValues, portable, revive, reviveValues } from "../../core/closure/index.ts";
import { Programs } from "./programs.ts";

const programs = new Programs();
afterAll(() => programs.remove());

type Make = (...args: unknown[]) => { constructor: Function };

describe("a class that can never change", () => {
  const unchanging = {
    "nothing around it": "class C { #x = 1; get x() { return this.#x; } static of() { return new C(); } }",
    "constants around it":
      "const n = 1, word = /a/, twice = (x: number) => 2 * x * n; class C { f() { return word.test(String(twice(1))); } }",
    "a base of the program's": "class B { b = 1; } class C extends B { }",
    "a base of the language's": "class C extends Map<string, number> { }",
    "classes that know each other": "class C { other() { return new D(); } } class D { other() { return new C(); } }",
  };

  test.each(Object.entries(unchanging))("is the program's own in the driver's thread: %s", (_, text) => {
    const { make, C } = programs.load(`${text}\nexport const make = () => new C(); export { C };`) as {
      make: Make;
      C: Function;
    };
    for (let i = 0; i < 2; i++) expect((revive(pack([make]))[0] as Make)().constructor).toBe(C);
    // also what has left the thread and comes back
    const away = structuredClone(portable(packValues([make()])));
    expect((reviveValues(away)[0] as object).constructor).toBe(C);
    // it costs what it did before
    expect(Object.hasOwn(C, Symbol.hasInstance)).toBe(false);
  });
});

describe("a class that holds what could change", () => {
  const changing = {
    "a static field": "class C { static n = 0; }",
    "a private static field": "class C { static #n = 0; static inc() { return ++C.#n; } }",
    "an object around it": "const table = { n: 1 }; class C { n() { return table.n; } }",
    "a variable that it changes": "let n = 0; class C { inc() { n++; } }",
    "a function that holds such a thing": "const list = [1]; const f = () => list; class C { n() { return f(); } }",
    "a base that does": "class B { static n = 0; } class C extends B { }",
    "a pattern that remembers": "const word = /a/g; class C { n() { return word.test('a'); } }",
  };

  test.each(Object.entries(changing))("is copied, and its copies know each other's instances: %s", (_, text) => {
    const { make, is, C } = programs.load(
      `${text}\nexport const make = () => new C(); export const is = (x: object) => x instanceof C; export { C };`,
    ) as { make: Make; is: (x: object) => boolean; C: Function };
    const [makeHere, isHere] = revive(pack([make, is])) as [Make, typeof is];
    const [makeThere] = revive(pack([make, is])) as [Make];
    expect(makeHere().constructor).not.toBe(C);
    expect(makeHere().constructor).not.toBe(makeThere().constructor);
    for (const each of [make(), makeHere(), makeThere()]) {
      expect([is(each), isHere(each)]).toEqual([true, true]);
      expect(classIdentity(each.constructor)).toBe(classIdentity(C));
    }
    expect([is({}), isHere([])]).toEqual([false, false]);
    // what was put there for `instanceof` does not travel
    const again = revive(pack([makeHere]))[0] as Make;
    expect(again() instanceof makeHere().constructor).toBe(true);
  });

  test("by something that was added", () => {
    const { make, C } = programs.load("class C { }\nexport const make = () => new C(); export { C };") as {
      make: Make;
      C: Function & { n?: number };
    };
    C.n = 1;
    const copy = (revive(pack([make]))[0] as Make)().constructor;
    expect(copy).not.toBe(C);
    expect(copy).toHaveProperty("n", 1);
  });

  test("a program's own Symbol.hasInstance stays", () => {
    const { is } = programs.load(`
      class Even { static n = 0; static [Symbol.hasInstance](x: unknown) { return Number(x) % 2 === 0; } }
      export const is = (x: unknown) => (x as object) instanceof Even;
    `) as { is: (x: unknown) => boolean };
    const [copy] = revive(pack([is])) as [typeof is];
    expect([copy(2), copy(3)]).toEqual([true, false]);
  });
});

test("each class that one text makes is a class of its own", () => {
  const { makeOne, isTwo, isOne } = programs.load(`
    const counter = (first: number) => class Counter { static made = 0; n = first; };
    const One = counter(1), Two = counter(2);
    export const makeOne = () => new One();
    export const isOne = (x: object) => x instanceof One;
    export const isTwo = (x: object) => x instanceof Two;
  `) as Record<string, (x?: object) => never>;
  const one = (revive(pack([makeOne!]))[0] as () => object)();
  const [isOneHere, isTwoHere] = revive(pack([isOne!, isTwo!])) as ((x: object) => boolean)[];
  expect([isOneHere!(one), isTwoHere!(one)]).toEqual([true, false]);
});
