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

test("flat records come back the same, and new each time", () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(primitive), fc.array(fc.tuple(primitive, primitive, fc.integer()))), (records) => {
      const before = structuredClone(records);
      const packed = packRecords(records)!;
      expect(packed.toArray()).toStrictEqual(before);
      for (const record of packed.toArray()) if (Array.isArray(record)) record.fill("changed");
      for (const record of records) if (Array.isArray(record)) record.fill("changed");
      expect(packed.toArray()).toStrictEqual(before);
      expect(packed.size).toBe(before.length);
    }),
  );
});

test.each([
  ["an object", [{ a: 1 }]],
  ["a nested tuple", [["a", [1]]]],
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
