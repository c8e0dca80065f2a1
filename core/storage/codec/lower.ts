import { hasPrivateMembers, isRegistered } from "../../closure/index.ts";
import { recordClassName, recordForm } from "./classes.ts";
import { EncodedColumn } from "./columns.ts";
import { isMoreThanArray } from "./plain.ts";
import { FIRST_SHAPE, type Owner, type Structured, TAG } from "./tags.ts";

/** Thrown for a value that only the closure room's graph can keep, if anything can: a function, a private field, an accessor, … */
export const NEEDS_GRAPH: unique symbol = Symbol("needs the graph");

/** Records with all that the language knows, as trees of what MessagePack knows. Throws `NEEDS_GRAPH`. */
export class Lowering {
  /** The classes of the program whose instances were met. */
  readonly classes: Function[] = [];
  /** The parts of the columns that were met. */
  readonly parts: Uint8Array[] = [];
  readonly #shapes: Structured["shapes"][number][] = [];
  readonly #shapeNumbers = new Map<object | null, Map<string, number>>();
  /** The last shape that was looked for: most objects are like the one before. */
  #last: { readonly prototype: object | null; readonly keys: readonly string[]; readonly number: number } | undefined;
  readonly #numbers = new Map<object, number>();
  /** Objects that a class of the program keeps: its copy has its own. */
  readonly #statics = new Map<object, readonly [owner: number, key: string]>();

  records(records: readonly unknown[]): Structured {
    const lowered = records.map((record) => this.#value(record));
    return { shapes: this.#shapes, classes: undefined, records: lowered };
  }

  #value(value: unknown): unknown {
    switch (typeof value) {
      case "string":
        return value.isWellFormed() ? value : [TAG.units, unitsOf(value)];
      case "number":
        return value === 0 && Object.is(value, -0) ? [TAG.negativeZero] : value;
      case "bigint":
        return BigInt.asIntN(64, value) === value
          ? value
          : [TAG.bigint, value < 0n ? `-${(-value).toString(16)}` : value.toString(16)];
      case "object":
        return value === null ? null : this.#thing(value);
      case "boolean":
      case "undefined":
        return value;
      default:
        throw NEEDS_GRAPH;
    }
  }

  #thing(thing: object): unknown {
    const known = this.#numbers.get(thing);
    if (known !== undefined) return [TAG.reference, known];
    const prototype: object | null = Object.getPrototypeOf(thing);
    if (prototype === Object.prototype || prototype === null) return this.#object(thing, prototype, Object.keys(thing));
    if (Array.isArray(thing)) return this.#array(thing, prototype);
    const lower = prototype === null ? undefined : BUILT_IN.get(prototype);
    if (lower !== undefined) return this.#builtIn(thing, lower);
    return this.#instance(thing, prototype);
  }

  #number(thing: object): void {
    this.#numbers.set(thing, this.#numbers.size);
  }

  #object(thing: object, prototype: object | null, keys: readonly string[]): unknown {
    const shape = this.#shape(prototype, keys);
    this.#number(thing);
    const lowered: unknown[] = new Array(keys.length + 1);
    lowered[0] = FIRST_SHAPE + shape;
    for (let i = 0; i < keys.length; i++) lowered[i + 1] = this.#value((thing as Record<string, unknown>)[keys[i]!]);
    return lowered;
  }

  #shape(prototype: object | null, keys: readonly string[]): number {
    const last = this.#last;
    if (last !== undefined && last.prototype === prototype && sameKeys(last.keys, keys)) return last.number;
    let ofPrototype = this.#shapeNumbers.get(prototype);
    if (ofPrototype === undefined) {
      ofPrototype = new Map();
      this.#shapeNumbers.set(prototype, ofPrototype);
    }
    const text = keys.map((key) => `${key.length}:${key}`).join();
    let number = ofPrototype.get(text);
    if (number === undefined) {
      if (!keys.every((key) => key.isWellFormed())) throw NEEDS_GRAPH;
      number = this.#shapes.push([this.#owner(prototype), ...keys]) - 1;
      ofPrototype.set(text, number);
    }
    this.#last = { prototype, keys, number };
    return number;
  }

  #owner(prototype: object | null): Owner {
    if (prototype === null) return null;
    if (prototype === Object.prototype) return undefined;
    return recordClassName(prototype) ?? this.classes.indexOf((prototype as { constructor: Function }).constructor);
  }

  #array(array: readonly unknown[], prototype: object | null): unknown {
    const name = prototype === Array.prototype || prototype === null ? undefined : recordClassName(prototype);
    if ((name === undefined && prototype !== Array.prototype) || isMoreThanArray(array)) throw NEEDS_GRAPH;
    if (hasHoles(array)) {
      if (name !== undefined) throw NEEDS_GRAPH;
      return this.#sparse(array);
    }
    this.#number(array);
    const lowered: unknown[] = name === undefined ? [TAG.array] : [TAG.list, name];
    for (let i = 0; i < array.length; i++) lowered.push(this.#value(array[i]));
    return lowered;
  }

  #sparse(array: readonly unknown[]): unknown {
    this.#number(array);
    const lowered: unknown[] = [TAG.sparse, array.length];
    for (const position of Object.keys(array)) lowered.push(Number(position), this.#value(array[Number(position)]));
    return lowered;
  }

  #builtIn(thing: object, lower: BuiltIn): unknown {
    if (lower.own !== undefined && Reflect.ownKeys(thing).length !== lower.own) throw NEEDS_GRAPH;
    this.#number(thing);
    return lower.lower(thing as never, (value) => this.#value(value));
  }

  /** An object of a class: of the engine, or of the program. */
  #instance(thing: object, prototype: object | null): unknown {
    if (prototype === null) throw NEEDS_GRAPH;
    if (thing instanceof EncodedColumn) return this.#column(thing);
    const name = recordClassName(prototype);
    const form = name === undefined ? undefined : recordForm(name);
    if (form !== undefined) {
      this.#number(thing);
      return [TAG.formed, name, ...form.write(thing).map((part) => this.#value(part))];
    }
    if (name === undefined) this.#meetClass(thing, prototype);
    const known = this.#statics.get(thing);
    if (known !== undefined) return [TAG.static, ...known];
    const keys = Object.keys(thing);
    if (Reflect.ownKeys(thing).length !== keys.length) throw NEEDS_GRAPH;
    for (const key of keys) {
      const { get, set, writable } = Object.getOwnPropertyDescriptor(thing, key)!;
      if (get !== undefined || set !== undefined || !writable) throw NEEDS_GRAPH;
    }
    return this.#object(thing, prototype, keys);
  }

  #column({ form, count, parts }: EncodedColumn): unknown {
    const first = this.parts.length;
    for (const part of parts) this.parts.push(part);
    return [TAG.column, form, count, first];
  }

  #meetClass(thing: object, prototype: object): void {
    if (this.#shapeNumbers.has(prototype)) return;
    const owner: unknown = (prototype as { constructor: unknown }).constructor;
    if (typeof owner !== "function" || owner.prototype !== prototype || !isRegistered(owner)) throw NEEDS_GRAPH;
    if (!Object.hasOwn(prototype, "constructor") || Object.prototype.toString.call(thing) !== "[object Object]")
      throw NEEDS_GRAPH;
    for (
      let next: unknown = owner;
      typeof next === "function" && next !== Function.prototype;
      next = Object.getPrototypeOf(next)
    ) {
      if (!isRegistered(next) || hasPrivateMembers(next)) throw NEEDS_GRAPH;
    }
    this.#shapeNumbers.set(prototype, new Map());
    const number = this.classes.push(owner) - 1;
    for (const key of Object.keys(owner)) {
      const value: unknown = Object.getOwnPropertyDescriptor(owner, key)!.value;
      if (typeof value === "object" && value !== null && !this.#numbers.has(value))
        this.#statics.set(value, [number, key]);
    }
  }
}

