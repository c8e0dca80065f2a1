import type { Base, ObjectNode, Value } from "./packed.ts";
import { bareInstance, privateAccess, withoutState } from "./private-state.ts";
import type { Reviver } from "./revive.ts";

type Constructor = Function & { prototype: object };

function global(name: string): Constructor {
  return (globalThis as unknown as Record<string, Constructor>)[name]!;
}

/** The object without its contents, so that they can refer to it. */
export function makeObject(reviver: Reviver, node: ObjectNode): object {
  const { base } = node;
  if (node.class !== undefined) {
    const owner = reviver.value(node.class) as Constructor;
    const make = languageObject(reviver, base);
    return bareInstance(owner, make);
  }
  if (node.prototype === undefined) return languageObject(reviver, base)(undefined);
  const prototype = reviver.value(node.prototype) as object | null;
  if (base === undefined) return Object.create(prototype) as object;
  return Object.setPrototypeOf(languageObject(reviver, base)(undefined), prototype) as object;
}

/** Makes what the language makes of it, with the prototype of `newTarget`. */
function languageObject(reviver: Reviver, base: Base | undefined): (newTarget: Function | undefined) => object {
  const make =
    (name: string, ...args: unknown[]) =>
    (newTarget: Function | undefined): object =>
      Reflect.construct(global(name), args, newTarget ?? global(name)) as object;
  switch (base?.kind) {
    case undefined:
      return make("Object");
    case "array":
      return make("Array");
    case "map":
      return make("Map");
    case "set":
      return (newTarget) => make("Set", ...(newTarget === undefined ? [membersAtOnce(base)] : []))(newTarget);
    case "date":
      return make("Date", base.time);
    case "regexp":
      return make("RegExp", base.source, base.flags);
    case "buffer":
      return (newTarget) => copyOf(base.bytes, newTarget);
    case "view":
      return make(base.type, reviver.value(base.buffer), base.offset, base.length);
    case "error":
      return (newTarget) => withoutState(make(base.type, ...(base.type === "AggregateError" ? [[]] : []))(newTarget));
    case "box":
      return boxed(reviver.value(base.value));
  }
}

/**
 * The members of a set of primitive values, undefined where there are others: these may not be there yet. A set that is made of all its members at once has
 * room for them; one that grows to as many is crowded, and looking things up in it takes a quarter longer.
 */
function membersAtOnce({ members }: Base & { readonly kind: "set" }): readonly unknown[] | undefined {
  return members.every((member) => typeof member !== "object") ? members : undefined;
}

/** Each copy has its own bytes. */
function copyOf(bytes: ArrayBuffer, newTarget: Function | undefined): ArrayBuffer {
  if (newTarget === undefined) return bytes.slice(0);
  const copy = Reflect.construct(ArrayBuffer, [bytes.byteLength], newTarget) as ArrayBuffer;
  new Uint8Array(copy).set(new Uint8Array(bytes));
  return copy;
}

function boxed(value: unknown): (newTarget: Function | undefined) => object {
  return (newTarget) => {
    const name = Object.prototype.toString.call(value).slice(8, -1);
    if (newTarget === undefined || name === "Symbol" || name === "BigInt") return Object(value) as object;
    return Reflect.construct(global(name), [value], newTarget) as object;
  };
}

export function fillObject(reviver: Reviver, object: object, node: ObjectNode): void {
  if (node.base !== undefined) fillContents(reviver, object, node.base);
  if (node.keys !== undefined) {
    node.keys.forEach((key, i) => {
      const put = (value: unknown): void => {
        Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      };
      put(reviver.value(node.values![i], put));
    });
  }
  if (node.properties !== undefined) reviver.properties(object, node.properties);
  for (const [depth, values] of node.privates ?? []) {
    let owner = Object.getPrototypeOf(object).constructor as Function;
    for (let i = 0; i < depth; i++) owner = Object.getPrototypeOf(owner);
    const access = privateAccess(owner)!;
    reviver.privates(access.view(object), access.fields, values);
  }
  if (node.integrity !== undefined) reviver.atEnd(() => close(object, node.integrity!));
}

function fillContents(reviver: Reviver, object: object, base: Base): void {
  switch (base.kind) {
    case "array": {
      const array = object as unknown[];
      base.elements.forEach((element, i) => {
        if (isHole(element)) return;
        array[i] = reviver.value(element, (late) => {
          array[i] = late;
        });
      });
      array.length = base.elements.length;
      break;
    }
    case "map": {
      const map = object as Map<unknown, unknown>;
      const keys = base.keys.map((key) => reviver.value(key, ignore));
      const values: unknown[] = [];
      base.values.forEach((value, i) => {
        values[i] = reviver.value(value, (late) => {
          values[i] = late;
          // If it is in already; else it comes in with this value.
          if (Map.prototype.has.call(map, keys[i])) Map.prototype.set.call(map, keys[i], late);
        });
      });
      inOrder(reviver, base.keys, (key, i) => Map.prototype.set.call(map, key, values[i]));
      break;
    }
    case "set":
      if (sizeOfSet.call(object) > 0) break; // all came at once
      for (const member of base.members) reviver.value(member, ignore);
      inOrder(reviver, base.members, (member) => Set.prototype.add.call(object, member));
      break;
    case "regexp":
      (object as RegExp).lastIndex = base.lastIndex;
      break;
    case "error":
      if (base.stack !== undefined) {
        Object.defineProperty(object, "stack", {
          value: base.stack,
          writable: true,
          enumerable: false,
          configurable: true,
        });
      }
      break;
  }
}

const ignore = (): void => {};

/** How many members a set has, whatever its class says. */
const sizeOfSet = Object.getOwnPropertyDescriptor(Set.prototype, "size")!.get as (this: object) => number;

/** Keys and members stand in the order in which they were added, so all of them wait for one that is not there yet. */
function inOrder(reviver: Reviver, members: readonly Value[], add: (member: unknown, i: number) => void): void {
  const fill = (): void => {
    for (const [i, member] of members.entries()) add(reviver.value(member), i);
  };
  if (members.some((member) => reviver.isWaiting(member))) reviver.atEnd(fill);
  else fill();
}

function isHole(value: Value): boolean {
  return typeof value === "object" && value !== null && "hole" in value;
}

function close(object: object, integrity: "frozen" | "sealed" | "closed"): void {
  if (integrity === "frozen") Object.freeze(object);
  else if (integrity === "sealed") Object.seal(object);
  else Object.preventExtensions(object);
}
