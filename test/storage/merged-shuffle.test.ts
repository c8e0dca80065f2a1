import { expect, test } from "vitest";
import { packRecords } from "../../core/storage/packed-records.ts";
import { type MapOutput, ShuffleStore } from "../../core/storage/shuffle-store.ts";

const output = (pairs: readonly [string, number][], executor?: number): MapOutput => ({
  buckets: [pairs, [["other", 1]]],
  sizes: [pairs.length, 1],
  executor,
});

function store(...outputs: readonly MapOutput[]): ShuffleStore {
  const shuffles = new ShuffleStore(() => []);
  shuffles.register(7, outputs.length);
  for (const [i, each] of outputs.entries()) shuffles.write(7, i, each);
  return shuffles;
}

const merged = packRecords([
  ["a", 3],
  ["b", 5],
])!;

test("what was made of a reduce partition stands in the place of what the map tasks gave for it", () => {
  const shuffles = store(
    output([["a", 1]]),
    output([
      ["a", 2],
      ["b", 5],
    ]),
  );
  shuffles.merge(7, 0, merged);
  const read = shuffles.read(7, 0);
  expect(read).toEqual([
    [
      ["a", 3],
      ["b", 5],
    ],
    [],
  ]);
  // nobody can change what is kept
  (read[0]![0] as [string, number])[1] = 99;
  expect(shuffles.read(7, 0)[0]![0]).toEqual(["a", 3]);
  expect(shuffles.read(7, 1)).toEqual([[["other", 1]], [["other", 1]]]);
  expect(shuffles.missing(7)).toEqual([]);
});

test("but not where an executor may take a part of it along, which would then be added once more", () => {
  const shuffles = store(output([["a", 1]]), output([["a", 2]], 1));
  shuffles.merge(7, 0, merged);
  expect(shuffles.read(7, 0)).toEqual([[["a", 1]], [["a", 2]]]);
  shuffles.loseExecutor(1);
  expect(shuffles.missing(7)).toEqual([1]);
  shuffles.merge(7, 0, merged);
  shuffles.write(7, 1, output([["a", 2]]));
  expect(shuffles.read(7, 0)).toEqual([[["a", 1]], [["a", 2]]]);
});

test("of a shuffle that has been freed meanwhile nothing is kept", () => {
  const shuffles = store(output([["a", 1]]));
  shuffles.remove(7);
  shuffles.merge(7, 0, merged);
  expect(shuffles.size).toBe(0);
});
