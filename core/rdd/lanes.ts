import { IllegalArgumentError } from "../conf/errors.ts";
import { familyOf } from "./engine-function.ts";
import type { KeyTable } from "./key-table.ts";
import { notPair } from "./pairs.ts";
import type { Sink } from "./task-context.ts";

type Pair = readonly [unknown, unknown];

/** What operations do with a record, around a function of the user's. */
interface Lane {
  map(f: (record: unknown) => unknown, sink: Sink<unknown>): Sink<unknown>;
  flatMap(f: (record: unknown) => Iterable<unknown>, sink: Sink<unknown>): Sink<unknown>;
  filter(f: (record: unknown) => boolean, sink: Sink<unknown>): Sink<unknown>;
  mapValues(f: (value: unknown) => unknown, sink: Sink<unknown>): Sink<Pair>;
  combine(
    table: KeyTable<unknown, unknown>,
    createCombiner: (value: unknown) => unknown,
    mergeValue: (combiner: unknown, value: unknown) => unknown,
  ): Sink<Pair>;
}

/**
 * The same text several times, on purpose. JavaScript engines inline a call where a line of code always calls the same function. If one line
 * called the functions of all operations, none would be inlined, and every record would cost some calls and objects more: a word count takes
 * 1.4 instead of 1.05 times as long as a loop. So functions take turns with these lanes, and each stays in its own.
 */
const LANES: readonly Lane[] = [
  {
    map: (f, sink) => (record) => sink(f(record)),
    flatMap: (f, sink) => (record) => {
      const made = f(record);
      if (Array.isArray(made)) for (let i = 0; i < made.length; i++) sink(made[i]);
      else pushAll(made, sink);
    },
    filter: (f, sink) => (record) => {
      if (f(record)) sink(record);
    },
    mapValues: (f, sink) => (pair) => (pair?.length === 2 ? sink([pair[0], f(pair[1])]) : notPair(pair)),
    combine:
      ({ ids, values }, createCombiner, mergeValue) =>
      (pair) => {
        if (pair?.length !== 2) notPair(pair);
        const id = ids.of(pair[0]);
        if (id < values.length) values[id] = mergeValue(values[id], pair[1]);
        else values.push(createCombiner(pair[1]));
      },
  },
  {
    map: (f, sink) => (record) => sink(f(record)),
    flatMap: (f, sink) => (record) => {
      const made = f(record);
      if (Array.isArray(made)) for (let i = 0; i < made.length; i++) sink(made[i]);
      else pushAll(made, sink);
    },
    filter: (f, sink) => (record) => {
      if (f(record)) sink(record);
    },
    mapValues: (f, sink) => (pair) => (pair?.length === 2 ? sink([pair[0], f(pair[1])]) : notPair(pair)),
    combine:
      ({ ids, values }, createCombiner, mergeValue) =>
      (pair) => {
        if (pair?.length !== 2) notPair(pair);
        const id = ids.of(pair[0]);
        if (id < values.length) values[id] = mergeValue(values[id], pair[1]);
        else values.push(createCombiner(pair[1]));
      },
  },
  {
    map: (f, sink) => (record) => sink(f(record)),
    flatMap: (f, sink) => (record) => {
      const made = f(record);
      if (Array.isArray(made)) for (let i = 0; i < made.length; i++) sink(made[i]);
      else pushAll(made, sink);
    },
    filter: (f, sink) => (record) => {
      if (f(record)) sink(record);
    },
    mapValues: (f, sink) => (pair) => (pair?.length === 2 ? sink([pair[0], f(pair[1])]) : notPair(pair)),
    combine:
      ({ ids, values }, createCombiner, mergeValue) =>
      (pair) => {
        if (pair?.length !== 2) notPair(pair);
        const id = ids.of(pair[0]);
        if (id < values.length) values[id] = mergeValue(values[id], pair[1]);
        else values.push(createCombiner(pair[1]));
      },
  },
  {
    map: (f, sink) => (record) => sink(f(record)),
    flatMap: (f, sink) => (record) => {
      const made = f(record);
      if (Array.isArray(made)) for (let i = 0; i < made.length; i++) sink(made[i]);
      else pushAll(made, sink);
    },
    filter: (f, sink) => (record) => {
      if (f(record)) sink(record);
    },
    mapValues: (f, sink) => (pair) => (pair?.length === 2 ? sink([pair[0], f(pair[1])]) : notPair(pair)),
    combine:
      ({ ids, values }, createCombiner, mergeValue) =>
      (pair) => {
        if (pair?.length !== 2) notPair(pair);
        const id = ids.of(pair[0]);
        if (id < values.length) values[id] = mergeValue(values[id], pair[1]);
        else values.push(createCombiner(pair[1]));
      },
  },
];

/** The functions that have a lane, and the texts of which they are. */
class Turns {
  readonly #functions = new WeakMap<Function, number>();
  readonly #families = new Map<object | string, number>();

  of(f: Function): number {
    let lane = this.#functions.get(f);
    if (lane === undefined) {
      lane = this.#ofFamily(familyOf(f));
      this.#functions.set(f, lane);
    }
    return lane;
  }

  #ofFamily(family: object | string): number {
    const known = this.#families.get(family);
    if (known !== undefined) return known;
    const lane = this.#families.size % LANES.length;
    this.#families.set(family, lane);
    return lane;
  }
}

const turns: Readonly<Record<keyof Lane, Turns>> = {
  map: new Turns(),
  flatMap: new Turns(),
  filter: new Turns(),
  mapValues: new Turns(),
  combine: new Turns(),
};

/** The lane of a function of the user's in an operation: always the same for functions of one text. */
export function laneOf(operation: keyof Lane, f: Function): number {
  return turns[operation].of(f);
}

export function lane(number: number): Lane {
  return LANES[number]!;
}

/** Pushes what a function for flatMap gave. */
function pushAll(made: Iterable<unknown>, sink: Sink<unknown>): void {
  for (const record of iterable(made)) sink(record);
}

/** What a function for flatMap gave, which has to be iterable. */
export function iterable<U>(made: Iterable<U>): Iterable<U> {
  if (typeof (made as Partial<Iterable<U>> | null | undefined)?.[Symbol.iterator] === "function") return made;
  throw new IllegalArgumentError(
    `flatMap's function gave ${made === null ? "null" : typeof made}, which is not iterable`,
    {
      code: "NOT_ITERABLE",
      advice:
        "Return an array (an empty one for no record), a set, or any other iterable; use map for exactly one record.",
    },
  );
}
