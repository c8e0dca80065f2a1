import { classIdentity } from "../closure/index.ts";
import { List } from "./list.ts";

/**
 * Java's `hashCode` (and, inside of collections, Scala's `##`), so that a key lands in the partition that Spark would put it in.
 * A whole number in the int range counts as an Int, beyond it as a Long, any other as a Double; a bigint counts as a Long, a plain array as
 * a tuple, a `List` as a Seq, `undefined` as None.
 */
export function hashCode(key: unknown): number {
  switch (typeof key) {
    case "string":
      return stringHash(key);
    case "number":
      return numberHash(key);
    case "boolean":
      return key ? 1231 : 1237;
    case "bigint":
      return longHash(key);
    case "undefined":
      return NONE_HASH;
    case "object":
      return key === null ? 0 : objectHash(key);
    default:
      return stringHash(String(key));
  }
}

/**
 * Scala's `##`, as which a value inside of a tuple, sequence, set or map hashes: numbers that are equal hash alike, whatever their type, so a
 * fraction that a Float can hold hashes as that Float.
 */
export function elementHash(value: unknown): number {
  if (typeof value === "bigint") return BigInt.asIntN(32, value) === value ? Number(value) : longHash(value);
  if (typeof value === "number" && !isLong(value) && Math.fround(value) === value) return floatHash(value);
  return hashCode(value);
}

/** Are two keys the same key? By value, also tuples, objects, sets, maps and dates. */
export function sameKey(a: unknown, b: unknown): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (!sameClass(a, b)) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((x, i) => sameKey(x, b[i]));
  if (a instanceof Date) return a.getTime() === (b as Date).getTime();
  if (a instanceof Set) return sameMembers(a, b as Set<unknown>);
  if (a instanceof Map) return sameEntries(a, b as Map<unknown, unknown>);
  if (ArrayBuffer.isView(a)) return false; // as Java's arrays: equal only when they are the same
  const own = a as { equals?: unknown };
  if (typeof own.equals === "function") return own.equals(b) === true;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (k) => Object.hasOwn(b, k) && sameKey((a as Record<string, unknown>)[k], (b as Record<string, unknown>)[k]),
    )
  );
}

/** There may be several copies of a class of the program, as tasks have their own; classes that a task defines anew each time go by their names. */
function sameClass(a: object, b: object): boolean {
  const [left, right] = [Object.getPrototypeOf(a), Object.getPrototypeOf(b)] as [object | null, object | null];
  if (left === right) return true;
  if (left === null || right === null) return false;
  const [one, other] = [left.constructor, right.constructor];
  const identity = classIdentity(one);
  if (identity !== undefined) return identity === classIdentity(other);
  return classIdentity(other) === undefined && one.name !== "" && one.name === other.name;
}

function sameMembers(a: Set<unknown>, b: Set<unknown>): boolean {
  return a.size === b.size && [...a].every((x) => b.has(x) || [...b].some((y) => sameKey(x, y)));
}

function sameEntries(a: Map<unknown, unknown>, b: Map<unknown, unknown>): boolean {
  return a.size === b.size && [...a].every(([k, v]) => [...b].some(([l, w]) => sameKey(k, l) && sameKey(v, w)));
}

/**
 * `text.charCodeAt(at)`, found once. Engines keep texts in many forms (cut out of others, joined, with wide letters), and where a line looks the method up in
 * more than four of them, it takes four times as long.
 */
const unitAt: (text: string, at: number) => number = Function.prototype.call.bind(String.prototype.charCodeAt);

export function stringHash(text: string): number {
  const { length } = text;
  let h = 0;
  for (let i = 0; i < length; i++) h = (Math.imul(h, 31) + unitAt(text, i)) | 0;
  return h;
}

const NONE_HASH = stringHash("None");
const LONG_LIMIT = 2 ** 63;

function isLong(n: number): boolean {
  return Number.isInteger(n) && n >= -LONG_LIMIT && n < LONG_LIMIT;
}

function numberHash(n: number): number {
  if ((n | 0) === n) return n | 0;
  return isLong(n) ? longHash(BigInt(n)) : doubleHash(n);
}

function longHash(n: bigint): number {
  const bits = BigInt.asUintN(64, n);
  return Number(BigInt.asIntN(32, bits ^ (bits >> 32n)));
}

const doubleBits = new DataView(new ArrayBuffer(8));

function doubleHash(n: number): number {
  doubleBits.setFloat64(0, n);
  return doubleBits.getInt32(0) ^ doubleBits.getInt32(4);
}

function floatHash(n: number): number {
  doubleBits.setFloat32(0, n);
  return doubleBits.getInt32(0);
}

const PRODUCT_SEED = 0xcafebabe | 0;
const SEQ_SEED = stringHash("Seq");
const SET_SEED = stringHash("Set");
const MAP_SEED = stringHash("Map");

function objectHash(key: object): number {
  if (Array.isArray(key)) return orderedHash(key, key instanceof List ? SEQ_SEED : PRODUCT_SEED);
  if (key instanceof Date) return longHash(BigInt(key.getTime()));
  if (key instanceof Set) return unorderedHash([...key].map(elementHash), SET_SEED);
  if (key instanceof Map)
    return unorderedHash(
      [...key].map(([k, v]) => orderedHash([k, v], PRODUCT_SEED)),
      MAP_SEED,
    );
  const own = key as { hashCode?: unknown };
  if (typeof own.hashCode === "function") return Number(own.hashCode()) | 0;
  return unorderedHash(
    Object.entries(key).map((entry) => orderedHash(entry, PRODUCT_SEED)),
    MAP_SEED,
  );
}

function orderedHash(values: readonly unknown[], seed: number): number {
  let h = seed;
  for (const value of values) h = mix(h, elementHash(value));
  return finalize(h, values.length);
}

function unorderedHash(hashes: readonly number[], seed: number): number {
  let sum = 0;
  let xor = 0;
  let product = 1;
  for (const hash of hashes) {
    sum = (sum + hash) | 0;
    xor ^= hash;
    if (hash !== 0) product = Math.imul(product, hash);
  }
  return finalize(mixLast(mix(mix(seed, sum), xor), product), hashes.length);
}

// MurmurHash3, as Scala's collections use it
function mix(h: number, k: number): number {
  const mixed = mixLast(h, k);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function mixLast(h: number, k: number): number {
  const scrambled = Math.imul(k, 0xcc9e2d51);
  return h ^ Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
}

function finalize(h: number, length: number): number {
  let x = h ^ length;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
