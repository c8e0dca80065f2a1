import { type Column, Fields, type Shape } from "../column.ts";
import { fromMessagePack, toMessagePack } from "./message-pack.ts";
import { isPlainPrimitive } from "./plain.ts";

/** How a column is written. */
export type ColumnForm =
  | "int8"
  | "int16"
  | "int32"
  | "float64"
  | "boolean"
  /** Few different strings, and for each record the number of its own, in so many bytes. */
  | { readonly words: readonly string[]; readonly width: 1 | 2 | 4 }
  /** The lengths of the strings in UTF-16 units, in so many bytes, and their text in UTF-8, in pieces of so many bytes. */
  | { readonly width: 1 | 2 | 4; readonly pieces: readonly number[] }
  /** Primitive values of different types, one by one. */
  | "mixed"
  /** Records of one shape, field by field. */
  | { readonly shape: Shape; readonly fields: readonly ColumnForm[] };

/** Appends the bytes of a column to `parts`; undefined when there is a value in it that none of the forms keeps. */
export function writeColumn(column: Column, parts: Uint8Array[]): ColumnForm | undefined {
  if (column instanceof Fields) return writeFields(column, parts);
  const type = commonType(column);
  if (type === "number") return writeNumbers(column as Numbers, parts);
  if (type === "string") return writeStrings(column as readonly string[], parts);
  if (type === "boolean") {
    parts.push(Uint8Array.from(column as readonly boolean[], (value) => (value ? 1 : 0)));
    return "boolean";
  }
  if (!(column as readonly unknown[]).every(isPlainPrimitive)) return undefined;
  parts.push(toMessagePack(column).slice());
  return "mixed";
}

export function readColumn(form: ColumnForm, count: number, next: () => Uint8Array): Column {
  if (typeof form === "object") {
    if ("words" in form) return readWords(form.words, form.width, count, next());
    if ("pieces" in form) return readText(form, count, next);
    const fields = form.fields.map((field) => readColumn(field, count, next));
    return new Fields(form.shape, fields, count);
  }
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

function writeFields({ shape, columns }: Fields, parts: Uint8Array[]): ColumnForm | undefined {
  const fields: ColumnForm[] = [];
  for (const column of columns) {
    const form = writeColumn(column, parts);
    if (form === undefined) return undefined;
    fields.push(form);
  }
  return { shape, fields };
}

type Numbers = readonly number[] | Int8Array | Int16Array | Int32Array | Float64Array;

function commonType(values: Exclude<Column, Fields>): string | undefined {
  if (ArrayBuffer.isView(values)) return "number";
  const type = typeof values[0];
  for (let i = 1; i < values.length; i++) if (typeof values[i] !== type) return undefined;
  return type;
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** A copy that starts where numbers of any size may. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

// ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function writeNumbers(values: Numbers, parts: Uint8Array[]): ColumnForm {
  const range = wholeRange(values);
  if (range === undefined) {
    parts.push(bytesOf(values instanceof Float64Array ? values : new Float64Array(values)));
    return "float64";
  }
  const [least, most] = range;
  if (least >= -0x80 && most < 0x80) {
    parts.push(bytesOf(values instanceof Int8Array ? values : new Int8Array(values)));
    return "int8";
  }
  if (least >= -0x8000 && most < 0x8000) {
    parts.push(bytesOf(values instanceof Int16Array ? values : new Int16Array(values)));
    return "int16";
  }
  parts.push(bytesOf(values instanceof Int32Array ? values : new Int32Array(values)));
  return "int32";
}

/** The least and the greatest of the numbers and 0; undefined when one of them is no whole number of 32 bits. */
function wholeRange(values: Numbers): readonly [least: number, most: number] | undefined {
  let least = 0;
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if ((value | 0) !== value || (value === 0 && Object.is(value, -0))) return undefined;
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  return [least, most];
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
  let units = 0;
  for (let i = 0; i < values.length; i++) {
    const { length } = values[i]!;
    units += length;
    if (length > longest) longest = length;
  }
  const width: Width = longest < 0x100 ? 1 : longest < 0x10000 ? 2 : 4;
  const lengths = numbersOf(width, values.length);
  for (let i = 0; i < values.length; i++) lengths[i] = values[i]!.length;
  // mostly each unit is a byte
  let text = writePieces(values, new Uint8Array(units));
  if (text === undefined) {
    for (let i = 0; i < values.length; i++) if (!values[i]!.isWellFormed()) return undefined;
    text = writePieces(values, new Uint8Array(3 * units))!;
  }
  parts.push(bytesOf(lengths), text.bytes);
  return { width, pieces: text.pieces };
}

/** The strings in UTF-8, and the lengths of the pieces; undefined when `buffer` is too small. */
function writePieces(
  values: readonly string[],
  buffer: Uint8Array,
): { readonly bytes: Uint8Array; readonly pieces: readonly number[] } | undefined {
  const pieces: number[] = [];
  let at = 0;
  for (let start = 0; start < values.length; start += PIECE) {
    const piece = values.slice(start, start + PIECE).join("");
    const { read, written } = encoder.encodeInto(piece, buffer.subarray(at));
    if (read < piece.length) return undefined;
    pieces.push(written);
    at += written;
  }
  return { bytes: buffer.subarray(0, at), pieces };
}

function readText(
  form: { readonly width: Width; readonly pieces: readonly number[] },
  count: number,
  next: () => Uint8Array,
): string[] {
  const lengths = readNumbers(form.width, next());
  const bytes = next();
  const values = new Array<string>(count);
  let i = 0;
  let end = 0;
  for (const length of form.pieces) {
    const text = decoder.decode(bytes.subarray(end, end + length));
    end += length;
    let at = 0;
    for (const last = Math.min(i + PIECE, count); i < last; i++) {
      const start = at;
      at += lengths[i]!;
      values[i] = text.slice(start, at);
    }
  }
  return values;
}
