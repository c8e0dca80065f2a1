import { bareInstance, copyPrivates } from "../closure/index.ts";

/**
 * A copy of a value that a function may change without touching the original: what Spark gets by writing a value out and reading it back.
 * Collections and instances of classes are copied with all that they hold; functions and what cannot be changed are shared.
 */
export function copyOf<C>(value: C): C {
  return typeof value === "object" && value !== null ? (copyObject(value, new Map()) as C) : value;
}

function copy(value: unknown, seen: Map<object, object>): unknown {
  return typeof value === "object" && value !== null ? (seen.get(value) ?? copyObject(value, seen)) : value;
}

function copyObject(value: object, seen: Map<object, object>): object {
  if (ArrayBuffer.isView(value)) return copyView(value);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (Array.isArray(value)) return copyArray(value, seen);
  if (Object.getPrototypeOf(value) === Object.prototype) return copyRecord(value as Record<string, unknown>, seen);
  const made = bare(value);
  seen.set(value, made);
  if (value instanceof Map)
    for (const [key, item] of value) (made as Map<unknown, unknown>).set(copy(key, seen), copy(item, seen));
  else if (value instanceof Set) for (const item of value) (made as Set<unknown>).add(copy(item, seen));
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    if ("value" in property) property.value = copy(property.value, seen);
    Object.defineProperty(made, key, property);
  }
  copyPrivates(value, made, (each) => copy(each, seen));
  return made;
}

function copyRecord(value: Readonly<Record<string, unknown>>, seen: Map<object, object>): object {
  const made: Record<string, unknown> = {};
  seen.set(value, made);
  for (const key of Object.keys(value)) made[key] = copy(value[key], seen);
  return made;
}

/** An object of the same class without what the original holds. */
function bare(value: object): object {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return Object.create(null) as object;
  const [base, ...args] = language(value);
  const make = (newTarget: Function): object => Reflect.construct(base, args, newTarget) as object;
  const owner: unknown = prototype.constructor;
  if (typeof owner === "function" && owner.prototype === prototype) return bareInstance(owner, make);
  return Object.setPrototypeOf(make(base), prototype) as object;
}

/** What of the language an object is, and what that is made from. */
function language(value: object): [base: Function, ...args: unknown[]] {
  if (value instanceof Map) return [Map];
  if (value instanceof Set) return [Set];
  if (value instanceof Date) return [Date, value.getTime()];
  if (value instanceof RegExp) return [RegExp, value.source, value.flags];
  if (value instanceof Error) return [Error];
  return [Object];
}

function copyArray(value: readonly unknown[], seen: Map<object, object>): unknown[] {
  const made = new (value.constructor as ArrayConstructor)() as unknown[];
  seen.set(value, made);
  for (let i = 0; i < value.length; i++) made.push(copy(value[i], seen));
  return made;
}

function copyView(value: ArrayBufferView): ArrayBufferView {
  if (value instanceof DataView)
    return new DataView(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
  return (value as unknown as { slice(): ArrayBufferView }).slice();
}
