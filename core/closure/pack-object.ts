import { intrinsicName } from "./intrinsics.ts";
import { isOpenClass, type Kind, kindOf, languageClass, outsideBase } from "./kinds.ts";
import { hiddenBits, packProperties, propertyLabel } from "./pack-properties.ts";
import type { Base, ObjectNode, Value } from "./packed.ts";
import type { Draft, Packer } from "./packer.ts";
import { privateAccess } from "./private-state.ts";
import { REFUSED } from "./refusals.ts";
import { registrationOf } from "./registration.ts";

export function packObject(packer: Packer, object: object): Value {
  const kind = kindOf(object);
  if (kind === undefined) return packer.refuse(REFUSED.thing(object));
  const owner = constructorOf(object);
  if (owner !== undefined && registrationOf(owner) !== undefined) return packClassPrototype(packer, object, owner);

  const node: Draft<ObjectNode> = { t: "object" };
  const reference = packer.add(object, node);
  packer.underWay.add(reference.$);
  packClass(packer, object, kind, node);
  // These two cannot exist without their contents, all others are filled when they are there.
  if (kind === "view") node.base = packView(packer, object as ArrayBufferView);
  if (kind === "box") node.base = { kind, value: packer.value((object as { valueOf(): unknown }).valueOf()) };
  packer.underWay.delete(reference.$);
  const contents = packContents(packer, object, kind);
  if (contents !== undefined) node.base = contents;
  packOwnProperties(packer, object, kind, node);
  if (node.class !== undefined) packPrivates(packer, object, node);
  if (!Object.isExtensible(object)) {
    node.integrity = Object.isFrozen(object) ? "frozen" : Object.isSealed(object) ? "sealed" : "closed";
  }
  return reference;
}

/** The class that `prototype` is the prototype of. */
function constructorOf(prototype: object): Function | undefined {
  if (!Object.hasOwn(prototype, "constructor")) return undefined;
  const owner: unknown = (prototype as { constructor: unknown }).constructor;
  return typeof owner === "function" && owner.prototype === prototype ? owner : undefined;
}

function packClassPrototype(packer: Packer, prototype: object, owner: Function): Value {
  const node: { t: "prototype"; owner: Value } = { t: "prototype", owner: undefined };
  const reference = packer.add(prototype, node);
  packer.underWay.add(reference.$);
  node.owner = packer.value(owner);
  packer.underWay.delete(reference.$);
  return reference;
}

/** Notes the class or prototype of an object, unless it goes without saying. */
function packClass(packer: Packer, object: object, kind: Kind, node: Draft<ObjectNode>): void {
  const prototype: object | null = Object.getPrototypeOf(object);
  if (prototype === null) {
    node.prototype = null;
    return;
  }
  const name = intrinsicName(prototype);
  if (name !== undefined) {
    if (name === `${languageClass(object, kind)}.prototype`) return;
    // A URL, say: its state lies where no copy reaches.
    if (kind === "object") packer.refuse(REFUSED.thing(object));
    node.prototype = packer.value(prototype);
    return;
  }
  const owner = constructorOf(prototype);
  if (owner === undefined) {
    node.prototype = packer.step(".__proto__", () => packer.value(prototype));
    return;
  }
  if (registrationOf(owner) === undefined && !isOpenClass(owner)) packer.refuse(REFUSED.instance(object, owner));
  const outside = outsideBase(owner);
  if (outside !== undefined) packer.refuse(REFUSED.outsideBase(object, outside));
  node.class = packer.step(".constructor", () => packer.value(owner));
}

function packView(packer: Packer, view: ArrayBufferView): Base {
  const length = "length" in view ? (view.length as number) : view.byteLength;
  return {
    kind: "view",
    type: languageClass(view, "view"),
    buffer: packer.value(view.buffer),
    offset: view.byteOffset,
    length,
  };
}

