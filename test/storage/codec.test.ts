import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Duration, Milliseconds, Time } from "../../core/conf/time.ts";
import { CompactBuffer, List, SeqBuffer } from "../../core/rdd/list.ts";
import {
  CorruptBlockError,
  decode,
  encode,
  frameLength,
  RecordNotSerializableError,
  UnknownFormatError,
} from "../../core/storage/codec.ts";
import { difference } from "./same.ts";

/** How a block was written: the sixth byte. */
const MODES = ["", "columns", "plain", "structured", "graph"];
const modeOf = (records: readonly unknown[]) => MODES[encode(records)[5]!];

function expectKept(records: readonly unknown[]): void {
  expect(difference(records, decode(encode(records)))).toBeUndefined();
}

const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(-0, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 31), 2 ** 31, 127, 128, -129),
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "\ufeffwith a mark", "\u2028", "__proto__", "constructor"),
);
/** Also half surrogate pairs. */
const anyText = fc.oneof(
  text,
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);
const key = fc.oneof(
  fc.string(),
  fc.constantFrom("__proto__", "constructor", "toJSON", "hasOwnProperty", "length", "then", "1", "-1"),
);

/** An object made of entries, `__proto__` as a key like any other. */
function objectOf(entries: readonly (readonly [string, unknown])[], prototype: object | null): object {
  const object = Object.create(prototype) as object;
  for (const [name, value] of entries)
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  return object;
}

const { value } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    number,
    anyText,
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.bigInt(),
    fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
    fc.oneof(fc.integer(), fc.constant(NaN)).map((time) => new Date(time)),
    fc.constantFrom(/a+b/giu, /[\s/]/y, /(?:)/),
    fc.uint8Array().map((bytes) => bytes.slice()),
    fc.float64Array(),
    fc.uint8Array().map((bytes) => bytes.slice().buffer),
    fc.uint8Array({ minLength: 4 }).map((bytes) => new DataView(bytes.slice().buffer, 1, 2)),
    text.map((message) => new RangeError(message)),
    fc.nat().map((n) => new Duration(n)),
    fc.nat().map((n) => new Time(n)),
  ),
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 5 }).map((entries) => objectOf(entries, Object.prototype)),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 5 }).map((entries) => objectOf(entries, null)),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(tie("value"), { maxLength: 4 }).map((members) => new Set(members)),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => List.of(...items)),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => CompactBuffer.from(items)),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => SeqBuffer.from(items)),
    fc.sparseArray(tie("value"), { maxNumElements: 4, maxLength: 10 }),
  ),
}));

test("the comparison of these tests sees what codecs lose", () => {
  const shared = {};
  const holes: unknown[] = [];
  holes[1] = 1;
  const pairs: [unknown, unknown][] = [
    [-0, 0],
    [holes, [undefined, 1]],
    [
      [shared, shared],
      [{}, {}],
    ],
    [
      [{}, {}],
      [shared, shared],
    ],
    [List.of(1), [1]],
    [Object.create(null), {}],
    [{ a: undefined }, {}],
    [new Map([[1, {}]]), new Map([[1, []]])],
    [new Uint8Array(2), new Int8Array(2)],
    [new Date(1), new Date(2)],
  ];
  for (const [a, b] of pairs) {
    expect(difference([a], [b])).toBeDefined();
    expect(difference([a], [a])).toBeUndefined();
  }
});

