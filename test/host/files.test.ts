import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Files } from "../../core/host/files.ts";
import { NodeFiles } from "../../core/host/node/files.ts";
import { SimFiles } from "../../core/sim/files.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);
const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return "nothing was thrown";
};

// The simulated file system has to behave as the real one does: the same tests for both.
describe.each<[string, Files, string]>([
  ["NodeFiles", new NodeFiles(), folder],
  ["SimFiles", new SimFiles({ now: () => 5 }), "/data"],
])("%s", (_name, files, root) => {
  let count = 0;
  const fresh = () => {
    const directory = `${root}/${count++}`;
    files.makeDirectory(directory);
    return directory;
  };

  test("writes, appends, replaces and reads", () => {
    const path = `${fresh()}/a.txt`;
    files.write(path, bytes("hello"));
    files.append(path, bytes(" world"));
    expect(text(files.read(path))).toBe("hello world");
    expect([
      text(files.read(path, 6)),
      text(files.read(path, 3, 8)),
      text(files.read(path, 9, 99)),
      text(files.read(path, 50)),
    ]).toEqual(["world", "lo wo", "ld", ""]);
    files.write(path, bytes("new"));
    files.flush(path);
    expect(text(files.read(path))).toBe("new");
    const appended = `${path}2`;
    files.append(appended, bytes("made"));
    expect(text(files.read(appended))).toBe("made");
  });

  test("what was read or written is not the file itself", () => {
    const path = `${fresh()}/a`;
    const content = bytes("abc");
    files.write(path, content);
    content[0] = 0;
    files.read(path)[1] = 0;
    expect(text(files.read(path))).toBe("abc");
  });

  test("lists by name, and tells files from directories", () => {
    const directory = fresh();
    files.write(`${directory}/b`, bytes("12"));
    files.makeDirectory(`${directory}/c/d`);
    files.write(`${directory}/a`, bytes(""));
    const entries = files.list(`${directory}/`);
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ["a", "file"],
      ["b", "file"],
      ["c", "directory"],
    ]);
    expect(entries[1]!.size).toBe(2);
    expect(Number.isInteger(entries[1]!.modified)).toBe(true);
    expect(files.stat(`${directory}/b`)).toMatchObject({ name: "b", kind: "file", size: 2 });
    files.flush(directory);
  });

  test("there is nothing where there is nothing", () => {
    const directory = fresh();
    files.write(`${directory}/file`, bytes("x"));
    expect(files.stat(`${directory}/missing`)).toBeUndefined();
    expect(files.stat(`${directory}/file/below`)).toBeUndefined();
    expect(codeOf(() => files.read(`${directory}/missing`))).toBe("ENOENT");
    expect(codeOf(() => files.list(`${directory}/missing`))).toBe("ENOENT");
    expect(codeOf(() => files.write(`${directory}/missing/file`, bytes("x")))).toBe("ENOENT");
    expect(codeOf(() => files.rename(`${directory}/missing`, `${directory}/b`))).toBe("ENOENT");
    expect(codeOf(() => files.flush(`${directory}/missing`))).toBe("ENOENT");
    expect(codeOf(() => files.list(`${directory}/file`))).toBe("ENOTDIR");
    expect(codeOf(() => files.read(directory))).toBe("EISDIR");
    expect(codeOf(() => files.write(directory, bytes("x")))).toBe("EISDIR");
    files.remove(`${directory}/missing`);
  });

  test("makes directories on the way, and again", () => {
    const directory = fresh();
    files.makeDirectory(`${directory}/a/b/c`);
    files.makeDirectory(`${directory}/a/b/c`);
    expect(files.stat(`${directory}/a/b/c`)?.kind).toBe("directory");
    files.write(`${directory}/file`, bytes("x"));
    expect(codeOf(() => files.makeDirectory(`${directory}/file`))).toBe("EEXIST");
  });

  test("renames files over files, and whole directories", () => {
    const directory = fresh();
    files.write(`${directory}/a`, bytes("a"));
    files.write(`${directory}/b`, bytes("b"));
    files.rename(`${directory}/a`, `${directory}/b`);
    expect(files.list(directory).map(({ name }) => name)).toEqual(["b"]);
    expect(text(files.read(`${directory}/b`))).toBe("a");
    files.makeDirectory(`${directory}/d/e`);
    files.rename(`${directory}/b`, `${directory}/d/e/f`);
    files.rename(`${directory}/d`, `${directory}/g`);
    expect(text(files.read(`${directory}/g/e/f`))).toBe("a");
    files.makeDirectory(`${directory}/full/of`);
    expect(codeOf(() => files.rename(`${directory}/g`, `${directory}/full`))).toBe("ENOTEMPTY");
    expect(codeOf(() => files.rename(`${directory}/g`, `${directory}/g/below`))).toBe("EINVAL");
    expect(codeOf(() => files.rename(`${directory}/g/e/f`, `${directory}/full`))).toBe("EISDIR");
    expect(codeOf(() => files.rename(`${directory}/full`, `${directory}/g/e/f`))).toBe("ENOTDIR");
  });

  test("removes a directory with all that is in it", () => {
    const directory = fresh();
    files.makeDirectory(`${directory}/a/b`);
    files.write(`${directory}/a/b/c`, bytes("x"));
    files.remove(`${directory}/a`);
    expect(files.list(directory)).toEqual([]);
  });

  test("absolute paths are in one form", () => {
    expect(files.absolute("/a/./b/../c//d/")).toBe("/a/c/d");
    expect(files.absolute("/")).toBe("/");
    expect(files.absolute("x").endsWith("/x")).toBe(true);
  });

  test("one lock a file: who comes second hears who has it, until it is given back", () => {
    const path = `${fresh()}/.lock`;
    const first = files.lock(path, "the first");
    if (!("release" in first)) throw new Error(`taken: ${first.lockedBy}`);
    const second = files.lock(path, "the second");
    expect("release" in second ? "got it" : second.lockedBy).toMatch(/^the first/);
    first.release();
    const third = files.lock(path, "the third");
    if (!("release" in third)) throw new Error(`taken: ${third.lockedBy}`);
    third.release();
  });

  test("what is locked is a file in a directory that is there", () => {
    const directory = fresh();
    files.makeDirectory(`${directory}/lock`);
    expect(codeOf(() => files.lock(`${directory}/lock`, "x"))).toBe("EISDIR");
    expect(codeOf(() => files.lock(`${directory}/nowhere/lock`, "x"))).toBe("ENOENT");
  });

  test("a directory for what is temporary", () => {
    const directory = files.temporaryDirectory();
    expect(files.temporaryDirectory()).toBe(directory);
    files.write(`${directory}/x`, bytes("x"));
    expect(text(files.read(`${directory}/x`))).toBe("x");
  });
});

