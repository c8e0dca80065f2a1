import { describe, expect, test } from "vitest";
import {
  filesProblem,
  isSame,
  oneFile,
  PROGRAM_LIMITS,
  pathProblem,
  pathsOf,
  withFile,
  withoutFile,
  withRenamed,
} from "../../../playground/work/files.ts";

describe("the path of a program's file", () => {
  test.each([
    ["words.ts", undefined],
    ["helpers/words.ts", undefined],
    ["a/b/c-d_e.f.ts", undefined],
    ["", "form"],
    ["/words.ts", "form"],
    ["../words.ts", "form"],
    ["a/../words.ts", "form"],
    ["./words.ts", "form"],
    ["a//words.ts", "form"],
    ["a\\words.ts", "form"],
    ["a b.ts", "form"],
    ["词.ts", "form"],
    [".ts", "form"],
    [".hidden/words.ts", "form"],
    ["a./words.ts", "form"],
    ["node_modules/words.ts", "form"],
    ["words", "extension"],
    ["words.js", "extension"],
    ["words.tsx", "extension"],
    ["words.d.ts", "extension"],
    [`${"a".repeat(PROGRAM_LIMITS.path)}.ts`, "long"],
    ["program.ts", "taken"],
    ["Program.TS", "extension"],
    ["PROGRAM.ts", "taken"],
    ["program.ts/words.ts", "taken"],
    ["lib.ts", "taken"],
  ])("%s: %s", (path, problem) => {
    expect(pathProblem(path, ["program.ts", "lib.ts/inner.ts"])).toBe(problem);
  });
});

describe("files", () => {
  const program = withFile(withFile(oneFile("program.ts", "1"), "z.ts", "2"), "a/b.ts", "3");

  test("are shown with the entry first, then by name", () => {
    expect(pathsOf(program)).toEqual(["program.ts", "a/b.ts", "z.ts"]);
  });

  test("are renamed and taken away, the program before untouched", () => {
    const renamed = withRenamed(program, "z.ts", "y.ts");
    expect([...renamed.files]).toEqual([
      ["program.ts", "1"],
      ["y.ts", "2"],
      ["a/b.ts", "3"],
    ]);
    expect(withRenamed(program, "program.ts", "main.ts").entry).toBe("main.ts");
    expect([...withoutFile(program, "z.ts").files.keys()]).toEqual(["program.ts", "a/b.ts"]);
    expect(program.files.size).toBe(3);
  });

  test("are the same when names and texts are", () => {
    expect(isSame(program, withFile(program, "z.ts", "2"))).toBe(true);
    expect(isSame(program, withFile(program, "z.ts", "3"))).toBe(false);
    expect(isSame(program, withoutFile(program, "z.ts"))).toBe(false);
    expect(isSame(program, withRenamed(program, "z.ts", "y.ts"))).toBe(false);
  });

  test("are no program without the entry, with bad paths, too many, or too big", () => {
    expect(filesProblem(program)).toBeUndefined();
    expect(filesProblem({ ...program, entry: "main.ts" })).toBe("entry");
    expect(filesProblem(withFile(program, "../x.ts", ""))).toBe("path");
    expect(filesProblem(withFile(program, "Z.ts", ""))).toBe("path");
    expect(filesProblem(withFile(program, "z.ts", "x".repeat(PROGRAM_LIMITS.characters)))).toBe("big");
    const many = Array.from({ length: PROGRAM_LIMITS.files + 1 }, (_, i) => [`f${i}.ts`, ""] as const);
    expect(filesProblem({ entry: "f0.ts", files: new Map(many) })).toBe("many");
  });
});
