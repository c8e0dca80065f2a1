import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  checkSerializable,
  NOT_SERIALIZABLE,
  pack,
  SERIALIZE,
  TaskNotSerializableError,
} from "../../core/closure/index.ts";
import { SparkError } from "../../core/conf/errors.ts";
import { Programs } from "./programs.ts";

const programs = new Programs();
afterAll(() => programs.remove());

class Context {
  readonly [NOT_SERIALIZABLE] = "the StreamingContext, which lives on the driver only";
}
class Socket {
  readonly open = true;
}
class Broken {
  [SERIALIZE](): object {
    throw new Error("no handle");
  }
}

beforeAll(() => {
  Object.assign(globalThis, { outside: { ssc: new Context(), socket: new Socket(), Socket, broken: new Broken() } });
});

interface Refused {
  readonly name: string;
  readonly program: string;
  /** A part of the message. */
  readonly message: string | RegExp;
  readonly variable: string;
  /** Where the variable is used, and where the function that captures it stands. */
  readonly used: [line: number, column: number];
  readonly closure: [line: number, column: number];
  readonly path: string;
  /** A word of the advice. */
  readonly advice: RegExp;
  /** Only pack says so: by the time of a check the variable may still get its value. */
  readonly onlyWhenPacked?: true;
}

const OUTSIDE = "const { ssc, socket, Socket } = (globalThis as any).outside;\n";

