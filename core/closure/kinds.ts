import { intrinsicName } from "./intrinsics.ts";
import { exportName } from "./modules.ts";
import { registrationOf } from "./registration.ts";

/** What the language itself makes an object, whatever its class: this part of its state is no property. */
export type Kind = "object" | "array" | "map" | "set" | "date" | "regexp" | "buffer" | "view" | "error" | "box";

const UNCOPYABLE =
  /^(Promise|Weak(Map|Set|Ref)|FinalizationRegistry|SharedArrayBuffer|.*(Generator|Iterator|Iterator Helper))$/;

/** The kind of an object; undefined when its state cannot be reached. */
export function kindOf(object: object): Kind | undefined {
  if (Array.isArray(object)) return "array";
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === Object.prototype || prototype === null) return plainKind(object);
  if (object instanceof Map) return "map";
  if (object instanceof Set) return "set";
  if (object instanceof Date) return "date";
  if (object instanceof RegExp) return "regexp";
  if (ArrayBuffer.isView(object)) return "view";
  if (object instanceof ArrayBuffer) return "buffer";
  if (object instanceof Error) return "error";
  if (object instanceof Number || object instanceof String || object instanceof Boolean) return "box";
  if (object instanceof Symbol || object instanceof BigInt) return "box";
  return plainKind(object);
}

function plainKind(object: object): Kind | undefined {
  return UNCOPYABLE.test(Object.prototype.toString.call(object).slice(8, -1)) ? undefined : "object";
}

const CLASSES: Record<Kind, string> = {
  object: "Object",
  array: "Array",
  map: "Map",
  set: "Set",
  date: "Date",
  regexp: "RegExp",
  buffer: "ArrayBuffer",
  view: "",
  error: "",
  box: "",
};

/** The class of the language that makes such an object. */
export function languageClass(object: object, kind: Kind): string {
  if (kind === "error") return errorClass(object);
  return CLASSES[kind] || Object.prototype.toString.call(object).slice(8, -1);
}

function errorClass(error: object): string {
  for (let next: unknown = error; typeof next === "object" && next !== null; next = Object.getPrototypeOf(next)) {
    const name = intrinsicName(next);
    if (name?.endsWith("Error.prototype")) return name.slice(0, -".prototype".length);
  }
  return "Error";
}

/** A class of the engine whose objects are nothing but their properties, such as Duration. */
export function isOpenClass(owner: Function): boolean {
  return exportName(owner) !== undefined && !/[\s.({;!]#[A-Za-z_$]/.test(Function.prototype.toString.call(owner));
}

/** The class in the chain above `owner` that is neither of the program nor of the language, if there is one. */
export function outsideBase(owner: Function): Function | undefined {
  let next: unknown = Object.getPrototypeOf(owner);
  while (typeof next === "function" && next !== Function.prototype && intrinsicName(next) === undefined) {
    if (registrationOf(next) === undefined && !isOpenClass(next)) return next;
    next = Object.getPrototypeOf(next);
  }
  return undefined;
}
