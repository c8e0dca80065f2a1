import type { Preview } from "../trace/events.ts";

/** How deep a record is written out; below that (also when it contains itself) there is only `…`. */
const DEPTH = 24;

/** A record as `print` writes it: tuples as `(a,1)`, numbers as Java writes them, sequences and maps as Scala does. */
export function recordText(record: unknown, depth = 0): string {
  switch (typeof record) {
    case "string":
      return record;
    case "number":
      return numberText(record);
    case "undefined":
      return "None";
    case "object":
      return record === null ? "null" : depth > DEPTH ? "…" : objectText(record, depth + 1);
    case "function":
      return record.name === "" ? "<function>" : `<function ${record.name}>`;
    default:
      return String(record);
  }
}

/** A record as the trace shows it: a pair as the two texts. */
export function preview(record: unknown): Preview {
  if (Array.isArray(record) && record.length === 2 && typeNameOf(record) === undefined) {
    return [shorten(recordText(record[0])), shorten(recordText(record[1]))];
  }
  return shorten(recordText(record));
}

/** Longer texts are cut in the trace, not in what `print` writes. */
const LONGEST_PREVIEW = 200;

function shorten(text: string): string {
  return text.length > LONGEST_PREVIEW ? `${text.slice(0, LONGEST_PREVIEW)}…` : text;
}

/** The name that a sequence of the engine's prints with; a plain array is a tuple and has none. */
export function typeNameOf(array: readonly unknown[]): string | undefined {
  const name = (array as { typeName?: unknown }).typeName;
  return typeof name === "string" ? name : undefined;
}

function objectText(value: object, depth: number): string {
  const text = (part: unknown) => recordText(part, depth);
  if (Array.isArray(value)) {
    const name = typeNameOf(value);
    return name === undefined
      ? `(${Array.from(value, text).join(",")})`
      : `${name}(${Array.from(value, text).join(", ")})`;
  }
  if (value instanceof Map) return `Map(${[...value].map(([k, v]) => `${text(k)} -> ${text(v)}`).join(", ")})`;
  if (value instanceof Set) return `Set(${[...value].map(text).join(", ")})`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (ArrayBuffer.isView(value)) {
    return value instanceof DataView
      ? "DataView"
      : `${value.constructor.name}(${Array.from(value as unknown as ArrayLike<unknown>, text).join(", ")})`;
  }
  if (typeof value.toString === "function" && value.toString !== Object.prototype.toString) return String(value);
  const entries = Object.entries(value);
  const name = value.constructor?.name;
  if (name === undefined || name === "Object") return `{${entries.map(([k, v]) => `${k}: ${text(v)}`).join(", ")}}`;
  return `${name}(${entries.map(([, v]) => text(v)).join(",")})`;
}

const LONG_LIMIT = 2 ** 63;

/** A whole number as Java's Int or Long, any other as its Double. */
export function numberText(n: number): string {
  if (Number.isInteger(n) && Math.abs(n) < LONG_LIMIT) return String(n === 0 ? 0 : n);
  return doubleText(n);
}

/** A number as Java's Double, for what is one on Spark whatever its value: `2.0`. */
export function doubleText(n: number): string {
  if (!Number.isFinite(n)) return String(n);
  const size = Math.abs(n);
  if (size === 0) return Object.is(n, -0) ? "-0.0" : "0.0";
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(n) ? `${n}.0` : String(n);
  const [mantissa, exponent] = n.toExponential().split("e") as [string, string];
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}