function packContents(packer: Packer, object: object, kind: Kind): Base | undefined {
  switch (kind) {
    case "array":
      return packArray(packer, object as unknown[]);
    case "map": {
      const entries = [...(object as Map<unknown, unknown>)];
      const keys = entries.map(([key]) => packer.step(".keys()", () => packer.value(key)));
      const values = entries.map(([key, value]) => {
        const name = typeof key === "string" || typeof key === "number" ? JSON.stringify(key) : "…";
        return packer.step(`.get(${name})`, () => packer.value(value));
      });
      return { kind, keys, values };
    }
    case "set":
      return {
        kind,
        members: packer.step(".values()", () => Array.from(object as Set<unknown>, (each) => packer.value(each))),
      };
    case "date":
      return { kind, time: (object as { getTime(): number }).getTime() };
    case "regexp": {
      const { source, flags, lastIndex } = object as RegExp;
      return { kind, source, flags, lastIndex };
    }
    case "buffer":
      return { kind, bytes: packer.dry ? new ArrayBuffer(0) : (object as ArrayBuffer).slice(0) };
    case "error": {
      const { stack } = object as Error;
      return { kind, type: languageClass(object, kind), stack: typeof stack === "string" ? stack : undefined };
    }
    default:
      return undefined;
  }
}

function packArray(packer: Packer, array: readonly unknown[]): Base {
  const elements: Value[] = [];
  for (let i = 0; i < array.length; i++) {
    const element = array[i];
    if (isThing(element)) {
      elements.push(packer.step(`[${i}]`, () => packer.value(element)));
    } else if (packer.dry) {
      // Only what could fail is looked at.
      if (typeof element === "symbol") packer.value(element);
    } else if (element === undefined && !Object.hasOwn(array, i)) {
      elements.push({ hole: true });
    } else {
      elements.push(packer.value(element));
    }
  }
  return { kind: "array", elements };
}

/** Is it something that may have to be refused, so that the way to it has to be known? */
function isThing(value: unknown): boolean {
  return typeof value === "object" || typeof value === "function" || typeof value === "symbol";
}

/** Is this property part of what the kind keeps in its own way? */
function isContents(kind: Kind, key: string | symbol): boolean {
  if (typeof key === "symbol") return false;
  switch (kind) {
    case "array":
    case "view":
    case "box":
      return key === "length" || /^\d+$/.test(key);
    case "regexp":
      return key === "lastIndex";
    case "error":
      return key === "stack";
    default:
      return false;
  }
}

function packOwnProperties(packer: Packer, object: object, kind: Kind, node: Draft<ObjectNode>): void {
  const keys = Reflect.ownKeys(object).filter((key) => !isContents(kind, key));
  if (keys.length === 0) return;
  const isPlain = (key: string | symbol): boolean => {
    if (typeof key === "symbol" || key === "__proto__" || !key.isWellFormed()) return false;
    const descriptor = Object.getOwnPropertyDescriptor(object, key)!;
    return "value" in descriptor && hiddenBits(descriptor) === 0;
  };
  if (!keys.every(isPlain)) {
    node.properties = packProperties(packer, object, keys);
    return;
  }
  node.keys = keys as string[];
  node.values = node.keys.map((key) => {
    const value = (object as Record<string, unknown>)[key];
    return isThing(value) ? packer.step(propertyLabel(key), () => packer.value(value)) : packer.value(value);
  });
}

function packPrivates(packer: Packer, object: object, node: Draft<ObjectNode>): void {
  const privates: [number, Value[]][] = [];
  let depth = 0;
  let owner: unknown = (Object.getPrototypeOf(object) as { constructor: unknown }).constructor;
  while (typeof owner === "function") {
    const access = privateAccess(owner);
    if (access?.has(object)) {
      const view = access.view(object);
      privates.push([depth, access.fields.map((name) => packer.step(`.#${name}`, () => packer.value(view[name])))]);
    }
    owner = Object.getPrototypeOf(owner);
    depth++;
  }
  if (privates.length > 0) node.privates = privates;
}
