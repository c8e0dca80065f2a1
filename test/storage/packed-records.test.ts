import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StorageLevel } from "../../core/index.ts";
import { packRecords } from "../../core/storage/packed-records.ts";
import { estimateSize } from "../../core/storage/size-estimator.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

const primitive = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(-0, 0, Number.NaN),
  fc.string({ unit: "binary" }),
  fc.boolean(),
  fc.bigInt(),
  fc.constantFrom(null, undefined),
);

/** Changes all that can be changed of a record. */
function spoil(record: unknown): void {
  if (typeof record !== "object" || record === null) return;
  for (const [key, value] of Object.entries(record)) {
    spoil(value);
    (record as Record<string, unknown>)[key] = "changed";
  }
}

test("records of one shape come back the same, and new each time", () => {
  const records = fc.oneof(
    fc.array(primitive),
    fc.array(fc.tuple(primitive, primitive, fc.integer())),
    fc.array(fc.record({ a: primitive, 1: fc.integer() }, { noNullPrototype: true })),
    fc.array(
      fc.tuple(primitive, fc.record({ count: fc.integer(), last: fc.tuple(primitive) }, { noNullPrototype: true })),
    ),
  );
  fc.assert(
    fc.property(records, (records: unknown[]) => {
      const before = structuredClone(records);
      const packed = packRecords(records)!;
      expect(packed.toArray()).toStrictEqual(before);
      packed.toArray().forEach(spoil);
      records.forEach(spoil);
      expect(packed.toArray()).toStrictEqual(before);
      const pushed: unknown[] = [];
      packed.each((record) => pushed.push(record));
      expect(pushed).toStrictEqual(before);
      expect(packed.size).toBe(before.length);
    }),
  );
});

const shared = { n: 1 };

test.each([
  ["objects with different keys", [{ a: 1 }, { b: 1 }]],
  ["objects with more keys", [{ a: 1 }, { a: 1, b: 1 }]],
  [
    "objects and none",
    [
      ["a", { a: 1 }],
      ["b", null],
    ],
  ],
  [
    "lists of different lengths",
    [
      ["a", [1]],
      ["b", [1, 2]],
    ],
  ],
  ["a thing in two places", [[shared, [shared]]]],
  ["an instance of a class", [new Date()]],
  ["an object without a prototype", [{ a: 1 }, Object.assign(Object.create(null), { a: 1 })]],
  ["different widths", [["a", 1], ["b"]]],
  ["a hole", [["a", 1], Object.assign(new Array(2), { 0: "b" })]],
  ["an array with more to it", [/(a)/.exec("a")]],
  ["a function", [() => 1]],
])("%s has no packed form", (_name, records) => {
  expect(packRecords(records)).toBeUndefined();
});

test("numbers take little room, and a level with disk writes them out when they have to go", () => {
  const { blocks } = world.sc("local[2]", { "sluice.storage.memory": "100k" });
  const records = Array.from({ length: 10_000 }, (_, i) => [i, i * 2]);
  blocks.put("rdd_1_0", records, StorageLevel.MEMORY_AND_DISK_SER);
  expect(blocks.info("rdd_1_0")).toMatchObject({ memory: 80_000, onDisk: false });
  blocks.put("rdd_2_0", records, StorageLevel.MEMORY_AND_DISK_SER);
  expect(blocks.info("rdd_1_0")).toMatchObject({ memory: 0, onDisk: true });
  expect(blocks.get("rdd_1_0")).toEqual(records);
});

test("a long array is measured by samples", () => {
  const texts = Array.from({ length: 100_000 }, (_, i) => `text ${String(i).padStart(5, "0")}`);
  expect(estimateSize(texts)).toBe(16 + 26 * texts.length);
});
