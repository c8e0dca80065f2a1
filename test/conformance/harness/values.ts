import { CompactBuffer, SeqBuffer } from "../../../core/index.ts";
import type { Recorded } from "./recording.ts";

/** A recorded value that JSON has no form of: `{"bag": […]}` and the like. */
export function tagged(value: Recorded): { readonly tag: string; readonly content: Recorded } | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  return entry === undefined || others.length > 0 ? undefined : { tag: entry[0], content: entry[1] };
}

/** A recorded value as a program gets it: an absent Option is `undefined`, a present one the value itself. */
export function decode(value: Recorded): unknown {
  if (Array.isArray(value)) return value.map(decode);
  const special = tagged(value);
  if (special === undefined) return value;
  const { tag, content } = special;
  switch (tag) {
    case "some":
      return decode(content);
    case "none":
    case "unit":
      return undefined;
    case "bag":
      return new Set((content as Recorded[]).map(decode));
    case "map":
      return new Map((content as [Recorded, Recorded][]).map(([k, v]) => [decode(k), decode(v)]));
    case "double":
      return Number(content);
    case "long":
      return BigInt(content as string);
    default:
      throw new Error(`A recording has a value of an unknown kind: ${JSON.stringify(value)}`);
  }
}

/** One of our values, written as the recordings write theirs, to be read beside them. */
export function encode(value: unknown): Recorded {
  if (value === undefined) return { none: true };
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") {
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { double: Object.is(value, -0) ? "-0.0" : String(value) };
  }
  if (typeof value === "bigint") return { long: String(value) };
  if (value instanceof CompactBuffer || value instanceof SeqBuffer) return { bag: Array.from(value, encode) };
  if (Array.isArray(value)) return Array.from(value, encode);
  if (value instanceof Set) return { bag: [...value].map(encode) };
  if (value instanceof Map) return { map: [...value].map(([k, v]) => [encode(k), encode(v)]) };
  if (typeof value !== "object") return String(value);
  const plain = Object.getPrototypeOf(value) === Object.prototype;
  return plain
    ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, encode(v)]))
    : `<${value.constructor.name}>`;
}
