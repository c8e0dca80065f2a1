import { expect, expectTypeOf, test } from "vitest";
import { currentHost } from "../../core/host/host.ts";
import { Milliseconds, Seconds } from "../../core/index.ts";
import { testOperation } from "../../core/testing/index.ts";

test("the batches of an operation", async () => {
  const lengths = await testOperation([["a", "bb"], [], null, ["ccc"]], (words) => words.map((word) => word.length));
  expectTypeOf(lengths).toEqualTypeOf<(number[] | null)[]>();
  expect(lengths).toEqual([[1, 2], [], null, [3]]);
});

test("of two inputs, the longer of which counts", async () => {
  const pairs = await testOperation(
    [[["a", 1] as const], [["b", 2] as const]],
    [[["a", true] as const], [["a", false] as const], []],
    (left, right) =>
      left
        .map(([key, n]): [string, number] => [key, n])
        .leftOuterJoin(right.map(([k, b]): [string, boolean] => [k, b])),
    { ordered: false },
  );
  expectTypeOf(pairs).toEqualTypeOf<([string, [number, boolean | undefined]][] | null)[]>();
  expect(pairs).toEqual([[["a", [1, true]]], [["b", [2, undefined]]], []]);
});

test("windows need more batches than there is input", async () => {
  const sums = await testOperation(
    [[1], [2], [4]],
    (numbers) => numbers.window(Milliseconds(500)).reduce((a, b) => a + b),
    {
      batch: Milliseconds(250),
      numBatches: 5,
    },
  );
  expect(sums).toEqual([[1], [3], [6], [4], []]);
});

test("partitions, order and state", async () => {
  const sizes = await testOperation([[1, 2, 3]], (numbers) => numbers.glom().map((part) => part.length), {
    numPartitions: 3,
  });
  expect(sizes).toEqual([[1, 1, 1]]);
  const sorted = await testOperation([["b", "a", "c"]], (words) => words.repartition(3), { ordered: false });
  expect(sorted).toEqual([["a", "b", "c"]]);
  const counts = await testOperation(
    [["a"], [], ["a", "b"]],
    (words) =>
      words
        .map((word): [string, number] => [word, 1])
        .updateStateByKey((ones: Iterable<number>, before?: number) => [...ones].length + (before ?? 0)),
    { checkpoint: "/checkpoint", ordered: false, batch: Seconds(5) },
  );
  expect(counts).toEqual([
    [["a", 1]],
    [["a", 1]],
    [
      ["a", 2],
      ["b", 1],
    ],
  ]);
});

test("a failure rejects, and leaves nothing behind", async () => {
  await expect(
    testOperation([["a"], ["b"]], (words) =>
      words.map((word) => {
        if (word === "b") throw new RangeError("b");
        return word;
      }),
    ),
  ).rejects.toThrow("RangeError: b");
  await expect(testOperation([["a"]], () => undefined as never)).rejects.toThrow();
  expect(() => currentHost()).toThrow("has no host");
  expect(await testOperation([["a"]], (words) => words)).toEqual([["a"]]);
});