test("NodeFiles: a link that leads nowhere is not there", () => {
  const files = new NodeFiles();
  const directory = join(folder, "links");
  files.makeDirectory(directory);
  symlinkSync(join(directory, "nowhere"), join(directory, "link"));
  expect(files.list(directory)).toEqual([]);
});

describe("SimFiles", () => {
  test("times are the world's, or somebody's else", () => {
    let now = 1000;
    const files = new SimFiles({ now: () => now });
    files.put("/in/a.txt", "a");
    now = 2000;
    files.put("/in/b.txt", "b", 1500);
    expect(files.list("/in").map(({ name, modified }) => [name, modified])).toEqual([
      ["a.txt", 1000],
      ["b.txt", 1500],
    ]);
    files.append("/in/a.txt", bytes("!"));
    expect(files.stat("/in/a.txt")).toMatchObject({ modified: 2000, size: 2 });
    expect(files.stat("/in")?.modified).toBe(2000);
    files.rename("/in/b.txt", "/in/c.txt");
    expect(files.stat("/in/c.txt")?.modified).toBe(1500);
  });

  test("a disk that is full, until something is removed", () => {
    const files = new SimFiles({ now: () => 0 }, { capacity: 10 });
    files.put("/d/a", "123456");
    expect(codeOf(() => files.write("/d/b", bytes("12345")))).toBe("ENOSPC");
    files.write("/d/a", bytes("12345"));
    files.append("/d/b", bytes("12345"));
    expect(codeOf(() => files.append("/d/b", bytes("1")))).toBe("ENOSPC");
    files.rename("/d/a", "/d/b");
    files.put("/d/c", "12345");
    files.remove("/d");
    files.put("/e", "1234567890");
  });
});
