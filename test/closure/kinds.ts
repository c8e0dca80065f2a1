/** A program whose export `run` is shipped; what it gives elsewhere must be what it gives at home. */
export interface Kind {
  readonly name: string;
  readonly program: string;
  readonly others?: Record<string, string>;
}

export const kinds: Kind[] = [
  { name: "an arrow without captures", program: `export const run = () => [1, 2, 3].map((x: number) => x * 2);` },
  {
    name: "constants of several types",
    program: `
      const n: number = 3, text = "a\\u2028b", big = 2n ** 80n, nothing = undefined, none = null, yes = true;
      export const run = () => [n, text, big, nothing, none, yes];`,
  },
  {
    name: "numbers that copies lose",
    program: `const zero = -0, nan = NaN, inf = -Infinity; export const run = () => [zero, nan, inf, Object.is(zero, -0)];`,
  },
  {
    name: "half a surrogate pair",
    program: `const half = "a\\ud800b"; export const run = () => [half.length, half.charCodeAt(1)];`,
  },
  {
    name: "a let that is changed after the closure was made",
    program: `let n = 1; export const run = () => n; n = 5;`,
  },
  {
    name: "two closures that share a reassigned let",
    program: `
      let n = 0;
      const inc = () => ++n, rd = () => n;
      export const run = () => { inc(); inc(); return rd(); };`,
  },
  {
    name: "a shared let in every way of writing and reading it",
    program: `
      export const run = (() => {
        let n: any = 1, f: any = () => 1;
        const change = () => { n += 2; ({ n } = { n: n + 1 }); [n] = [n * 2]; ({ n = 9 } = { n }); for (n of [n + 1]); n++; f = function (this: unknown) { return this === undefined; }; };
        const read = () => [n, { n }, typeof n, f(), f?.(), f\`x\`, \`\${n}\`, ((m = n) => m)()];
        return () => { change(); return read(); };
      })();`,
  },
  {
    name: "shared variables, one pair for each call",
    program: `
      const counter = (start: number) => { let n = start; return { inc: () => { n++; }, get: () => n }; };
      const a = counter(10), b = counter(20);
      export const run = () => { a.inc(); a.inc(); b.inc(); return [a.get(), b.get()]; };`,
  },
  {
    name: "a shared parameter of an arrow without a block",
    program: `
      const pair = (n: number) => [() => ++n, () => n] as const;
      const [inc, get] = pair(4), [inc2, get2] = pair(7);
      export const run = () => [inc(), get(), inc2(), inc2(), get2()];`,
  },
  {
    name: "a shared variable of every turn of a loop",
    program: `
      const fs: (() => number)[] = [];
      for (let i = 0; i < 3; i++) { fs.push(() => (i += 10), () => i); }
      for (let i = 0; i < 2; i++) fs.push(() => (i += 100), () => i);
      for (let x of [1, 2]) fs.push(() => (x *= 2), () => x);
      export const run = () => fs.map((f) => f());`,
  },
  {
    name: "a shared variable of a switch, a catch and a static block",
    program: `
      const fs: (() => number)[] = [];
      switch (fs.length) { case 0: let m = 1; default: m = 2; fs.push(() => ++m, () => m); }
      try { throw 5; } catch (e: any) { fs.push(() => ++e, () => e); }
      class S { static { let k = 0; fs.push(() => ++k, () => k); } }
      export const run = () => [fs.map((f) => f()), S.name];`,
  },
  {
    name: "a shared variable that holds a cycle",
    program: `
      let self: any = null;
      const set = (x: any) => { self = { x, set, get }; return self; };
      const get = () => self;
      set(1);
      export const run = () => [get().x, get().get === get, set(2).x, get().x, get().set === set];`,
  },
  {
    name: "functions of one text that share a variable",
    program: `
      let n = 0; const fs: (() => number)[] = [];
      for (let i = 0; i < 3; i++) fs.push(() => ++n);
      const next = ((k) => [1, 2].map(() => () => (k += 10)))(5);
      const head = (a: number, b = () => ++a) => b, h = head(3);
      export const run = () => [...fs.map((f) => f()), next[0]!(), next[1]!(), h(), h()];`,
  },
  {
    name: "closures of a loop, each with its own variable",
    program: `
      const fs: (() => number)[] = [];
      for (let i = 0; i < 3; i++) fs.push(() => i);
      for (const k in { a: 1, b: 2 }) fs.push(() => k.length);
      export const run = () => fs.map((f) => f());`,
  },
  {
    name: "the counter of the programming guide",
    program: `let counter = 0; export const run = () => { for (const x of [1, 2, 3]) counter += x; return counter; };`,
  },
  {
    name: "a hoisted declaration",
    program: `export const run = () => twice(4); function twice(n: number) { return n * two(); } function two() { return 2; }`,
  },
  {
    name: "a recursive declaration and a recursive expression",
    program: `
      function fact(n: number): number { return n < 2 ? 1 : n * fact(n - 1); }
      const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2));
      const named = function again(n: number): number { return n === 0 ? 0 : 1 + again(n - 1); };
      export const run = () => [fact(5), fib(10), named(3), named.name];`,
  },
  {
    name: "mutually recursive declarations",
    program: `
      function even(n: number): boolean { return n === 0 || odd(n - 1); }
      function odd(n: number): boolean { return n !== 0 && even(n - 1); }
      export const run = () => [even(10), odd(7), even(3)];`,
  },
  {
    name: "mutually recursive arrows, a cycle through an array",
    program: `
      const table: ((n: number) => number)[] = [];
      const a = (n: number): number => (n <= 0 ? 0 : table[1]!(n - 1) + 1);
      const b = (n: number): number => (n <= 0 ? 0 : table[0]!(n - 1) + 10);
      table.push(a, b);
      export const run = () => a(5);`,
  },
  {
    name: "declarations in blocks and cases",
    program: `
      let f: any, g: any;
      { function inner() { return k; } const k = 3; f = inner; }
      switch (1 as number) { case 0: case 1: g = late; break; default: function late() { return 4; } }
      export const run = () => [f(), g(), f.name, g.name];`,
  },
  {
    name: "shadowing, catch variables, labels, tagged templates",
    program: `
      const x = 1, tag = (s: TemplateStringsArray, ...v: unknown[]) => s.raw.join("|") + v;
      export const run = () => {
        const out: unknown[] = [x];
        { const x = 2; out.push(x); }
        try { throw x; } catch (x) { out.push(x); }
        outer: for (const i of [1, 2]) { for (const j of [1, 2]) { if (j > i) continue outer; out.push(i * j); } }
        return [...out, tag\`a\${x}b\\n\`, ((x: number) => x)(9)];
      };`,
  },
  {
    name: "defaults, destructuring, rest, spread",
    program: `
      const d = 7, o = { p: { q: [1, 2, 3] } };
      const f = ({ a = d, b: [b1, ...bs] = o.p.q }: any = {}, c = () => a, ...rest: number[]) => [a, b1, bs, c(), rest];
      export const run = () => [f(), f({ a: 1 }), f({ b: [8, 9] }, undefined, 4, 5), f.length];`,
  },
  {
    name: "a generator and an iterator of one's own",
    program: `
      const step = 3;
      function* up(to: number) { for (let i = 0; i < to; i += step) yield i; }
      const it = { *[Symbol.iterator]() { yield* up(7); yield -1; } };
      export const run = () => [...it, ...up(4)];`,
  },
  {
    name: "async functions and async generators",
    program: `
      const wait = async (x: number) => { await null; return x; };
      async function* gen() { yield await wait(1); yield 2; }
      export const run = async () => { const out: number[] = []; for await (const x of gen()) out.push(x); return out; };`,
  },
  {
    name: "this in an arrow: the instance travels",
    program: `
      class Counter { by = 3; list = [1]; make() { return (x: number) => [x * this.by, this instanceof Counter, this.list]; } }
      const f = new Counter().make();
      export const run = () => f(4);`,
  },
  {
    name: "an arrow in a field, with itself in this",
    program: `
      class Button { count = 1; handler = () => this.count + (this.handler === h ? 10 : 0); }
      const h = new Button().handler;
      export const run = () => [h(), h.name];`,
  },
  {
    name: "classes: extends, super, static, accessors, symbols, computed keys",
    program: `
      const key = "computed";
      class Animal { static count = 0; name: string; constructor(name: string) { this.name = name; Animal.count++; } speak() { return this.name + " makes a sound"; } get upper() { return this.name.toUpperCase(); } static create(n: string) { return new this(n); } }
      class Dog extends Animal { tricks = ["sit"]; override speak() { return super.speak() + ": woof"; } [key]() { return 1; } static override create(n: string) { return super.create(n + "!"); } *[Symbol.iterator]() { yield* this.tricks; } }
      const rex = Dog.create("rex");
      export const run = () => [rex.speak(), rex.upper, rex instanceof Dog, rex instanceof Animal, (rex as any).computed(), [...(rex as Dog)], Animal.count, new Dog("new").tricks, Animal.count, rex];`,
  },
  {
    name: "private fields, methods, accessors and static private state",
    program: `
      class Account {
        #balance = start(); static #made = 0; #log: string[] = [];
        constructor({ initial }: { initial: number }) { this.#balance = initial; Account.#made++; }
        #note(s: string) { this.#log.push(s); return this; }
        get #last() { return this.#log.at(-1); }
        deposit(n: number) { this.#note("+" + n); this.#balance += n; return this; }
        get state() { return [this.#balance, this.#last, this.#log.length, Account.#made]; }
        static is(x: object) { return #balance in x; }
      }
      function start() { return 1000; }
      class Savings extends Account { #rate = 2; constructor() { super({ initial: 50 }); } grow() { return this.deposit(this.#rate * 10); } }
      const a = new Account({ initial: 5 }).deposit(3), s = new Savings();
      export const run = () => [a.deposit(1).state, s.grow().state, Account.is(s), Account.is({}), new Savings().state];`,
  },
  {
    name: "private members used by a function that travels without its class",
    program: `
      class Filter {
        #stop = new Set(["the"]); #n = 0; static #all = 5; #f = () => 1; #next: Filter | null = null;
        get #size() { return this.#stop.size; } set #size(n: number) { this.#n = n * 100; }
        #has(w: string) { return this.#stop.has(w); }
        keep() {
          return (w: string) => {
            this.#n++; this.#n += 2; [this.#n] = [this.#n + 1];
            const other: any = w === "the" ? this : { };
            const before = this.#size; this.#size = 3;
            return [this.#stop.has(w), this.#has(w), this.#n, before, this.#f(), Filter.#all++, this.#next?.keep(), #stop in other, [1].map((x) => x + this.#n)];
          };
        }
      }
      const keep = new Filter().keep();
      export const run = () => { const a = keep("the"); try { keep("x"); } catch (e: any) { return [a, e.constructor.name]; } };`,
  },
  {
    name: "class expressions, anonymous and named",
    program: `
      const P = class { x = 1; }, Q = class Inner extends P { static self = Inner; y = 2; };
      export const run = () => [new Q(), Q.name, P.name, Q.self === Q];`,
  },
  {
    name: "a base class that knows what extends it",
    program: `
      class Shape { static unit() { return make(1); } area() { return 0; } double() { return new Square(this.area()).area(); } }
      class Square extends Shape { side: number; constructor(side: number) { super(); this.side = side; } override area() { return this.side ** 2; } }
      function make(n: number) { return new Square(n); }
      const shape = new Shape();
      export const run = () => [Shape.unit().area(), new Square(3).double(), shape.double(), Square.unit() instanceof Shape];`,
  },
  {
    name: "a base class and what a function makes of it, each needing the other",
    program: `
      class Base { sub() { return new Sub().n(); } }
      const mix = (B: typeof Base) => B;
      class Sub extends mix(Base) { n() { return [new Base() instanceof Sub, this instanceof Base]; } }
      class Other extends Base {}
      const base = new Base(), other = new Other();
      class Root { one() { return leaf instanceof Root; } } class Leaf extends Root {} const leaf = new Leaf(), root = new Root();
      export const run = () => [base.sub(), other.sub(), root.one()];`,
  },
  {
    name: "static state that was changed, static blocks that do not run again",
    program: `
      let ran = 0;
      class Config { static level = 5; static all: string[] = []; static made = compute(); static { ran++; Config.all.push("block"); } }
      function compute() { ran++; return { at: ran }; }
      Config.level = 9; Config.all.push("later");
      export const run = () => [Config.level, Config.all, Config.made, ran];`,
  },
  {
    name: "subclasses of Map, Set, Array, Error, Date, RegExp, typed arrays, Promise-free",
    program: `
      class Counts extends Map<string, number> { total = 1; add(k: string) { this.set(k, (this.get(k) ?? 0) + 1); return this; } }
      class Words extends Set<string> { longest() { return [...this].sort((a, b) => b.length - a.length)[0]; } }
      class Stack extends Array<number> { top() { return this.at(-1); } }
      class Oops extends TypeError { code = 42; constructor(m: string) { super(m); this.name = "Oops"; } }
      class Day extends Date { day() { return this.getUTCDate(); } }
      class Re extends RegExp { twice(s: string) { return this.test(s) && this.test(s); } }
      class Bytes extends Uint8Array { sum() { return this.reduce((a, b) => a + b, 0); } }
      const c = new Counts().add("a"), w = new Words(["x", "long"]), s = Stack.from([1, 2]) as Stack, e = new Oops("bad"), d = new Day(86400000 * 4), r = new Re("a", "g"), b = Bytes.from([1, 2, 3]) as Bytes;
      c.total = 7;
      export const run = () => [c.add("a"), c instanceof Counts, c.total, w.longest(), w instanceof Words, s.top(), s.length, s instanceof Stack, e.message, e.code, e.name, e instanceof Oops, e instanceof TypeError, d.day(), d instanceof Day, r.twice("aa"), b.sum(), b instanceof Bytes];`,
  },
  {
    name: "a subclass of Map with private state",
    program: `
      class Cache extends Map<string, number> { #hits = 0; #limit; constructor({ limit }: { limit: number }) { super([["seed", 1]]); this.#limit = limit; } override get(k: string) { this.#hits++; return super.get(k); } get info() { return [this.#hits, this.#limit, this.size]; } }
      const cache = new Cache({ limit: 3 }); cache.set("a", 1); cache.get("a");
      export const run = () => [cache.get("a"), cache.get("seed"), cache.info, cache instanceof Map];`,
  },
  {
    name: "objects with methods, accessors, generators, computed methods, symbols",
    program: `
      const tag = Symbol.for("tag"), dyn = "dyn";
      const o = { n: 1, add(x: number) { return this.n + x; }, get double() { return this.n * 2; }, set double(v) { this.n = v / 2; }, *gen() { yield this.n; }, async later() { return 5; }, [dyn](x: number) { return x + this.n; }, [tag]: "t", "two words"() { return 2; }, 7: () => 7 };
      export const run = () => { o.double = 8; return [o.add(1), o.double, [...o.gen()], o.dyn(1), o[tag], o["two words"](), o[7](), o.add.name]; };`,
  },
  {
    name: "methods passed by themselves",
    program: `
      class Parser { static sep = ","; static parse(s: string) { return s.split(Parser.sep); } static get size() { return 3; } pure(x: number) { return x + 1; } }
      const o = { m(x: number) { return x * 2; } };
      const { m } = o, { parse } = Parser, { pure } = Parser.prototype;
      export const run = () => [parse("a,b"), [1].map(m), pure(1), Parser.size, parse.name];`,
  },
  {
    name: "constructor functions and prototypes",
    program: `
      function Point(this: any, x: number) { this.x = x; }
      Point.prototype.get = function () { return this.x; };
      function Point3(this: any, x: number) { (Point as any).call(this, x); this.z = 1; }
      Object.setPrototypeOf(Point3.prototype, Point.prototype);
      function Bag(this: any) { this.items = []; } Bag.prototype = { size() { return this.items.length; } };
      const p = new (Point as any)(4), q = new (Point3 as any)(5), bag = new (Bag as any)();
      const proto = { hello() { return "hi " + this.name; } }, child = Object.create(proto, { name: { value: "kid" } });
      export const run = () => [p.get(), p instanceof (Point as any), q.get(), q.z, q instanceof (Point as any), bag.size(), bag instanceof (Bag as any), new (Point as any)(1).get(), child.hello(), Object.keys(child)];`,
  },
  {
    name: "a class made by a function (mixin)",
    program: `
      type C = new (...a: any[]) => object;
      const Named = (Base: C) => class extends Base { #n = "mixed"; label() { return this.#n; } };
      class Root { root = true; }
      class Leaf extends Named(Root) { leaf = 1; constructor() { super(); } }
      const leaf = new Leaf() as any;
      export const run = () => [leaf.label(), leaf.leaf, leaf.root, leaf instanceof Root, (new Leaf() as any).label()];`,
  },
  {
    name: "Map with object keys, Set, Date, RegExp, typed arrays on one buffer, DataView, boxed values",
    program: `
      const k1 = { id: 1 }, k2 = [2];
      const m = new Map<any, any>([[k1, "one"], [k2, new Set([k1, "x"])], [NaN, 3]]);
      const buffer = new ArrayBuffer(8), bytes = new Uint8Array(buffer, 2, 4), view = new DataView(buffer); bytes[0] = 7;
      const when = new Date(1e12), re = /a(b)?/giu, boxed = [Object(1), Object("s"), Object(1n)];
      re.lastIndex = 3;
      export const run = () => { view.setUint8(3, 9); return [m.get(k1), m.get(k2).has(k1), m.get(NaN), [...m.keys()].length, bytes, view.getUint8(2), bytes.buffer === view.buffer, when, re, re.lastIndex, boxed, Float64Array.of(1.5)]; };`,
  },
  {
    name: "errors with a cause",
    program: `
      const e = new RangeError("outer", { cause: new Error("inner") });
      (e as any).extra = [1];
      const all = new AggregateError([e], "many");
      export const run = () => [e.message, e.name, (e.cause as Error).message, (e as any).extra, e instanceof RangeError, Object.keys(e), all.errors[0] === e];`,
  },
  {
    name: "cycles and shared references",
    program: `
      const a: any = { name: "a" }, b: any = { a }; a.b = b; a.self = a; a.list = [a, b, a];
      const m = new Map<any, any>(); m.set(m, a); m.set("m", m);
      const s = new Set<any>(); s.add(s);
      export const run = () => [a.b.a === a, a.self === a, a.list[2] === a, m.get(m) === a, m.get("m") === m, s.has(s)];`,
  },
  {
    name: "a cycle through a map's key and a function",
    program: `
      const m = new Map<any, any>();
      const f = () => [m.get(f), m.size, [...m.keys()].indexOf(f)];
      m.set("first", 1); m.set(f, "itself"); m.set("last", f);
      const s = new Set<any>(["x"]); const g = () => [...s].indexOf(g); s.add(g).add("y");
      export const run = () => [f(), m.get("last") === f, g()];`,
  },
  {
    name: "a cycle between a class and its instance",
    program: `
      class Node2 { next: Node2 | null = null; #me = () => root; root() { return this.#me() === root && Node2.first === root; } static first: Node2; }
      const root = new Node2(); root.next = root; Node2.first = root;
      export const run = () => [root.root(), root.next === root, root instanceof Node2];`,
  },
  {
    name: "sparse arrays, extra properties, hidden and frozen ones, null prototypes, __proto__ as a key",
    program: `
      const sparse = [1, , 3] as any; sparse.extra = "e"; sparse.length = 5;
      const hidden = Object.defineProperty({ a: 1 }, "h", { value: 2, enumerable: false, writable: false });
      const frozen = Object.freeze({ deep: { x: 1 } }), sealed = Object.seal([1]), closed = Object.preventExtensions({ a: 1 });
      const bare = Object.assign(Object.create(null), { k: 1 }), odd = JSON.parse('{"__proto__": 5}');
      const lazy = { get x() { return 4; } }; Object.freeze(lazy);
      export const run = () => [sparse, 1 in sparse, Object.keys(hidden), hidden, Object.isFrozen(frozen), frozen, Object.isSealed(sealed), Object.isExtensible(closed), bare, Object.keys(odd), odd["__proto__"], Object.isFrozen(lazy), lazy.x];`,
  },
  {
    name: "parts of the language as values",
    program: `
      const conv = Number, max = Math.max, up = String.prototype.toUpperCase, it = Symbol.iterator, O = Object.prototype, map = Array.prototype.map, sym = Symbol.for("k");
      export const run = () => [conv("5"), max(1, 2), up.call("a"), it === Symbol.iterator, O === Object.prototype, map.call("ab", (c: string) => c + c), sym === Symbol.for("k"), ["1", "2"].map(conv)];`,
  },
  {
    name: "functions with properties of their own",
    program: `
      const memo = Object.assign((n: number) => (memo.calls++, memo.cache.get(n) ?? n), { calls: 0, cache: new Map([[1, "one" as unknown]]) });
      memo(1);
      export const run = () => [memo(1), memo(2), memo.calls];`,
  },
  {
    name: "closures in closures, made where it runs",
    program: `
      const k = 2;
      const adder = (a: number) => (b: number) => (c: number) => a + b + c + k;
      const half = adder(10);
      export const run = () => [half(1)(2), [1, 2].map(adder(1)(2)), adder.name];`,
  },
  {
    name: "exports and imports of modules of the program",
    program: `
      import answer, { twice as double, Box, settings } from "./lib";
      import * as lib from "./lib";
      export { answer };
      export const run = () => [answer(), double(4), new Box(3).get(), settings.level, lib.twice(1), lib.Box === Box, lib.nested.deep()];`,
    others: {
      lib: `
        import { base } from "./deep";
        export default function () { return 42 + base; }
        export const twice = (n: number) => n * 2;
        export class Box { constructor(v: number) { this.v = v; } v: number; get() { return this.v + base; } }
        export const settings = { level: 1 };
        settings.level = 2;
        export * as nested from "./deep";
        export const forbidden = new WeakMap();`,
      deep: `export const base = 100; export const deep = () => base + 1;`,
    },
  },
  {
    name: "a namespace of a module of the program, used as a value",
    program: `import * as lib from "./small"; export const run = () => Object.keys(lib).map((k) => (lib as any)[k]);`,
    others: { small: `export const a = 1, b = [2];` },
  },
  {
    name: "default exports without a name",
    program: `import f from "./f"; import C from "./c"; import g from "./g"; export const run = () => [f(2), new C().x, g(1), f.name, C.name, g.name];`,
    others: {
      f: `const n = 1; export default function (x: number) { return x + n; }`,
      c: `export default class { x = 5 }`,
      g: `export default (x: number) => x * 3`,
    },
  },
  {
    name: "logical assignment, optional calls, satisfies, generics, overloads, definite assignment",
    program: `
      let f!: (x: number) => number; f ??= (x) => x + 1;
      function over(x: string): string; function over(x: number): number; function over(x: any) { return x; }
      const id = <T,>(x: T): T => x, conf = { a: 1 } satisfies Record<string, number>;
      export const run = () => [f?.(1), f.name, over("s"), id<number>(3), conf.a!, (conf as any)?.b?.c];`,
  },
  {
    name: "a bound name that is also a global, and names of the engine's own text",
    program: `
      const Object = { keys: () => "mine" }, undefined2 = 1, read = 2, set = 3;
      export const run = () => [Object.keys(), undefined2, read + set];`,
  },
  {
    name: "a long way between captures",
    program: `
      const data = Array.from({ length: 2000 }, (_, i) => ({ i, s: "w" + i }));
      const index = new Map(data.map((d) => [d.s, d]));
      export const run = () => [index.get("w1999")!.i, data.length, index.get("w7") === data[7]];`,
  },
  {
    name: "import() of a module of Node",
    program: `export const run = async () => { const { basename } = await import("node:path"); return basename("/a/b.txt"); };`,
  },
  {
    name: "a package's export, and its namespace",
    program: `
      import { basename } from "node:path"; import * as path from "node:path"; import def from "node:path";
      export const run = () => [basename("/x/y"), path.extname("a.ts"), def.sep];`,
  },
  {
    name: "an enumerable getter with a closure, a class inside of a function",
    program: `
      const secret = 3;
      function make() { class Local { #v = secret; get v() { return this.#v; } } return new Local(); }
      const o = { get s() { return secret; } };
      export const run = () => [o.s, make().v, { ...o }];`,
  },
];
