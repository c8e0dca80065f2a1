import { afterAll, describe, expect, test } from "vitest";
import {
  checkSerializable,
  isRegistered,
  isShareable,
  NOT_SERIALIZABLE,
  type Packed,
  pack,
  packValues,
  portable,
  registerModule,
  revive,
  reviveValues,
  SERIALIZE,
  setEvaluator,
  sharedCopy,
} from "../../core/closure/index.ts";
import { Programs } from "./programs.ts";

const programs = new Programs();
afterAll(() => programs.remove());

type Functions = Record<string, (...args: unknown[]) => unknown>;

describe("a snapshot", () => {
  test("has the values of its time, and copies do not change the original or each other", () => {
    const { add, total, grow } = programs.load(`
      const list = [1]; let n = 10;
      export const add = (x: number) => { list.push(x); n += x; return [list.length, n]; };
      export const total = () => [list.length, n];
      export const grow = () => { list.push(0); n = 100; };`) as Functions;
    const packed = pack([add!]);
    grow!();
    const [first] = revive(packed);
    const [second] = revive(packed);
    expect(first!(1)).toEqual([2, 11]);
    expect(first!(1)).toEqual([3, 12]);
    expect(second!(5)).toEqual([2, 15]);
    expect(total!()).toEqual([2, 100]);
  });

  test("the counter of the programming guide: the driver's stays 0", () => {
    const { count, read } = programs.load(`
      let counter = 0;
      export const count = (x: number) => { counter += x; return counter; };
      export const read = () => counter;`) as Functions;
    const [task] = revive(pack([count!]));
    for (const x of [1, 2, 3]) task!(x);
    expect(task!(0)).toBe(6);
    expect(read!()).toBe(0);
  });

  test("bytes are copied for each copy", () => {
    const { set, get } = programs.load(`
      const bytes = new Uint8Array(2);
      export const set = (x: number) => { bytes[0]! += x; return bytes[0]; };
      export const get = () => bytes[0];`) as Functions;
    const packed = pack([set!]);
    expect(revive(packed)[0]!(5)).toBe(5);
    expect(revive(packed)[0]!(3)).toBe(3);
    expect(get!()).toBe(0);
  });
});

describe("several functions of one graph", () => {
  const program = `
    const seen = new Map<string, number>(); let n = 0;
    export const note = (k: string) => { seen.set(k, ++n); };
    export const look = (k: string) => [seen.get(k), n];
    export const plain = (x: number) => x + 1;`;

  test("share objects and variables, in the order in which they were given", () => {
    const { note, look, plain } = programs.load(program) as Functions;
    const [a, b, c, again] = revive(pack([look!, plain!, note!, look!]));
    c!("x");
    c!("y");
    expect(a!("x")).toEqual([1, 2]);
    expect(b!(1)).toBe(2);
    expect(again).toBe(a);
    expect(look!("x")).toEqual([undefined, 0]);
  });

  test("packed apart they share nothing", () => {
    const { note, look } = programs.load(program) as Functions;
    const [[c], [a]] = [revive(pack([note!])), revive(pack([look!]))];
    c!("x");
    expect(a!("x")).toEqual([undefined, 0]);
  });

  test("share a variable also after they were restored and packed again", () => {
    const { note, look } = programs.load(program) as Functions;
    const restored = revive(structuredClone(pack([note!, look!], { instrumented: true })));
    restored[0]!("x");
    const [c, a] = revive(pack(restored));
    c!("y");
    expect(a!("y")).toEqual([2, 2]);
    expect(restored[1]!("y")).toEqual([undefined, 1]);
  });
});

describe("functions restored out of a checkpoint", () => {
  test("create functions that travel, with the old code and the old values", () => {
    const { callback } = programs.load(`
      const stop = new Set(["a"]); const factor = 3;
      class Word { constructor(readonly_: string) { this.text = readonly_; } text: string; #n = 2; size() { return this.text.length * this.#n * factor; } }
      export const callback = (limit: number) => { let n = 0; return [(w: string) => !stop.has(w) && w.length > limit + n, (w: string) => new Word(w).size(), () => ++n]; };`) as Functions;
    const [restored] = revive(structuredClone(pack([callback!], { instrumented: true })));
    expect(isRegistered(restored!)).toBe(true);
    const made = restored!(1) as Function[];
    for (const each of made) expect(isRegistered(each)).toBe(true);
    const [keep, size, bump] = revive(structuredClone(portable(pack(made))));
    bump!();
    expect([keep!("ab"), keep!("abc"), keep!("a"), size!("abcd")]).toEqual([false, true, false, 24]);
  });

  test("plain copies create functions that do not, and cost nothing for it", () => {
    const { make } = programs.load(`export const make = (n: number) => (x: number) => x + n;`) as Functions;
    const [copy] = revive(pack([make!]));
    expect(isRegistered(copy!)).toBe(false);
    expect(isRegistered(copy!(1) as Function)).toBe(false);
    expect((copy!(1) as (x: number) => number)(2)).toBe(3);
  });
});

