import { fromMessagePack, toMessagePack } from "./message-pack.ts";
import { isPlainPrimitive } from "./plain.ts";

/** One field of all records. */
export type Column = readonly unknown[] | Int8Array | Int16Array | Int32Array | Float64Array;

/** How a column is written. */
export type ColumnForm =
  | "int8"
  | "int16"
  | "int32"
  | "float64"
  | "boolean"
  /** Few different strings, and for each record the number of its own, in so many bytes. */
  | { readonly words: readonly string[]; readonly width: 1 | 2 | 4 }
  /** The lengths of the strings in UTF-16 units, in so many bytes, and their text, by pieces of so many bytes in UTF-8. */
  | { readonly width: 1 | 2 | 4; readonly pieces: readonly number[] }
  /** Primitive values of different types, one by one. */
  | "mixed";

/** Appends the bytes of a column to `parts`; undefined when there is a value in it that none of the forms keeps. */
export function writeColumn(values: readonly unknown[], parts: Uint8Array[]): ColumnForm | undefined {
  const type = commonType(values);
  if (type === "number") return writeNumbers(values as number[], parts);
  if (type === "string") return writeStrings(values as string[], parts);
  if (type === "boolean") {
    parts.push(Uint8Array.from(values as boolean[], (value) => (value ? 1 : 0)));
    return "boolean";
  }
  if (!values.every(isPlainPrimitive)) return undefined;
  parts.push(toMessagePack(values).slice());
  return "mixed";
}

export function readColumn(form: ColumnForm, count: number, next: () => Uint8Array): Column {
  if (typeof form === "object")
    return "words" in form ? readWords(form.words, form.width, count, next()) : readText(form, count, next);
  switch (form) {
    case "int8":
      return new Int8Array(aligned(next()));
    case "int16":
      return new Int16Array(aligned(next()));
    case "int32":
      return new Int32Array(aligned(next()));
    case "float64":
      return new Float64Array(aligned(next()));
    case "boolean":
      return Array.from(next(), (byte) => byte === 1);
    case "mixed":
      return fromMessagePack(next()) as unknown[];
  }
}

function commonType(values: readonly unknown[]): string | undefined {
  const type = typeof values[0];
  for (let i = 1; i < values.length; i++) if (typeof values[i] !== type) return undefined;
  return type;
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** A copy that starts where numbers of any size may. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

// ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function writeNumbers(values: readonly number[], parts: Uint8Array[]): ColumnForm {
  let least = 0;
  let most = 0;
  let whole = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if ((value | 0) !== value || (value === 0 && Object.is(value, -0))) {
      whole = false;
      break;
    }
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  if (!whole) {
    parts.push(bytesOf(Float64Array.from(values)));
    return "float64";
  }
  if (least >= -0x80 && most < 0x80) {
    parts.push(bytesOf(Int8Array.from(values)));
    return "int8";
  }
  if (least >= -0x8000 && most < 0x8000) {
    parts.push(bytesOf(Int16Array.from(values)));
    return "int16";
  }
  parts.push(bytesOf(Int32Array.from(values)));
  return "int32";
}

// ── strings ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** After so many strings it is looked whether they repeat, and then again and again. */
const LOOK_EVERY = 1024;

function writeStrings(values: readonly string[], parts: Uint8Array[]): ColumnForm | undefined {
  return writeWords(values, parts) ?? writeText(values, parts);
}

type Width = 1 | 2 | 4;

function numbersOf(width: Width, count: number): Uint8Array | Uint16Array | Uint32Array {
  return width === 1 ? new Uint8Array(count) : width === 2 ? new Uint16Array(count) : new Uint32Array(count);
}

function readNumbers(width: Width, bytes: Uint8Array): Uint8Array | Uint16Array | Uint32Array {
  return width === 1 ? bytes : width === 2 ? new Uint16Array(aligned(bytes)) : new Uint32Array(aligned(bytes));
}

/** Undefined when more than half of the strings are different, or one is not well-formed. */
function writeWords(values: readonly string[], parts: Uint8Array[]): ColumnForm | undefined {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  const numbered = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let number = numbers.get(value);
    if (number === undefined) {
      if (!value.isWellFormed()) return undefined;
      number = words.push(value) - 1;
      numbers.set(value, number);
    }
    numbered[i] = number;
    if (i % LOOK_EVERY === LOOK_EVERY - 1 && words.length > i / 2) return undefined;
  }
  if (words.length > values.length / 2) return undefined;
  const width: Width = words.length <= 0x100 ? 1 : words.length <= 0x10000 ? 2 : 4;
  if (width === 4) {
    parts.push(bytesOf(numbered));
  } else {
    const narrow = numbersOf(width, values.length);
    narrow.set(numbered);
    parts.push(bytesOf(narrow));
  }
  return { words, width };
}

function readWords(words: readonly string[], width: Width, count: number, bytes: Uint8Array): string[] {
  const numbers = readNumbers(width, bytes);
  const values = new Array<string>(count);
  for (let i = 0; i < count; i++) values[i] = words[numbers[i]!]!;
  return values;
}

/** A string that was cut out of a piece keeps the piece alive: so pieces are small. */
const PIECE = 512;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

function writeText(values: readonly string[], parts: Uint8Array[]): ColumnForm | undefined {
  let longest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!value.isWellFormed()) return undefined;
    if (value.length > longest) longest = value.length;
  }
  const width: Width = longest < 0x100 ? 1 : longest < 0x10000 ? 2 : 4;
  const lengths = numbersOf(width, values.length);
  const pieces: number[] = [];
  const texts: Uint8Array[] = [];
  for (let start = 0; start < values.length; start += PIECE) {
    const end = Math.min(start + PIECE, values.length);
    let text = "";
    for (let i = start; i < end; i++) {
      lengths[i] = values[i]!.length;
      text += values[i]!;
    }
    const bytes = encoder.encode(text);
    texts.push(bytes);
    pieces.push(bytes.length);
  }
  parts.push(bytesOf(lengths), ...texts);
  return { width, pieces };
}

function readText(
  form: { readonly width: Width; readonly pieces: readonly number[] },
  count: number,
  next: () => Uint8Array,
): string[] {
  const lengths = readNumbers(form.width, next());
  const values = new Array<string>(count);
  let i = 0;
  for (let piece = 0; piece < form.pieces.length; piece++) {
    const text = decoder.decode(next());
    let at = 0;
    for (const end = Math.min(i + PIECE, count); i < end; i++) {
      const start = at;
      at += lengths[i]!;
      values[i] = text.slice(start, at);
    }
  }
  return values;
}
