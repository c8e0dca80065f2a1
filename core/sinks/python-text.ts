import { typeNameOf } from "./record-text.ts";

/** How deep a record is written out, as in `recordText`. */
const DEPTH = 24;

/** A record as Python's `print` writes it: tuples as `('a', 1)`, sequences as lists, maps and plain objects as dicts. */
export function pythonText(record: unknown): string {
  return typeof record === "string" ? record : representation(record, 0);
}

/** Python's `repr`. */
function representation(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      return numberText(value);
    case "boolean":
      return value ? "True" : "False";
    case "undefined":
      return "None";
    case "object":
      return value === null ? "None" : depth > DEPTH ? "..." : objectText(value, depth + 1);
    case "function":
      return `<function ${value.name === "" ? "<lambda>" : value.name}>`;
    default:
      return String(value);
  }
}

function objectText(value: object, depth: number): string {
  const text = (part: unknown): string => representation(part, depth);
  if (Array.isArray(value)) {
    const parts = Array.from(value, text);
    if (typeNameOf(value) !== undefined) return `[${parts.join(", ")}]`;
    return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(", ")})`;
  }
  if (value instanceof Map) return dict([...value], text);
  if (value instanceof Set) return value.size === 0 ? "set()" : `{${[...value].map(text).join(", ")}}`;
  if (value instanceof Uint8Array) return bytesText(value);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return `[${Array.from(value as unknown as ArrayLike<unknown>, text).join(", ")}]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "None" : value.toISOString();
  if (typeof value.toString === "function" && value.toString !== Object.prototype.toString) return String(value);
  const name = value.constructor?.name;
  if (name === undefined || name === "Object") return dict(Object.entries(value), text);
  return `${name}(${Object.entries(value)
    .map(([field, content]) => `${field}=${text(content)}`)
    .join(", ")})`;
}

function dict(entries: readonly (readonly [unknown, unknown])[], text: (part: unknown) => string): string {
  return `{${entries.map(([key, content]) => `${text(key)}: ${text(content)}`).join(", ")}}`;
}

function numberText(n: number): string {
  if (Number.isNaN(n)) return "nan";
  if (!Number.isFinite(n)) return n > 0 ? "inf" : "-inf";
  if (Number.isSafeInteger(n)) return String(n === 0 ? 0 : n);
  const size = Math.abs(n);
  if (size >= 1e-4 && size < 1e16) return String(n);
  // an exponent has two digits at least
  return n.toExponential().replace(/([+-])(\d)$/, "$10$2");
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are written otherwise
  const escaped = text.replace(/[\\\x00-\x1f\x7f-\xa0]/g, (char) => ESCAPES[char] ?? hex(char.charCodeAt(0)));
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

function bytesText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    text += ESCAPES[char] ?? (char === "'" ? "\\'" : byte >= 0x20 && byte < 0x7f ? char : hex(byte));
  }
  return `b'${text}'`;
}

function hex(code: number): string {
  return `\\x${code.toString(16).padStart(2, "0")}`;
}

/** A time as Python's `datetime` prints: `2024-01-31 23:59:59`, of this machine's time zone, or of UTC in a simulated world. */
export function pythonTime(milliseconds: number, utc: boolean): string {
  const local = new Date(milliseconds);
  const date = utc ? local : new Date(milliseconds - local.getTimezoneOffset() * 60_000);
  const [day, time] = date.toISOString().slice(0, -1).split("T") as [string, string];
  const [seconds, fraction] = time.split(".") as [string, string];
  return `${day} ${seconds}${fraction === "000" ? "" : `.${fraction}000`}`;
}
