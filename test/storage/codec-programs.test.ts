import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { pack, revive } from "../../core/closure/index.ts";
import { decode, encode } from "../../core/storage/codec.ts";
import { Programs } from "../closure/programs.ts";

const programs = new Programs();
afterAll(() => programs.remove());

const STRUCTURED = 3;
const GRAPH = 4;

/** What `probe` says of the records when they are read in a thread that has never seen the program. */
async function probeElsewhere(bytes: Uint8Array, probe: string): Promise<unknown> {
  const codec = new URL("../../core/storage/codec.ts", import.meta.url).href;
  const script = `
    const { workerData, parentPort } = require("node:worker_threads");
    import(${JSON.stringify(codec)}).then(({ encode, decode }) => {
      const records = decode(workerData);
      parentPort.postMessage((${probe})(records, (again) => decode(encode(again))));
    });`;
  const worker = new Worker(script, { eval: true, workerData: bytes });
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}

describe("instances of the program's classes", () => {
  const { Point, Point3, Color, records } = programs.load(`
    export class Point {
      x: number;
      y: number;
      constructor(x: number, y: number) {
        if (!(x >= 0)) throw new Error("the codec calls no constructor");
        this.x = x;
        this.y = y;
      }
      get length() { return Math.hypot(this.x, this.y); }
    }
    export class Point3 extends Point {
      z = 1;
      get length() { return super.length + this.z; }
    }
    export class Color {
      static readonly RED = new Color("red");
      static readonly BLUE = new Color("blue");
      readonly label: string;
      constructor(label: string) { this.label = label; }
    }
    export const records = () => [new Point(3, 4), new Point3(3, 4), ["a", new Point(6, 8)], Color.RED, [Color.BLUE, Color.RED]];
  `) as {
    Point: new () => { length: number };
    Point3: new () => object;
    Color: { RED: object; BLUE: object };
    records: () => unknown[];
  };

  test("keep their class in this thread", () => {
    const bytes = encode(records());
    expect(bytes[5]).toBe(STRUCTURED);
    const [point, point3, [, inside], red, [blue, redAgain]] = decode(bytes) as [
      { length: number },
      { length: number },
      [string, { length: number }],
      unknown,
      [unknown, unknown],
    ];
    expect(point).toBeInstanceOf(Point);
    expect(point3).toBeInstanceOf(Point3);
    expect([point.length, point3.length, inside.length]).toEqual([5, 6, 10]);
    expect([red, blue, redAgain]).toEqual([Color.RED, Color.BLUE, Color.RED]);
    expect(red).toBe(Color.RED);
    expect(blue).toBe(Color.BLUE);
  });

  test("bring their class along, and can be written again there", async () => {
    const probe = `(records, again) => [records, again(records)].map(([a, b, [, c], red, [, redToo]]) =>
      [a.length, b.length, c.length, b instanceof a.constructor, a.constructor.name, red === red.constructor.RED, redToo === red])`;
    const expected = [5, 6, 10, true, "Point", true, true];
    expect(await probeElsewhere(encode(records()), probe)).toEqual([expected, expected]);
  });
});

test("what a task makes by its copy of a class leaves the task, and is read by others", async () => {
  const { make } = programs.load(`
    const unit = { text: "m" };
    class Length {
      n: number;
      constructor(n: number) { this.n = n; }
      toString() { return this.n + unit.text; }
    }
    class Width extends Length { #kind = "w"; toString() { return this.#kind + super.toString(); } }
    export const make = (n: number) => [new Length(n), new Width(n)];
  `) as { make: (n: number) => unknown[] };
  const [copy] = revive(pack([make])) as [typeof make];
  const [copyOfCopy] = revive(pack([make])) as [typeof make];
  expect(copy(1)[0]!.constructor).not.toBe(make(1)[0]!.constructor);
  for (const records of [copy(5), copyOfCopy(5), copy(5).slice(0, 1)]) {
    const expected = ["5m", "w5m"].slice(0, records.length);
    expect(decode(encode(records)).map(String)).toEqual(expected);
    expect(await probeElsewhere(encode(records), "(records, again) => again(records).map(String)")).toEqual(expected);
  }
});

describe("what only the graph keeps", () => {
  const { records } = programs.load(`
    class Counter { #n = 0; inc() { this.#n++; return this; } get n() { return this.#n; } }
    class Tags extends Map<string, number> { total() { return [...this.values()].reduce((a, b) => a + b, 0); } }
    const factor = 3, base = { offset: 10 };
    const scale = (n: number) => n * factor + base.offset;
    export const records = () => [
      new Counter().inc().inc(),
      new Tags([["a", 1], ["b", 2]]),
      { scale, base },
      { get late() { return 42; } },
    ];
  `) as { records: () => unknown[] };
  const probe = `([counter, tags, { scale, base }, { late }], again) => {
    base.offset = 20;
    const [copy] = again([counter.inc()]);
    return [counter.n, tags.total(), tags instanceof Map, scale(2), late, copy.n];
  }`;

  test("private fields, subclasses of Map, functions with what they capture", async () => {
    const bytes = encode(records());
    expect(bytes[5]).toBe(GRAPH);
    // `base` is the record's and the function's, both
    expect(await probeElsewhere(bytes, probe)).toEqual([3, 3, true, 26, 42, 3]);
    const here = new Function(`return ${probe}`)() as (...args: unknown[]) => unknown;
    expect(here(decode(bytes), (again: unknown[]) => decode(encode(again)))).toEqual([3, 3, true, 26, 42, 3]);
  });
});