const refused: Refused[] = [
  {
    name: "the streaming context",
    program: `${OUTSIDE}export const run = (x: number) => ssc.x + x;`,
    message: "captures 'ssc' (used at app.ts:2:35), the StreamingContext, which lives on the driver only",
    variable: "ssc",
    used: [2, 35],
    closure: [2, 20],
    path: "run → ssc",
    advice: /outside of the functions that run on executors/,
  },
  {
    name: "a connection, deep inside",
    program: `${OUTSIDE}const pool = { conns: [1, socket] };\nconst send = (x: number) => pool.conns.length + x;\nexport const run = (x: number) => send(x);`,
    message: "captures 'pool' (used at app.ts:3:29), a Socket, which is not of a class of your program",
    variable: "pool",
    used: [3, 29],
    closure: [3, 14],
    path: "run → send → pool.conns[1]",
    advice: /foreachPartition/,
  },
  {
    name: "a context in a map, by a key with a space",
    program: `${OUTSIDE}const m = new Map([["k", { "a b": ssc }]]);\nexport const run = () => m.size;`,
    message: "captures 'm'",
    variable: "m",
    used: [3, 26],
    closure: [3, 20],
    path: `run → m.get("k")["a b"]`,
    advice: /./,
  },
  {
    name: "this, whose field holds the context",
    program: `${OUTSIDE}class Job { by = 2; constructor(readonly_: any) { (this as any).ssc = readonly_; } f() { return (x: number) => x * this.by; } }\nexport const run = new Job(ssc).f();`,
    message: "captures 'this'",
    variable: "this",
    used: [2, 116],
    closure: [2, 97],
    path: "closure → this.ssc",
    advice: /./,
  },
  {
    name: "a context in a private field",
    program: `${OUTSIDE}class Job { #ssc; constructor(s: any) { this.#ssc = s; } n() { return this.#ssc; } }\nconst job = new Job(ssc);\nexport const run = () => job.n();`,
    message: "the StreamingContext",
    variable: "job",
    used: [4, 26],
    closure: [4, 20],
    path: "run → job.#ssc",
    advice: /./,
  },
  {
    name: "a context in a static field",
    program: `${OUTSIDE}class Job { static ssc: any; } Job.ssc = ssc;\nexport const run = () => Job.name;`,
    message: "the StreamingContext",
    variable: "Job",
    used: [3, 26],
    closure: [3, 20],
    path: "run → Job.ssc",
    advice: /./,
  },
  {
    name: "an instance of a class that extends a foreign one",
    program: `${OUTSIDE}class Mine extends Socket { x = 1; }\nconst mine = new Mine();\nexport const run = () => mine.x;`,
    message: "a Mine, whose class extends Socket, which is not a class of your program",
    variable: "mine",
    used: [4, 26],
    closure: [4, 20],
    path: "run → mine",
    advice: /./,
  },
  {
    name: "a bound function",
    program: `const say = ((a: number) => a).bind(null, 1);\nexport const run = () => say();`,
    message: "a bound function (bound ), whose text cannot be read",
    variable: "say",
    used: [2, 26],
    closure: [2, 20],
    path: "run → say",
    advice: /arrow function/,
  },
  {
    name: "a promise",
    program: `const later = Promise.resolve(1);\nexport const run = () => later;`,
    message: "a Promise, which cannot be copied",
    variable: "later",
    used: [2, 26],
    closure: [2, 20],
    path: "run → later",
    advice: /[Aa]wait/,
  },
  {
    name: "a generator under way",
    program: `function* g() { yield 1; }\nconst it = g();\nexport const run = () => [...it];`,
    message: /which cannot be copied/,
    variable: "it",
    used: [3, 30],
    closure: [3, 20],
    path: "run → it",
    advice: /\[\.\.\.generator\]/,
  },
  {
    name: "an iterator of an array",
    program: `const it = [1, 2].values();\nexport const run = () => it.next();`,
    message: /which cannot be copied/,
    variable: "it",
    used: [2, 26],
    closure: [2, 20],
    path: "run → it",
    advice: /./,
  },
  {
    name: "a WeakMap",
    program: `const w = new WeakMap();\nexport const run = () => w.has({});`,
    message: "a WeakMap, which cannot be copied",
    variable: "w",
    used: [2, 26],
    closure: [2, 20],
    path: "run → w",
    advice: /Use a Map/,
  },
  {
    name: "a URL",
    program: `const u = new URL("http://x/");\nexport const run = () => u.href;`,
    message: "a URL, which cannot be copied",
    variable: "u",
    used: [2, 26],
    closure: [2, 20],
    path: "run → u",
    advice: /href/,
  },
  {
    name: "a symbol of its own",
    program: `const s = Symbol("mine");\nexport const run = () => s.toString();`,
    message: "a symbol that exists only here",
    variable: "s",
    used: [2, 26],
    closure: [2, 20],
    path: "run → s",
    advice: /Symbol\.for/,
  },
  {
    name: "a variable that has no value yet",
    program: `export const run = () => late + 1;\npackNow(run);\nconst late = 1; function packNow(f: any) { (globalThis as any).outside.early = f; (globalThis as any).outside.attempt(f); }`,
    message: "which cannot be read yet: Cannot access 'late' before initialization",
    variable: "late",
    used: [1, 26],
    closure: [1, 20],
    path: "run → late",
    advice: /before the operation/,
    onlyWhenPacked: true,
  },
  {
    name: "arguments in an arrow",
    program: `function f(..._: number[]) { return () => arguments.length; }\nexport const run = f(1);`,
    message: "captures 'arguments'",
    variable: "arguments",
    used: [1, 43],
    closure: [1, 37],
    path: "closure → arguments",
    advice: /\(\.\.\.values\)/,
  },
  {
    name: "super in an arrow",
    program: `class A { m() { return 1; } }\nclass B extends A { f() { return () => super.m(); } }\nexport const run = new B().f();`,
    message: "captures 'super'",
    variable: "super",
    used: [2, 40],
    closure: [2, 34],
    path: "closure → super",
    advice: /method/,
  },
  {
    name: "super in a method of an object",
    program: `const o = { m() { return super.toString(); } };\nexport const run = () => o.m();`,
    message: "captures 'super'",
    variable: "super",
    used: [1, 26],
    closure: [1, 13],
    path: "run → o.m → super",
    advice: /method/,
  },
  {
    name: "new.target in an arrow",
    program: `function F(this: any) { this.f = () => new.target; }\nexport const run = new (F as any)().f;`,
    message: "captures 'new.target'",
    variable: "new.target",
    used: [1, 40],
    closure: [1, 34],
    path: "closure → new.target",
    advice: /const target/,
  },
  {
    name: "import.meta",
    program: `export const run = () => import.meta.url;`,
    message: "captures 'import.meta'",
    variable: "import.meta",
    used: [1, 26],
    closure: [1, 20],
    path: "run → import.meta",
    advice: /const url/,
  },
  {
    name: "a private member of a class without a name",
    program: `const C = class { #x = 1; f() { return () => this.#x; } };\nexport const run = new C().f();`,
    message: "captures '#private'",
    variable: "#private",
    used: [1, 46],
    closure: [1, 40],
    path: "closure → #private",
    advice: /Give the class a name/,
  },
  {
    name: "a shared variable in the head of a loop",
    program: `const fs: any[] = [];\nfor (let i = 0, inc = () => ++i; i < 1; i++) fs.push(inc, () => i);\nexport const run = fs[0];`,
    message: "captures 'i'",
    variable: "i",
    used: [2, 31],
    closure: [2, 23],
    path: "inc → i",
    advice: /const copy/,
  },
  {
    name: "a context that a method of a captured class uses",
    program: `${OUTSIDE}class Job { by = 2; stop() { return ssc; } }\nconst job = new Job();\nexport const run = () => job.by;`,
    message: "captures 'ssc' (used at app.ts:2:37)",
    variable: "ssc",
    used: [2, 37],
    closure: [2, 1],
    path: "run → job.constructor → ssc",
    advice: /./,
  },
  {
    name: "a base class that cannot be defined before what extends it",
    program: `class Base {}\nfunction mix() { void (() => Sub); return Base; }\nclass Sub extends mix() {}\nexport const run = () => mix();`,
    message: "captures 'mix'",
    variable: "mix",
    used: [3, 19],
    closure: [3, 1],
    path: "run → mix → Sub → mix",
    advice: /./,
  },
];

