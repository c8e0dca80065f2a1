import type { ReviveEnvironment } from "../../closure/index.ts";
import { recordClass, recordForm } from "./classes.ts";
import { type ColumnForm, readColumn } from "./column.ts";
import { UnknownFormatError } from "./errors.ts";
import { ERRORS, VIEWS } from "./lower.ts";
import { partsFrom } from "./parts.ts";
import { FIRST_SHAPE, type Owner, type Structured, TAG } from "./tags.ts";

type Tagged = readonly [tag: number, ...parts: unknown[]];

interface Shape {
  readonly keys: readonly string[];
  /** An object of this shape without its values. */
  make(): object;
  /** Can values be put into it by assigning? */
  readonly assignable: boolean;
}

/** Makes records out of what `Lowering` made of them. `classes` are those of the program, by number, and `parts` those of columns. */
export class Raising {
  readonly #shapes: readonly Shape[];
  readonly #classes: readonly Function[];
  readonly #parts: readonly Uint8Array[];
  readonly #things: object[] = [];

  readonly #environment: ReviveEnvironment;

  constructor(
    structured: Structured,
    parts: readonly Uint8Array[],
    classes: readonly Function[],
    environment: ReviveEnvironment,
  ) {
    this.#classes = classes;
    this.#parts = parts;
    this.#environment = environment;
    this.#shapes = structured.shapes.map(([owner, ...keys]) => shape(this.#prototype(owner), keys));
  }

  #prototype(owner: Owner): object | null {
    if (owner === null) return null;
    if (owner === undefined) return Object.prototype;
    return (typeof owner === "number" ? this.#classes[owner]! : engineClass(owner)).prototype as object;
  }

  value(lowered: unknown): unknown {
    return Array.isArray(lowered) ? this.#tagged(lowered as unknown as Tagged) : lowered;
  }

  #is<T extends object>(thing: T): T {
    this.#things.push(thing);
    return thing;
  }

  #tagged(parts: Tagged): unknown {
    const tag = parts[0];
    if (tag >= FIRST_SHAPE) return this.#object(this.#shapes[tag - FIRST_SHAPE]!, parts);
    switch (tag) {
      case TAG.reference:
        return this.#things[parts[1] as number];
      case TAG.array:
        return this.#fill(this.#is([]), parts, 1);
      case TAG.list: {
        const owner = engineClass(parts[1] as string) as new () => unknown[];
        return this.#fill(this.#is(new owner()), parts, 2);
      }
      case TAG.sparse:
        return this.#sparse(parts);
      case TAG.map: {
        const map = this.#is(new Map<unknown, unknown>());
        for (let i = 1; i < parts.length; i += 2) {
          // the key before the value, as they were written
          const key = this.value(parts[i]);
          map.set(key, this.value(parts[i + 1]));
        }
        return map;
      }
      case TAG.set: {
        const set = this.#is(new Set<unknown>());
        for (let i = 1; i < parts.length; i++) set.add(this.value(parts[i]));
        return set;
      }
      case TAG.date:
        return this.#is(new Date(parts[1] as number));
      case TAG.regexp: {
        const regexp = this.#is(new RegExp(this.value(parts[1]) as string, this.value(parts[2]) as string));
        regexp.lastIndex = parts[3] as number;
        return regexp;
      }
      case TAG.buffer:
        return this.#is(bufferOf(parts[1] as Uint8Array));
      case TAG.view:
        return this.#view(parts);
      case TAG.error:
        return this.#error(parts);
      case TAG.units:
        return textOf(parts[1] as Uint8Array);
      case TAG.negativeZero:
        return -0;
      case TAG.bigint:
        return bigintOf(parts[1] as string);
      case TAG.static:
        return (this.#classes[parts[1] as number] as unknown as Record<string, unknown>)[parts[2] as string];
      case TAG.formed:
        return this.#formed(parts);
      case TAG.column:
        return readColumn(parts[1] as ColumnForm, parts[2] as number, partsFrom(this.#parts, parts[3] as number));
      default:
        throw new UnknownFormatError(
          `A record holds something that is marked ${String(tag)}, which this version of Sluice does not know`,
          {
            code: "BLOCK_UNKNOWN_VERSION",
            advice: "Read it with the version of Sluice that wrote it, or a newer one.",
          },
        );
    }
  }

  #object({ make, keys, assignable }: Shape, parts: readonly unknown[]): object {
    const object = this.#is(make());
    for (let i = 0; i < keys.length; i++) {
      const value = this.value(parts[i + 1]);
      if (assignable) (object as Record<string, unknown>)[keys[i]!] = value;
      else define(object, keys[i]!, value, true);
    }
    return object;
  }

  #fill<A extends unknown[]>(array: A, parts: readonly unknown[], from: number): A {
    for (let i = from; i < parts.length; i++) array.push(this.value(parts[i]));
    return array;
  }

  #sparse(parts: readonly unknown[]): unknown[] {
    const array = this.#is(new Array<unknown>(parts[1] as number));
    for (let i = 2; i < parts.length; i += 2) array[parts[i] as number] = this.value(parts[i + 1]);
    return array;
  }

  #view(parts: readonly unknown[]): ArrayBufferView {
    const number = this.#things.push({}) - 1;
    const buffer = this.value(parts[2]) as ArrayBuffer;
    const view = new VIEWS[parts[1] as string]!(buffer, parts[3] as number, parts[4] as number);
    this.#things[number] = view;
    return view;
  }

  #formed(parts: readonly unknown[]): object {
    const number = this.#things.push({}) - 1;
    const form = recordForm(parts[1] as string) ?? unknownClass(parts[1] as string);
    const thing = form.read(
      parts.slice(2).map((part) => this.value(part)),
      this.#environment,
    );
    this.#things[number] = thing;
    return thing;
  }

  #error(parts: readonly unknown[]): Error {
    const [, name, stack] = parts as readonly [number, string, unknown];
    const error = this.#is(bareError(ERRORS[name]!));
    if (stack !== undefined) define(error, "stack", this.value(stack), false);
    for (let i = 3; i < parts.length; i += 3) {
      const key = this.value(parts[i]) as string;
      define(error, key, this.value(parts[i + 2]), parts[i + 1] as boolean);
    }
    return error;
  }
}

/** An error without the properties that its constructor gives it. */
function bareError(owner: ErrorConstructor): Error {
  const error = Reflect.construct(owner, owner.name === "AggregateError" ? [[]] : []) as Error;
  for (const key of Reflect.ownKeys(error)) Reflect.deleteProperty(error, key);
  return error;
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function textOf(units: Uint8Array): string {
  let text = "";
  for (let i = 0; i < units.length; i += 2) text += String.fromCharCode(units[i]! | (units[i + 1]! << 8));
  return text;
}

function bigintOf(digits: string): bigint {
  return digits.startsWith("-") ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`);
}

function shape(prototype: object | null, keys: readonly string[]): Shape {
  const assignable = keys.every((key) =>
    prototype === null || prototype === Object.prototype ? key !== "__proto__" : !(key in prototype),
  );
  const make = prototype === Object.prototype ? () => ({}) : () => Object.create(prototype) as object;
  return { keys, assignable, make };
}

function define(object: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(object, key, { value, enumerable, writable: true, configurable: true });
}

function engineClass(name: string): Function {
  return recordClass(name) ?? unknownClass(name);
}

function unknownClass(name: string): never {
  throw new UnknownFormatError(
    `A record is of the engine's class ${name}, which this version of Sluice does not know`,
    {
      code: "BLOCK_UNKNOWN_VERSION",
      advice: "Read it with the version of Sluice that wrote it, or a newer one.",
    },
  );
}
