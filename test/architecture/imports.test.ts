import { readdirSync, readFileSync } from "node:fs";
import { dirname, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { findCircle, roomOf, whyNot } from "./rooms.ts";

const core = fileURLToPath(new URL("../../core", import.meta.url));

const files = readdirSync(core, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(core, `${entry.parentPath}/${entry.name}`).split(sep).join("/"));

interface Imports {
  /** As written. */
  readonly specifiers: readonly string[];
  /** The files of core among them, as paths inside core. */
  readonly local: readonly string[];
  /** Of these the ones that are there when the program runs, and not only for their types. */
  readonly atLoad: readonly string[];
}

function importsOf(file: string): Imports {
  const source = ts.createSourceFile(file, readFileSync(`${core}/${file}`, "utf8"), ts.ScriptTarget.Latest);
  const all = ts.preProcessFile(source.text, true, true).importedFiles.map((each) => each.fileName);
  const typesOnly = new Set<string>();
  const values = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    if (statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const types = ts.isImportDeclaration(statement)
      ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
      : statement.isTypeOnly;
    (types ? typesOnly : values).add(statement.moduleSpecifier.text);
  }
  const inside = (specifiers: readonly string[]): string[] =>
    specifiers.filter((each) => each.startsWith(".")).map((each) => posix.join(dirname(file), each));
  return {
    specifiers: all,
    local: inside(all),
    atLoad: inside(all.filter((each) => values.has(each) || !typesOnly.has(each))),
  };
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));

describe("the rooms of core", () => {
  test("there are files to look at", () => {
    expect(files.length).toBeGreaterThan(20);
    expect([...imports.values()].flatMap((each) => each.local).length).toBeGreaterThan(50);
  });

  test("every file stands in a room", () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  test("imports go one way", () => {
    const wrong = [...imports].flatMap(([file, { local }]) =>
      local.map((to) => whyNot(file, to)).filter((why) => why !== undefined),
    );
    expect(wrong).toEqual([]);
  });

  test("relative imports name a file of core, with its ending", () => {
    const known = new Set(files);
    const wrong = [...imports].flatMap(([file, { local }]) =>
      local.filter((to) => !known.has(to)).map((to) => `${file} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  // Rooms cannot import each other in a circle at all; inside a room, types may name each other.
  test("no file waits for itself when it is loaded", () => {
    expect(findCircle(new Map([...imports].map(([file, { atLoad }]) => [file, atLoad])))).toBeUndefined();
  });

  test("only the Node host and the command know Node", () => {
    const wrong = [...imports]
      .filter(([file]) => roomOf(file) !== "cli" && roomOf(file) !== "host/node")
      .flatMap(([file, { specifiers }]) =>
        specifiers.filter((each) => each.startsWith("node:")).map((each) => `${file} imports ${each}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe("the rule itself", () => {
  test.each([
    ["rdd/rdd.ts", "storage/cache.ts", true],
    ["storage/cache.ts", "rdd/rdd.ts", false],
    ["rdd/a.ts", "rdd/kinds/b.ts", true],
    ["streaming/x.ts", "streaming-context.ts", false],
    ["streaming-context.ts", "streaming/x.ts", true],
    ["trace/trace.ts", "host/node/network.ts", false],
    ["trace/trace.ts", "host/host.ts", true],
    ["host/node/entry.ts", "index.ts", true],
    ["index.ts", "cli/main.ts", false],
    ["elsewhere/x.ts", "conf/time.ts", false],
  ])("%s → %s: %s", (from, to, allowed) => {
    expect(whyNot(from, to) === undefined).toBe(allowed);
  });

  test("a circle is found, also behind a long way", () => {
    const graph = new Map([
      ["a", ["b", "c"]],
      ["b", ["c"]],
      ["c", ["d"]],
      ["d", ["b"]],
    ]);
    expect(findCircle(graph)).toEqual(["b", "c", "d", "b"]);
    expect(findCircle(new Map([...graph, ["d", []]]))).toBeUndefined();
  });
});
