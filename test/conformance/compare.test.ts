import { describe, expect, test } from "vitest";
import { CompactBuffer } from "../../core/index.ts";
import { differences, type Entry, matches, matchesError } from "./harness/compare.ts";
import type { CaseRecording, EntryRecording } from "./harness/recording.ts";

function buffer(...values: number[]): CompactBuffer<number> {
  const all = new CompactBuffer<number>();
  all.push(...values);
  return all;
}

describe("a recorded value and ours", () => {
  test("bags and maps have no order, but count", () => {
    expect(matches({ bag: [1, 1, 2] }, buffer(2, 1, 1))).toBe(true);
    expect(matches({ bag: [1, 1, 2] }, buffer(2, 2, 1))).toBe(false);
    expect(matches({ bag: [1] }, new Set([1]))).toBe(true);
    expect(matches({ map: [["a", 1]] }, new Map([["a", 1]]))).toBe(true);
    expect(matches({ map: [["a", 1]] }, new Map([["a", 2]]))).toBe(false);
  });

  test("sequences and tuples are in order", () => {
    expect(matches([1, 2], [1, 2])).toBe(true);
    expect(matches([1, 2], [2, 1])).toBe(false);
    expect(matches([1], [1, 2])).toBe(false);
    expect(matches([1], new Set([1]))).toBe(false);
  });

  test("an Option is the value or undefined, and null is neither", () => {
    expect(matches({ some: 1 }, 1)).toBe(true);
    expect(matches({ none: true }, undefined)).toBe(true);
    expect(matches({ none: true }, null)).toBe(false);
    expect(matches({ some: 1 }, undefined)).toBe(false);
    expect(matches(null, undefined)).toBe(false);
  });

  test("numbers that are not whole have a tolerance, whole ones have none", () => {
    expect(matches(0.3, 0.1 + 0.2)).toBe(true);
    expect(matches(0.3, 0.3001)).toBe(false);
    expect(matches(3, 3.0000000001)).toBe(false);
    expect(matches({ double: "NaN" }, Number.NaN)).toBe(true);
    expect(matches({ long: "9007199254740993" }, 9007199254740993n)).toBe(true);
  });
});

test("of a message the first line counts, and placeholders stand for what changes", () => {
  const recorded = { exception: "E", message: "Task 1 in stage N.0 (TID N) (HOST executor driver): <DIR>/x ...\nmore" };
  expect(
    matchesError(recorded, {
      exception: "E",
      message: "Task 1 in stage 7.0 (TID 12) (localhost executor driver): /tmp/q/x at 5",
    }),
  ).toBe(true);
  expect(
    matchesError(recorded, {
      exception: "E",
      message: "Task 2 in stage 7.0 (TID 12) (localhost executor driver): /tmp/q/x at 5",
    }),
  ).toBe(false);
  expect(matchesError({ exception: "E", message: "a.b" }, { exception: "E", message: "axb" })).toBe(false);
  expect(matchesError({ exception: "E", message: "m" }, { exception: "F", message: "m" })).toBe(false);
  expect(
    matchesError(
      { exception: "E", message: "m", cause: { exception: "C", message: "c" } },
      { exception: "E", message: "m" },
    ),
  ).toBe(false);
});

describe("a recording and a run", () => {
  const recording = (expected: EntryRecording[], rules: Partial<CaseRecording> = {}): CaseRecording => ({
    id: "g/x",
    group: "g",
    title: "",
    scala: "",
    batchMs: 1000,
    batches: 1,
    inputs: {},
    ordered: false,
    comparePartitions: true,
    expected,
    ...rules,
  });
  const run = (...entries: Entry[]) => ({ entries });
  const out = (...partitions: number[][]) => ({ time: 1000, output: "out", partitions });

  test("records of a partition are a multiset unless they are ordered", () => {
    expect(differences(recording([out([1, 2], [3])]), run(out([2, 1], [3])))).toEqual([]);
    expect(differences(recording([out([1, 2], [3])]), run(out([1], [2, 3])))).toHaveLength(1);
    expect(differences(recording([out([1, 2], [3])], { ordered: true }), run(out([2, 1], [3])))).toHaveLength(1);
    expect(differences(recording([out([1, 2], [3])], { comparePartitions: false }), run(out([1], [2, 3])))).toEqual([]);
    expect(differences(recording([out([1])]), run(out([1], [])))).toHaveLength(1);
  });

  test("no job is not a job without records", () => {
    const none = recording([{ time: 1000, output: "out", partitions: null }]);
    expect(differences(none, run())).toEqual([]);
    expect(differences(none, run(out()))).toHaveLength(1);
    expect(differences(recording([out()]), run())).toHaveLength(1);
  });

  test("entries are equally many, and nothing is there that was not recorded", () => {
    expect(differences(recording([out([1])]), run(out([1]), out([1])))).toHaveLength(1);
    expect(differences(recording([out([1]), out([1])]), run(out([1])))).toHaveLength(1);
    expect(differences(recording([out([1])]), run(out([1]), { time: 1000, output: "other", value: 1 }))).toHaveLength(
      1,
    );
  });

  test("the order across outputs counts where it was recorded", () => {
    const a = { time: 1000, output: "a", value: 1 };
    const b = { time: 1000, output: "b", value: 2 };
    expect(differences(recording([a, b]), run(b, a))).toEqual([]);
    expect(differences(recording([a, b], { eventOrder: true }), run(b, a))).toHaveLength(2);
  });

  test("an error counts, and so does the batch after which it came", () => {
    const error = { exception: "E", message: "m" };
    const failing = recording([], { expectedError: { afterBatch: 1000, error } });
    expect(differences(failing, { entries: [], failure: { afterBatch: 1000, error } })).toEqual([]);
    expect(differences(failing, { entries: [], failure: { afterBatch: 2000, error } })).toHaveLength(1);
    expect(differences(failing, { entries: [], failure: { error } })).toHaveLength(1);
    expect(differences(failing, run())).toHaveLength(1);
    expect(differences(recording([]), { entries: [], failure: { error } })).toHaveLength(1);
  });
});