describe("what is written is what is read", () => {
  test("anything", () => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 8 }),
        (records) => difference(records, decode(encode(records))) === undefined,
      ),
      { numRuns: 1000 },
    );
  });

  test("many records of one shape", () => {
    const field = fc.oneof(
      fc.constant<fc.Arbitrary<unknown>>(number),
      fc.constant(text),
      fc.constant(anyText),
      fc.constant(fc.boolean()),
      fc.constant(fc.oneof(number, text, fc.constantFrom(null, undefined))),
    );
    const nested = fc.oneof(
      field,
      fc.tuple(field, field).map(([a, b]): fc.Arbitrary<unknown> => fc.tuple(a, b)),
      fc.tuple(field, field).map(([a, b]): fc.Arbitrary<unknown> => fc.record({ a, b: fc.record({ b }) })),
    );
    const records = fc.array(nested, { minLength: 1, maxLength: 4 }).chain((fields) =>
      fc.oneof(
        fc.array(fields[0]!, { minLength: 24, maxLength: 100 }),
        fc.array(fc.tuple(...fields), { minLength: 24, maxLength: 100 }),
        fc.array(fc.record(Object.fromEntries(fields.map((each, i) => [`f${i}`, each]))), {
          minLength: 24,
          maxLength: 100,
        }),
      ),
    );
    fc.assert(fc.property(records, (records) => difference(records, decode(encode(records))) === undefined));
  });

  test("values that stand in several places", () => {
    const graph = fc
      .array(fc.tuple(fc.nat(7), fc.nat(7), fc.constantFrom("array", "object", "map", "set")), {
        minLength: 8,
        maxLength: 8,
      })
      .map((links) => {
        const things = links.map(([, , kind]) =>
          kind === "array" ? [] : kind === "object" ? {} : kind === "map" ? new Map() : new Set(),
        );
        links.forEach(([a, b], i) => {
          const thing = things[i]!;
          for (const to of [things[a]!, things[b]!]) {
            if (Array.isArray(thing)) (thing as unknown[]).push(to);
            else if (thing instanceof Map) thing.set(to, to);
            else if (thing instanceof Set) thing.add(to);
            else Object.assign(thing, { [`to${Object.keys(thing).length}`]: to });
          }
        });
        return [things[0]];
      });
    fc.assert(fc.property(graph, (records) => difference(records, decode(encode(records))) === undefined));
  });

  test("many strings, alike and different, longer than a piece", () => {
    expectKept(Array.from({ length: 5000 }, (_, i) => `line ${i} ${"ä€😀".repeat(i % 7)}`));
    expectKept(Array.from({ length: 70_000 }, (_, i) => [`word${i % 30_000}`, i]));
    expectKept(Array.from({ length: 5000 }, (_, i) => [`word${i % 300}`, -i]));
    expectKept(Array.from({ length: 200_000 }, (_, i) => [`word${(i * 7) % 70_000}`, 1]));
    expectKept(Array.from({ length: 30 }, (_, i) => "x".repeat(i * 5000)));
  });

  test("properties of errors, in and out of sight", () => {
    const error = Object.assign(new TypeError("outer", { cause: new Error("inner") }), { code: "E1" });
    const [copy] = decode(encode([error])) as [TypeError & { code: string }];
    expect(copy).toBeInstanceOf(TypeError);
    expect(Object.prototype.toString.call(copy)).toBe("[object Error]");
    expect([copy.message, copy.code, copy.stack, (copy.cause as Error).message]).toEqual([
      "outer",
      "E1",
      error.stack,
      "inner",
    ]);
    expect(Object.keys(copy)).toEqual(["code"]);
    const [all] = decode(encode([new AggregateError([error, 1], "many")])) as [AggregateError];
    expect(all.errors).toHaveLength(2);
  });

  test("two views of the same bytes stay two views of the same bytes", () => {
    const buffer = new ArrayBuffer(8);
    const [[bytes, numbers]] = decode(encode([[new Uint8Array(buffer, 4), new Float64Array(buffer)]])) as [
      [Uint8Array, Float64Array],
    ];
    expect(bytes.buffer).toBe(numbers.buffer);
    expect([bytes.byteOffset, bytes.length]).toEqual([4, 4]);
  });

  test("a copy has nothing in common with the original", () => {
    const record = { list: [1], bytes: new Uint8Array(3), at: new Date(0) };
    const [copy] = decode(encode([record])) as [typeof record];
    copy.list.push(2);
    copy.bytes[0] = 9;
    copy.at.setTime(5);
    expect(record).toEqual({ list: [1], bytes: new Uint8Array(3), at: new Date(0) });
  });

  test("what an object shares with another record", () => {
    const shared = { n: 1 };
    const [a, b] = decode(encode([[shared], [shared]])) as [[object], [object]];
    expect(a[0]).toBe(b[0]);
    const record = [1];
    const [c, d] = decode(encode([record, [record]])) as [object, [object]];
    expect(d[0]).toBe(c);
  });

  test("what stands in several places of one of many records", () => {
    const records = Array.from({ length: 100 }, (_, i) => {
      const shared = { i };
      return i === 99 ? [shared, [shared, i]] : [{ i }, [{ i }, i]];
    });
    expectKept(records);
    const circles = Array.from({ length: 100 }, (_, i) => {
      const circle: unknown[] = [i];
      circle.push(circle);
      return circle;
    });
    expectKept(circles);
  });

  test("many records that share a thing get one each", () => {
    const shared = { n: 1 };
    const copies = decode(encode(Array.from({ length: 100 }, (_, i) => [i, shared]))) as [number, object][];
    expect(copies[1]).toEqual([1, { n: 1 }]);
    expect(copies[1]![1]).not.toBe(copies[0]![1]);
  });

  test("what a match with a regular expression gives", () => {
    const match = /(?<word>b+)/.exec("abbc")!;
    const [copy] = decode(encode([match])) as [RegExpExecArray];
    expect([copy.index, copy.input, copy.groups?.word]).toEqual([1, "abbc", "bb"]);
  });

  test("durations and times are of their classes", () => {
    const [duration, time] = decode(encode([Milliseconds(5), new Time(7)])) as [Duration, Time];
    expect(duration.plus(Milliseconds(1)).equals(new Duration(6))).toBe(true);
    expect(time.plus(duration).milliseconds).toBe(12);
  });

  test("no records", () => {
    expect(decode(encode([]))).toEqual([]);
  });
});

