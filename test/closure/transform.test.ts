import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { afterAll, describe, expect, test } from "vitest";
import { ProgramSyntaxError } from "../../core/closure/compile/syntax-error.ts";
import { transform } from "../../core/closure/compile/transform.ts";
import { NAMED, pack, revive, siteOf } from "../../core/closure/index.ts";
import { kinds } from "./kinds.ts";
import { compile, Programs } from "./programs.ts";

const programs = new Programs();
afterAll(() => programs.remove());
const require = createRequire(import.meta.url);

/** What the transform put in taken out again, line by line: what is left must be the source. */
function expectLinesKept(source: string, code: string): void {
  const lines = source.split("\n");
  const transformed = code.split("\n");
  for (const [i, line] of lines.entries()) {
    let at = 0;
    for (const character of line) {
      at = transformed[i]!.indexOf(character, at) + 1;
      if (at === 0) throw new Error(`line ${i + 1} has lost something: ${line}\n${transformed[i]}`);
    }
  }
  expect(transformed.length - lines.length).toBeLessThanOrEqual(2);
}

describe("lines", () => {
  test.each(kinds)("stay where they are: $name", ({ program }) => {
    const source = compile(program).code;
    expectLinesKept(compile(program).map.sourcesContent![0]!, source);
  });

  test("the source map leads every place in the code back to its own", () => {
    const source = `const a = 1;\nexport const f = (x) => { const g = (y) => y + a; return g(x) + boom(x); };\nfunction boom(n) { throw n; }\n`;
    const { code, map } = transform(source, { file: "app.ts" });
    const trace = new TraceMap(map.toString());
    const lines = code.split("\n");
    for (const word of ["f", "g(x)", "boom(x)", "throw"]) {
      const line = source.split("\n").findIndex((each) => each.includes(word));
      const found = originalPositionFor(trace, { line: line + 1, column: lines[line]!.indexOf(word) });
      expect(found).toMatchObject({
        line: line + 1,
        column: source.split("\n")[line]!.indexOf(word),
        source: "app.ts",
      });
    }
  });
});

describe("a big module does what it did", () => {
  test("acorn, which then travels as a whole", async () => {
    const path = require.resolve("acorn").replace(/\.js$/, ".mjs");
    const source = readFileSync(path, "utf8");
    const { code } = transform(source, { file: "acorn.mjs", runtime: "./runtime.mjs" });
    expectLinesKept(source, code);
    const original = await import("acorn");
    const module = programs.loadBare(code) as unknown as typeof original;
    expect(Object.keys(module)).toEqual(Object.keys(original));
    const options = { ecmaVersion: "latest", sourceType: "module", locations: true } as const;
    const expected = JSON.stringify(original.parse(source, options));
    expect(JSON.stringify(module.parse(source, options)) === expected).toBe(true);

    const copy = revive(structuredClone(pack([module.parse])))[0] as typeof original.parse;
    expect(JSON.stringify(copy(source, options)) === expected).toBe(true);
    // An error class of its own, with a position.
    expect(() => copy("a b", options)).toThrow("Unexpected token (1:2)");
  });

  test("magic-string, whose classes have private state of their own kind", () => {
    const path = fileURLToPath(import.meta.resolve("magic-string"));
    const source = readFileSync(path, "utf8").replace(
      /from ["'](@[^"']+)["']/g,
      (_, name: string) => `from ${JSON.stringify(import.meta.resolve(name))}`,
    );
    const { code } = transform(source, { file: "magic-string.mjs", runtime: "./runtime.mjs" });
    expectLinesKept(source, code);
    const { default: MagicString } = programs.loadBare(code) as {
      default: new (text: string) => { overwrite(a: number, b: number, c: string): object; toString(): string };
    };
    const text = new MagicString("var a = 1;");
    text.overwrite(4, 5, "answer");
    expect(text.toString()).toBe("var answer = 1;");
  });
});

