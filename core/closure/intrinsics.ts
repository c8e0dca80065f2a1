/** Globals that every thread has and whose values are therefore known by name. What belongs to one thread's outside is not among them. */
const GLOBALS = [
  "Object Function Array Number Boolean String Symbol BigInt Math JSON Date RegExp Map Set WeakMap WeakSet WeakRef",
  "FinalizationRegistry Promise Reflect Proxy Iterator Intl Atomics Error AggregateError EvalError RangeError ReferenceError",
  "SyntaxError TypeError URIError ArrayBuffer SharedArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array",
  "Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array parseInt parseFloat",
  "isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI structuredClone console setTimeout clearTimeout",
  "setInterval clearInterval queueMicrotask URL URLSearchParams TextEncoder TextDecoder AbortController AbortSignal DOMException",
  "atob btoa",
].flatMap((line) => line.split(" "));

/** How far below a global its parts are looked at: `Array.prototype.map`. */
const DEPTH = 2;
const UNREADABLE = new Set(["caller", "callee", "arguments"]);

interface Names {
  readonly names: Map<unknown, string>;
  readonly values: Map<string, unknown>;
}

let known: Names | undefined;

function look(): Names {
  const names = new Map<unknown, string>();
  const values = new Map<string, unknown>();
  const add = (value: unknown, name: string): boolean => {
    const isThing = typeof value === "function" || (typeof value === "object" && value !== null);
    if (!isThing || names.has(value)) return false;
    names.set(value, name);
    values.set(name, value);
    return true;
  };
  const addParts = (value: object, name: string, depth: number): void => {
    for (const key of Object.getOwnPropertyNames(value)) {
      if (UNREADABLE.has(key)) continue;
      // A getter would load a part of Node that nobody asked for.
      const part: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
      if (add(part, `${name}.${key}`) && depth > 1) addParts(part as object, `${name}.${key}`, depth - 1);
    }
  };
  add(globalThis, "globalThis");
  // The globals before their parts, so that `Array` is not found as `Array.prototype.constructor`.
  const found = GLOBALS.filter((name) => add(Object.getOwnPropertyDescriptor(globalThis, name)?.value, name));
  for (const name of found) addParts(values.get(name) as object, name, DEPTH);
  return { names, values };
}

/** The name by which every thread finds this part of the language, e.g. `Math.max`; undefined for everything else. */
export function intrinsicName(value: unknown): string | undefined {
  known ??= look();
  return known.names.get(value);
}

export function intrinsicValue(name: string): unknown {
  known ??= look();
  return known.values.get(name);
}