describe("the cheapest way is taken", () => {
  const many = (make: (i: number) => unknown) => Array.from({ length: 100 }, (_, i) => make(i));

  test.each<[string, unknown[]]>([
    ["columns", many((i) => [`k${i}`, i])],
    ["columns", many((i) => ({ name: `n${i}`, even: i % 2 === 0, ratio: i / 3 }))],
    ["columns", many(String)],
    ["plain", [["a", 1]]],
    ["columns", many((i) => [`k${i}`, { count: i, last: [i / 2, "a"] }])],
    ["plain", many((i) => ({ id: i, tags: new Array(i % 3).fill("a"), nothing: null, missing: undefined }))],
    ["structured", many((i) => [i, new Date(i)])],
    ["structured", [[-0]]],
    ["structured", many((i) => [`k${i}`, List.of(i)])],
    ["graph", [Symbol.for("everywhere the same")]],
  ])("%s", (mode, records) => {
    expect(modeOf(records)).toBe(mode);
    expectKept(records);
  });

  test("columns are small", () => {
    expect(encode(Array.from({ length: 10_000 }, (_, i) => [`word${i % 100}`, 1])).length).toBeLessThan(
      10_000 * 2 + 2000,
    );
  });
});

describe("what cannot be kept is named", () => {
  test.each<[string, unknown, string, string]>([
    ["a promise", { deep: [1, { p: Promise.resolve() }] }, "records[0].deep[1].p", "a Promise"],
    ["a local symbol", { s: Symbol("mine") }, "records[0].s", "a symbol"],
    ["a weak map", new Map([["w", new WeakMap()]]), 'records[0].get("w")', "a WeakMap"],
    ["an instance of a foreign class", [new (class Foreign {})()], "records[0][0]", "a Foreign"],
    ["a function that was not compiled", [() => 1], "records[0][0]", "the function"],
  ])("%s", (_name, record, path, what) => {
    const thrown = errorOf(() => encode([record]));
    expect(thrown).toBeInstanceOf(RecordNotSerializableError);
    expect(thrown).toMatchObject({ code: "RECORD_NOT_SERIALIZABLE", path });
    expect(thrown.message).toContain(what);
    expect((thrown as RecordNotSerializableError).advice).toBeTruthy();
  });

  test("a chain without end", () => {
    let chain: unknown[] = [];
    for (let i = 0; i < 200_000; i++) chain = [chain];
    expect(errorOf(() => encode([chain])).message).toContain("nested too deeply");
    expectKept([[1]]);
  });
});

describe("bytes that are not what was written are refused", () => {
  const blocks = [
    encode([]),
    encode([1, "a", null]),
    encode(Array.from({ length: 50 }, (_, i) => [`k${i}`, i / 2])),
    encode([new Map([[1n, new Date(3)]])]),
  ];

  test("every flipped bit", () => {
    for (const block of blocks) {
      for (let bit = 0; bit < block.length * 8; bit++) {
        const changed = block.slice();
        changed[bit >> 3]! ^= 1 << (bit & 7);
        const thrown = errorOf(() => decode(changed));
        expect(thrown instanceof CorruptBlockError || thrown instanceof UnknownFormatError).toBe(true);
      }
    }
  });

  test("every length but the right one", () => {
    for (const block of blocks) {
      for (let length = 0; length < block.length; length++)
        expect(errorOf(() => decode(block.subarray(0, length)))).toBeInstanceOf(CorruptBlockError);
      expect(errorOf(() => decode(Uint8Array.of(...block, 0)))).toBeInstanceOf(CorruptBlockError);
    }
  });

  test("something else, and a later version", () => {
    expect(errorOf(() => decode(new TextEncoder().encode("a line of text that is no block")))).toMatchObject({
      code: "BLOCK_UNKNOWN_FORMAT",
    });
    const later = blocks[1]!.slice();
    later[4]! += 1;
    expect(errorOf(() => decode(later))).toMatchObject({ code: "BLOCK_UNKNOWN_VERSION" });
  });

  test("a block lies anywhere in a buffer, and says how long it is", () => {
    for (const block of blocks) {
      const around = new Uint8Array(block.length + 10);
      around.set(block, 3);
      expect(frameLength(around.subarray(3))).toBe(block.length);
      expect(difference(decode(around.subarray(3, 3 + block.length)), decode(block))).toBeUndefined();
    }
    expect(frameLength(blocks[0]!.subarray(0, 15))).toBeUndefined();
  });
});

function errorOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