function refusal(work: () => void): TaskNotSerializableError {
  try {
    work();
  } catch (error) {
    if (error instanceof TaskNotSerializableError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe.each(refused)("$name", ({ program, message, variable, used, closure, path, advice, onlyWhenPacked }) => {
  test("is refused with its name and its place", () => {
    let early: TaskNotSerializableError | undefined;
    (globalThis as unknown as { outside: object }).outside = {
      ...(globalThis as unknown as { outside: object }).outside,
      attempt: (fn: Function) => {
        checkSerializable(fn);
        early = refusal(() => pack([fn]));
      },
    };
    const { run } = programs.load(program) as { run: Function };
    const error = early ?? refusal(() => pack([run]));
    if (onlyWhenPacked) expect(() => pack([run])).not.toThrow();
    else expect(refusal(() => checkSerializable(run)).message).toBe(error.message);
    expect(error).toBeInstanceOf(SparkError);
    expect(error.code).toBe("TASK_NOT_SERIALIZABLE");
    expect(error.message).toMatch(/^Task not serializable: the closure at app\.ts:\d+:\d+ captures/);
    if (typeof message === "string") expect(error.message).toContain(message);
    else expect(error.message).toMatch(message);
    expect(error.message).toMatch(new RegExp(`\\n {2}path: ${path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`));
    expect(error.variable).toBe(variable);
    expect(error.site).toEqual({ file: "app.ts", line: used[0], column: used[1] });
    expect(error.closure).toEqual({ file: "app.ts", line: closure[0], column: closure[1] });
    expect(error.path).toBe(path);
    expect(error.advice).toMatch(advice);
    expect((error.cause as Error).name).toBe("NotSerializableError");
  });
});

describe("what travels in its own way", () => {
  test("an object that fails to give its form says so itself", () => {
    const { run } = programs.load(
      `const { broken } = (globalThis as any).outside; export const run = () => broken;`,
    ) as {
      run: Function;
    };
    expect(() => pack([run])).toThrow("no handle");
  });

  test("a chain of objects that is too long for the stack is an error in words", () => {
    const { run } = programs.load(`
      let list: any = null; for (let i = 0; i < 200_000; i++) list = { list };
      export const run = () => list;`) as { run: Function };
    const error = refusal(() => pack([run]));
    expect(error.message).toContain("nested too deeply");
    expect(error.variable).toBe("list");
  });

  test("without the text of a function there is no checkpoint of it", () => {
    Object.assign(globalThis, { foreign: (x: number) => x + 1 });
    const { run } = programs.load(
      `const foreign = (globalThis as any).foreign; export const run = () => foreign(1);`,
    ) as {
      run: Function;
    };
    expect(() => pack([run])).not.toThrow();
    const error = refusal(() => pack([run], { instrumented: true }));
    expect(error.message).toContain("the function foreign, which was not compiled by Sluice");
    expect(error.variable).toBe("foreign");
  });
});
