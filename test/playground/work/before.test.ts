import { describe, expect, test } from "vitest";
import { readBefore, removeBefore } from "../../../playground/work/before.ts";
import { oneFile } from "../../../playground/work/files.ts";

/** What the page's small storage is, as far as it is looked at. */
function storageOf(entries: Readonly<Record<string, string>>): Storage {
  const methods = {
    getItem(this: Record<string, string>, key: string) {
      return this[key] ?? null;
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
  };
  return Object.assign(Object.create(methods), entries);
}

describe("what earlier versions of the page kept", () => {
  test("is programs by their names, and what was done in the lessons", () => {
    const storage = storageOf({
      "sluice.settings": "{}",
      "sluice.program": "own",
      "sluice.program.01-network-word-count/exercise.ts": "answer",
      "sluice.program.shared/abc": "shared",
      "sluice.lessons": JSON.stringify({ read: ["a/b", 7], solved: ["a"], predicted: { "a/b": "three", "a/c": 1 } }),
    });
    const before = readBefore(storage)!;
    expect([...before.drafts]).toEqual([
      ["program.ts", { program: oneFile("program.ts", "own") }],
      ["01-network-word-count/exercise.ts", { program: oneFile("program.ts", "answer") }],
      ["shared/abc", { program: oneFile("program.ts", "shared") }],
    ]);
    expect(before.marks).toEqual([
      { kind: "read", name: "a/b", value: "" },
      { kind: "solved", name: "a", value: "" },
      { kind: "predicted", name: "a/b", value: "three" },
    ]);
    removeBefore(storage);
    expect(Object.keys(storage)).toEqual(["sluice.settings"]);
    expect(readBefore(storage)).toBeUndefined();
  });

  test.each(["{", "null", "[]", '{"read":"a","predicted":null}'])("torn, it is nothing: %s", (lessons) => {
    expect(readBefore(storageOf({ "sluice.lessons": lessons }))).toEqual({ drafts: new Map(), marks: [] });
  });
});