describe("what functions are called", () => {
  test("is what they are called without the transform", () => {
    const program = `
      const arrow = () => 1, K = class {}, { d = () => 1 } = {}, list = [() => 1];
      let assigned; assigned = function () {}; let logical; logical ??= () => 1;
      const o = { p: () => 1, "q r": () => 1, 5: () => 1, ["c"]: () => 1, m() {}, get g() { return 1; }, __proto__: null };
      class F { field = () => 1; static s = () => 1; #p = () => 1; get p() { return this.#p; } }
      function byDefault(f = () => 1) { return f; }
      export default () => 1;
      const paren = (() => 1);
      export const names = [arrow, K, d, list[0], assigned, logical, o.p, o["q r"], o[5], o.c, o.m, new F().field, F.s, new F().p, byDefault(), paren, class Own {}, function own() {}].map((f) => f.name);
      export const lengths = [((a, b = 1, c) => 1).length, byDefault.length];`;
    const transformed = programs.load(program);
    const bare = programs.loadBare(program);
    expect(transformed.names).toEqual(bare.names);
    expect(transformed.lengths).toEqual(bare.lengths);
    expect((transformed.default as Function).name).toBe("default");
  });

  test("where they stand, by siteOf", () => {
    const { a, b, C, o } = programs.load(
      `export const a = 1 && (() => 2);\nexport function b() {}\nexport class C {\n  static s() {}\n  m() {}\n}\nexport const o = {\n  m() {},\n};`,
    ) as Record<string, Function> & { C: { s: Function; prototype: { m: Function } }; o: { m: Function } };
    expect(siteOf(a!)).toEqual({ file: "app.ts", line: 1, column: 24 });
    expect(siteOf(b!)).toEqual({ file: "app.ts", line: 2, column: 8 });
    expect(siteOf(C as unknown as Function)).toEqual({ file: "app.ts", line: 3, column: 8 });
    expect(siteOf(C.s)).toEqual({ file: "app.ts", line: 4, column: 3 });
    expect(siteOf(C.prototype.m)).toEqual({ file: "app.ts", line: 5, column: 3 });
    expect(siteOf(o.m)).toEqual({ file: "app.ts", line: 8, column: 3 });
    expect(siteOf(() => 1)).toBeUndefined();
    expect(siteOf(Math.max)).toBeUndefined();
  });
});

describe("variables' names", () => {
  test("are told to values that want to know them, with their place", () => {
    const told: unknown[] = [];
    class Stream {
      map(_f?: unknown): Stream {
        return new Stream();
      }
      [NAMED](name: string, site: unknown): void {
        told.push([name, site]);
      }
    }
    Object.assign(globalThis, { Stream });
    programs.load(`
      const { Stream } = globalThis as any;
      const lines = new Stream(), words = lines.map((x: string) => { const inner = x.trim(); return inner; });
      let counts; counts = words.map(); counts = 5;
      export const shown = counts;
      const { x } = words.map(), [y] = [words.map()], plain = make(), chained = words.map().map();
      function make() { const local = words.map(); return local; }
      for (let i = words.map(); i; i = null) {}
      const text = "a".trim(), list = [1].map(String);`);
    const at = (line: number, column: number): object => ({ file: "app.ts", line, column });
    expect(told).toEqual([
      ["lines", at(3, 13)],
      ["words", at(3, 35)],
      ["counts", at(4, 19)],
      ["local", at(7, 31)],
      ["chained", at(6, 71)],
    ]);
  });

  test("cost nothing in a copy", () => {
    const { run } = programs.load(`export const run = (s: string) => { const t = s.trim(); return t; };`) as {
      run: Function;
    };
    const { codes } = pack([run]);
    expect(Object.values(codes)[0]!.text).not.toContain("$$$.n(");
  });
});

describe("warnings", () => {
  test("an assignment to a captured variable in a function for executors", () => {
    const { warnings } = compile(`
let counter = 0, sum = 0, seen = new Set();
rdd.foreach((x) => { counter += x; let own = 1; own++; seen.add(x); });
rdd.foreach((x) => { rdd2.list.forEach(() => { sum++; }); });
const bump = () => { ({ sum } = { sum: 1 }); };
rdd.map(bump);
stream.foreachRDD(async (rdd) => { counter = await rdd.count(); rdd.foreach(() => { counter++; }); });
setTimeout(() => { counter = 1; });
`);
    expect(
      warnings.map(({ variable, operation, site, closure }) => [
        variable,
        operation,
        site.line,
        site.column,
        closure.line,
        closure.column,
      ]),
    ).toEqual([
      ["counter", "foreach", 3, 22, 3, 13],
      ["sum", "foreach", 4, 48, 4, 13],
      ["sum", "map", 5, 25, 5, 14],
      ["counter", "foreach", 7, 85, 7, 77],
    ]);
    expect(warnings[0]!.message).toContain("'counter'");
    expect(warnings[0]!.code).toBe("ASSIGNS_CAPTURED");
  });
});