describe("what the engine exports", () => {
  class Duration {
    readonly milliseconds: number;
    constructor(milliseconds: number) {
      this.milliseconds = milliseconds;
    }
    plus(that: Duration): Duration {
      return new Duration(this.milliseconds + that.milliseconds);
    }
  }
  class Handle {
    readonly id = 7;
    [SERIALIZE](): object {
      return { kind: "broadcast", id: this.id };
    }
  }
  class Secret {
    #n = 1;
    get n(): number {
      return this.#n;
    }
  }
  const engine = { Duration, Seconds: (n: number) => new Duration(n * 1000), settings: { level: 3 }, Secret };
  registerModule("sluice", engine);
  programs.write(
    "engine.mjs",
    `const e = globalThis["test.engine"]; export const Duration = e.Duration, Seconds = e.Seconds, settings = e.settings, Secret = e.Secret;`,
  );
  Object.assign(globalThis, { "test.engine": engine, handle: new Handle() });
  // The module hook makes "sluice" this address; the transform sees the name.
  const load = (program: string): Functions =>
    programs.load(program, {}, "app.ts", { sluice: "./engine.mjs" }) as Functions;

  test("travels by name, directly imported or reached through a variable", () => {
    const { run } = load(`
      import { Seconds, Duration } from "sluice"; import * as all from "sluice";
      const make = Seconds, second = Seconds(1), { settings } = all;
      export const run = () => [Seconds(2).milliseconds, make(3) instanceof Duration, second.plus(second).milliseconds, all.Seconds === make, settings];`);
    const packed = structuredClone(pack([run!]));
    expect(JSON.stringify(packed.nodes)).not.toContain("level");
    const result = revive(packed)[0]!() as unknown[];
    expect(result.slice(0, 4)).toEqual([2000, true, 2000, true]);
    expect(result[4]).toBe(engine.settings);
  });

  test("an engine's object with private state is refused", () => {
    const { run } = load(`import { Secret } from "sluice"; const s = new Secret(); export const run = () => s.n;`);
    expect(() => pack([run!])).toThrow("a Secret, which is not of a class of your program");
  });

  test("objects with a form of their own come back through the environment, once for all that share them", () => {
    const { run, same } = programs.load(`
      const handle = (globalThis as any).handle, list = [handle];
      export const run = () => handle.id; export const same = () => handle === list[0];`) as Functions;
    const made: unknown[] = [];
    const environment = {
      custom(data: { kind: string; id: number }) {
        made.push(data);
        return { id: data.id * 2 };
      },
    };
    const [a, b] = revive(structuredClone(pack([run!, same!])), environment);
    expect(a!()).toBe(14);
    expect(b!()).toBe(true);
    expect(made).toEqual([{ kind: "broadcast", id: 7 }]);
    expect(() => revive(pack([run!]))).toThrow("not available here");
  });
});

describe("functions that were not compiled by Sluice", () => {
  const foreign = (x: unknown): unknown => [x];

  test("run by reference in this thread, alone or captured", () => {
    Object.assign(globalThis, { foreign });
    const { run } = programs.load(
      `const f = (globalThis as any).foreign; export const run = (x: number) => f(x);`,
    ) as Functions;
    const bound = foreign.bind(null, 1);
    const [a, b, c] = revive(pack([foreign, run!, bound]));
    expect(a).toBe(foreign);
    expect(b!(2)).toEqual([2]);
    expect(c).toBe(bound);
    expect(() => checkSerializable(foreign)).not.toThrow();
  });

  test("do not leave it", () => {
    expect(() => portable(pack([foreign]))).toThrow("the function foreign, which was not compiled by Sluice");
    const packed: Packed = { ...pack([foreign]), local: [] };
    expect(() => revive(packed)).toThrow("has not come along");
  });

  test("packages are imported again where the function runs, and may not be there", () => {
    const { run } = programs.load(
      `import { basename } from "node:path"; export const run = () => basename("/a/b");`,
    ) as Functions;
    const packed = pack([run!]);
    expect(revive(packed)[0]!()).toBe("b");
    const sent = structuredClone(portable(packed));
    expect(() => revive(sent)).toThrow(`imports "node:path", which is not available where it runs`);
    const asked: unknown[] = [];
    const [copy] = revive(sent, {
      import(specifier, importer) {
        asked.push(specifier, importer);
        return { basename: () => "mine" };
      },
    });
    expect(copy!()).toBe("mine");
    expect(asked).toEqual(["node:path", "app.ts"]);
  });
});