function hasHoles(array: readonly unknown[]): boolean {
  for (let i = 0; i < array.length; i++) if (array[i] === undefined && !(i in array)) return true;
  return false;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function unitsOf(text: string): Uint8Array {
  const units = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    units[2 * i] = text.charCodeAt(i) & 0xff;
    units[2 * i + 1] = text.charCodeAt(i) >>> 8;
  }
  return units;
}

type Lower = (value: unknown) => unknown;

/** How objects of the language are written; `own` is how many properties of their own they have if nobody gave them more. */
interface BuiltIn {
  readonly own?: number;
  lower(thing: never, value: Lower): unknown[];
}

const BUILT_IN = new Map<object, BuiltIn>([
  [
    Map.prototype,
    {
      own: 0,
      lower(map: ReadonlyMap<unknown, unknown>, value) {
        const lowered: unknown[] = [TAG.map];
        for (const [key, each] of map) lowered.push(value(key), value(each));
        return lowered;
      },
    },
  ],
  [
    Set.prototype,
    {
      own: 0,
      lower(set: ReadonlySet<unknown>, value) {
        const lowered: unknown[] = [TAG.set];
        for (const member of set) lowered.push(value(member));
        return lowered;
      },
    },
  ],
  [Date.prototype, { own: 0, lower: (date: { getTime(): number }) => [TAG.date, date.getTime()] }],
  [
    RegExp.prototype,
    {
      own: 1,
      lower: (regexp: RegExp) => [TAG.regexp, ...[regexp.source, regexp.flags].map(textOrUnits), regexp.lastIndex],
    },
  ],
  [ArrayBuffer.prototype, { own: 0, lower: (buffer: ArrayBuffer) => [TAG.buffer, new Uint8Array(buffer)] }],
]);

function textOrUnits(text: string): unknown {
  return text.isWellFormed() ? text : [TAG.units, unitsOf(text)];
}

/** The classes of views of bytes, by name. */
export const VIEWS: Readonly<
  Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView>
> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
};

for (const [name, owner] of Object.entries(VIEWS)) {
  BUILT_IN.set(owner.prototype as object, {
    lower(view: ArrayBufferView, value: Lower) {
      const length = view instanceof DataView ? view.byteLength : (view as Uint8Array).length;
      return [TAG.view, name, value(view.buffer), view.byteOffset, length];
    },
  });
}

/** The classes of errors, by name. */
export const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError: AggregateError as unknown as ErrorConstructor,
};

for (const [name, owner] of Object.entries(ERRORS)) {
  BUILT_IN.set(owner.prototype as object, {
    lower(error: Error, value: Lower) {
      const { stack } = error;
      const lowered: unknown[] = [TAG.error, name, typeof stack === "string" ? value(stack) : undefined];
      for (const key of Reflect.ownKeys(error)) {
        if (key === "stack") continue;
        const property = Object.getOwnPropertyDescriptor(error, key)!;
        if (typeof key === "symbol" || !("value" in property)) throw NEEDS_GRAPH;
        lowered.push(value(key), property.enumerable, value(property.value));
      }
      return lowered;
    },
  });
}
