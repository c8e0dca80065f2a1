import fc from "fast-check";
import { expect, test } from "vitest";
import { sameKey, stringHash } from "../../core/rdd/hash.ts";
import { KeyIds } from "../../core/rdd/key-ids.ts";
import { KeyTable } from "../../core/rdd/key-table.ts";

/** Texts that all have the same Java hash: "Aa" and "BB" have, and so have all that are made of them. */
function alike(parts: number): string[] {
  if (parts === 0) return [""];
  return alike(parts - 1).flatMap((text) => [`Aa${text}`, `BB${text}`]);
}

/** The same as `KeyIds`, by looking at every key. */
function numbered(keys: readonly unknown[]): number[] {
  const seen: unknown[] = [];
  return keys.map((key) => {
    const known = seen.findIndex((other) => sameKey(other, key));
    return known >= 0 ? known : seen.push(key) - 1;
  });
}

const key = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 3 }) },
  fc.string({ minLength: 60, maxLength: 70, unit: fc.constantFrom("a", "b") }),
  fc.constantFrom("Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa"),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(Number.NaN, 0.5, null, undefined, true, 7n),
  fc.tuple(fc.constantFrom("x", "y"), fc.nat({ max: 2 })),
);

test("many keys are found at once as they are one by one", () => {
  const texts = fc.constantFrom(...alike(6), "a", "b");
  fc.assert(
    fc.property(
      fc.array(fc.oneof(key, texts)),
      fc.array(fc.oneof(key, texts)),
      fc.array(texts),
      (known, mixed, only) => {
        const ids = new KeyIds();
        for (const each of known) ids.of(each);
        for (const keys of [mixed, only]) {
          expect([...ids.findAll(keys.map((each) => [each, 1]))]).toEqual(keys.map((each) => ids.find(each)));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("keys are numbered as they come, equal ones alike", () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
      const ids = new KeyIds();
      expect(keys.map((each) => ids.of(each))).toEqual(numbered(keys));
      expect(keys.map((each) => ids.find(each))).toEqual(numbered(keys));
      expect(ids.find("not there")).toBe(-1);
      expect(ids.find(["not there"])).toBe(-1);
    }),
    { numRuns: 300 },
  );
});

test("many texts, while the table grows", () => {
  const ids = new KeyIds();
  const texts = Array.from({ length: 20_000 }, (_, i) => `key ${(i * 7919) % 20_000}`);
  texts.forEach((text, i) => {
    expect(ids.of(text)).toBe(i);
  });
  texts.forEach((text, i) => {
    expect(ids.find(text)).toBe(i);
  });
  expect(ids.find("key 20000")).toBe(-1);
  expect(ids.keys).toEqual(texts);
});

test("texts that all have the same hash, more than have room near each other", () => {
  const texts = alike(9);
  expect(new Set(texts.map(stringHash)).size).toBe(1);
  const others = Array.from({ length: 3000 }, (_, i) => `other ${i}`);
  const ids = new KeyIds();
  const all = texts.flatMap((text, i) => [text, ...others.slice(i * 5, i * 5 + 5)]);
  expect(all.map((text) => ids.of(text))).toEqual(all.map((_, i) => i));
  expect(all.map((text) => ids.find(text))).toEqual(all.map((_, i) => i));
  expect(ids.find("AaAaAaAaAaAaAaAaC#")).toBe(-1);
});

test("a table keeps a value for each key", () => {
  const table = new KeyTable<unknown, number>();
  table.set("a", 1);
  table.set(["x", 1], 2);
  table.set("a", 3);
  table.set(["x", 1], 4);
  expect(table.get("a")).toBe(3);
  expect(table.get(["x", 1])).toBe(4);
  expect(table.get("b")).toBeUndefined();
  expect([...table.toMap()]).toEqual([
    ["a", 3],
    [["x", 1], 4],
  ]);
});