describe("programs that cannot be compiled", () => {
  const cases: [name: string, program: string, line: number, column: number, message: RegExp, code: string][] = [
    ["broken TypeScript", "const a = 1;\nconst b = (;", 2, 12, /Expression expected/, "PROGRAM_SYNTAX"],
    ["an enum", "const a = 1;\n  enum E { A }", 2, 3, /enum/, "NOT_ERASABLE"],
    ["a namespace with values", "namespace N { export const x = 1; }", 1, 1, /namespace/, "NOT_ERASABLE"],
    [
      "a parameter property",
      "class A { constructor(private x: number) {} }",
      1,
      23,
      /parameter property/,
      "NOT_ERASABLE",
    ],
    ["direct eval", "const f = (x: string) =>\n  eval(x);", 2, 3, /direct eval/, "DIRECT_EVAL"],
    ["with", "with (Math) { max(1); }", 1, 1, /'with'/, "PROGRAM_SYNTAX"],
    ["a reserved name", "const $$$x = 1;", 1, 7, /\$\$\$/, "RESERVED_NAME"],
    ["a variable twice", "const a = 1;\nconst a = 2;", 2, 7, /'a' has already been declared/, "PROGRAM_SYNTAX"],
    ["await in a function that is not async", "function f() {\n  await g();\n}", 2, 3, /./, "PROGRAM_SYNTAX"],
  ];
  test.each(cases)("%s: the error says where", (_name, program, line, column, message, code) => {
    let error: unknown;
    try {
      compile(program, { file: "bad.ts" });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ProgramSyntaxError);
    const { site, message: text, code: actual, problems } = error as ProgramSyntaxError;
    expect(text).toMatch(message);
    expect([site.file, site.line, site.column, actual]).toEqual(["bad.ts", line, column, code]);
    expect(text.startsWith(`bad.ts:${line}:${column}: `)).toBe(true);
    expect(problems[0]!.site).toEqual(site);
  });

  test("all that is not erasable is told at once", () => {
    expect(() => compile("enum A { X }\nenum B { Y }")).toThrow(
      expect.objectContaining({
        problems: [expect.anything(), expect.objectContaining({ site: { file: "app.ts", line: 2, column: 1 } })],
      }),
    );
  });

  test("a first line for the shell, no last line break, nothing at all", () => {
    expect(compile("#!/usr/bin/env node\nexport const a = () => 1;").code).toMatch(/^#!\/usr\/bin\/env node\nimport/);
    const { a } = programs.load("export const a = () => 1; // the end") as { a: () => number };
    expect(a()).toBe(1);
    expect(programs.load("")).toBeDefined();
  });
});

describe("text without any blanks", () => {
  test("does not run into what is put in", () => {
    const program = `
const n=1;export const f=()=>{return{m(){return n}}},g=()=>{return()=>n},h=function*(){yield()=>n},t=()=>typeof{m(){}},c=()=>{switch(1){case{m(){}}:default:return()=>n}};
export const o={$$$key:1,$$$m(){return 2}},k=o.$$$key;class P{#x=[5];f(){return()=>{return[this][0].#x[0]}}}export const p=new P().f();export default(a)=>a+n;`;
    const m = programs.load(program) as Record<string, (...args: unknown[]) => unknown> & {
      h: () => Generator<() => number>;
    };
    const results = (each: typeof m): unknown[] => [
      (each.f!() as { m(): number }).m(),
      (each.g!() as () => number)(),
      [...each.h()][0]!(),
      each.t!(),
      (each.c!() as () => number)(),
      each.p!(),
      each.default!(2),
    ];
    expect(results(m)).toEqual([1, 1, 1, "object", 1, 5, 3]);
    const names = ["f", "g", "h", "t", "c", "p", "default"];
    for (const instrumented of [false, true]) {
      const copies = revive(
        pack(
          names.map((name) => m[name]!),
          { instrumented },
        ),
      );
      expect(results(Object.fromEntries(names.map((name, i) => [name, copies[i]])) as typeof m)).toEqual(results(m));
    }
  });
});

describe("modules that import each other in a circle", () => {
  test("their declarations can be called before they have run", () => {
    const { value } = programs.load(
      `import { other } from "./other"; export function early() { const f = () => 7; return f(); } export const value = other;`,
      {
        other: `import { early } from "./again"; export const other = early();`,
        again: `export function early() { return ((x) => x)(7); }`,
      },
    );
    expect(value).toBe(7);
  });
});