describe("a function that captures nothing", () => {
  test("has one copy for all tasks", () => {
    const { a, b } = programs.load(
      `export const a = (x: number) => Math.max(x, 2); export const b = () => (x: number) => x * 2;`,
    ) as Functions;
    expect([isShareable(a!), isShareable(b!)]).toEqual([true, true]);
    expect(sharedCopy(a!)).toBe(sharedCopy(a!));
    expect(sharedCopy(a!)).not.toBe(a);
    expect(sharedCopy(a!)(1)).toBe(2);
    // Each time anew on the driver, and still one.
    expect(sharedCopy(b!)()).toBeInstanceOf(Function);
  });

  test.each([
    ["a variable", `const n = 1; export const f = () => n;`],
    ["this", `class A { n = 1; f() { return () => this.n; } } export const f = new A().f();`],
    ["state of its own", `export const f = Object.assign(() => 1, { calls: 0 });`],
    ["a package", `import { basename } from "node:path"; export const f = () => basename("a");`],
    ["a class", `export const f = class { static n = 1; };`],
    ["a method of a class", `class A { static n = 1; static m() { return ++A.n; } } export const f = A.m;`],
    ["a prototype of its own", `export const f = function () {}; f.prototype.x = 1;`],
    ["import()", `export const f = () => import("node:path");`],
  ])("is another thing than one that has %s", (_what, program) => {
    const { f } = programs.load(program) as Functions;
    expect(isShareable(f!)).toBe(false);
  });

  test("is not one that Sluice did not compile", () => {
    expect(isShareable(() => 1)).toBe(false);
    expect(isShareable(Math.max)).toBe(false);
  });
});

describe("private members through an optional chain", () => {
  test("are skipped as they are at home", () => {
    const { code } = programs.compileJavaScript(`
      class A { #x = 1; next = null; f() { return (o) => [o?.#x, o?.next?.#x, this?.next?.next.#x]; } }
      const a = new A(); export const run = a.f(); export const give = () => [run(a), run(undefined)];`);
    const { run, give } = programs.loadBare(code) as Functions;
    const atHome = give!();
    const [copy] = revive(structuredClone(portable(pack([give!]))));
    expect(copy!()).toEqual(atHome);
    expect(run).toBeInstanceOf(Function);
  });
});

describe("values of any kind", () => {
  test("with classes, functions and cycles", () => {
    const { values } = programs.load(`
      class P { #n = 1; get n() { return this.#n; } }
      const p: any = new P(); p.self = p;
      export const values = [p, [p], () => p.n, -0, "\\ud800", undefined];`) as unknown as { values: unknown[] };
    const [p, list, f, ...rest] = reviveValues(structuredClone(portable(packValues(values)))) as [
      { n: number; self: unknown },
      unknown[],
      () => number,
      ...unknown[],
    ];
    expect([p.n, p.self === p, list[0] === p, f()]).toEqual([1, true, true, 1]);
    expect(rest).toEqual([-0, "\ud800", undefined]);
  });

  test("say which one cannot be copied", () => {
    expect(() => packValues([1, { a: Promise.resolve() }])).toThrow(expect.objectContaining({ path: "[1].a" }));
  });
});

describe("a check", () => {
  test("does not copy, and lets a later value come", () => {
    let reads = 0;
    Object.assign(globalThis, { watched: () => ++reads });
    const { run } = programs.load(`
      const big = new Float64Array(1e6); const o = { get lazy() { return (globalThis as any).watched(); } };
      export const run = () => [big.length, o.lazy];`) as Functions;
    checkSerializable(run!);
    // A getter is copied as a function and not called.
    expect(reads).toBe(0);
  });

  test("asks an object that lives on the driver only for nothing but that", () => {
    Object.assign(globalThis, { driver: { [NOT_SERIALIZABLE]: "a driver, say" } });
    const { run } = programs.load(`const d = (globalThis as any).driver; export const run = () => d;`) as Functions;
    expect(() => checkSerializable(run!)).toThrow("captures 'd' (used at app.ts:1:64), a driver, say");
  });
});

describe("how text becomes code", () => {
  test("is the thread's business, with the text's first line kept first", () => {
    const texts: [string, string][] = [];
    const { run } = programs.load(`const n = 4;\nexport const run = () => n;`) as Functions;
    // biome-ignore lint/security/noGlobalEval: what it stands in for does the same.
    const indirect = globalThis.eval;
    setEvaluator((text, file) => {
      texts.push([text, file]);
      return indirect(text);
    });
    try {
      const packed = pack([run!]);
      expect([revive(packed)[0]!(), revive(packed)[0]!(), revive(structuredClone(packed))[0]!()]).toEqual([4, 4, 4]);
    } finally {
      setEvaluator((text) => indirect(text));
    }
    // Once, whatever the number of copies.
    expect(texts).toHaveLength(1);
    const [text, file] = texts[0]!;
    expect(file).toBe("app.ts");
    expect(text.split("\n")[1]).toMatch(/^ {19}\(\) => n/);
    expect(text).toMatch(/\n\/\/# sourceURL=app\.ts$/);
  });
});
