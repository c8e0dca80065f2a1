import { type Column, type ColumnForm, readColumn, writeColumn } from "./column.ts";
import { fromMessagePack, toMessagePack } from "./message-pack.ts";
import { isPlainArray, isPlainKey } from "./plain.ts";

/** Records of the same few fields go column by column: the bytes are fewer, and much faster to write and to read. Fewer records than this do not pay. */
const FEWEST = 24;
const MOST_FIELDS = 16;

/** What all records have in common: each is a primitive value, or a tuple of so many fields, or an object with these keys. */
type Shape = "primitive" | number | readonly string[];

/** What stands in front of the columns. */
interface Head {
  readonly count: number;
  readonly shape: Shape;
  readonly columns: readonly ColumnForm[];
  /** The lengths of the parts that follow, in bytes. */
  readonly parts: readonly number[];
}

/** The records as columns, or undefined when they are not all of one flat shape. */
export function toColumns(records: readonly unknown[]): Uint8Array[] | undefined {
  if (records.length < FEWEST) return undefined;
  const shape = shapeOf(records[0]);
  if (shape === undefined) return undefined;
  const columns =
    shape === "primitive"
      ? [records]
      : typeof shape === "number"
        ? tupleColumns(records, shape)
        : objectColumns(records, shape);
  if (columns === undefined) return undefined;
  const forms: ColumnForm[] = [];
  const parts: Uint8Array[] = [];
  for (const values of columns) {
    const form = writeColumn(values, parts);
    if (form === undefined) return undefined;
    forms.push(form);
  }
  const head: Head = { count: records.length, shape, columns: forms, parts: parts.map((part) => part.length) };
  const packed = toMessagePack(head).slice();
  return [new Uint8Array(Uint32Array.of(packed.length).buffer), packed, ...parts];
}

export function fromColumns(payload: Uint8Array): unknown[] {
  const headLength = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  const head = fromMessagePack(payload.subarray(4, 4 + headLength)) as Head;
  let at = 4 + headLength;
  let part = 0;
  const next = (): Uint8Array => {
    const start = at;
    at += head.parts[part++]!;
    return payload.subarray(start, at);
  };
  const columns = head.columns.map((form) => readColumn(form, head.count, next));
  const { shape, count } = head;
  if (shape === "primitive") return Array.from(columns[0]!);
  return typeof shape === "number" ? tuples(columns, count) : objects(columns, count, shape);
}

function shapeOf(record: unknown): Shape | undefined {
  if (typeof record !== "object" || record === null) return "primitive";
  if (Array.isArray(record))
    return record.length > 0 && record.length <= MOST_FIELDS && isPlainArray(record) ? record.length : undefined;
  const keys = Object.keys(record);
  return keys.length > 0 && keys.length <= MOST_FIELDS && keys.every(isPlainKey) ? keys : undefined;
}

function tupleColumns(records: readonly unknown[], width: number): unknown[][] | undefined {
  const columns = Array.from({ length: width }, () => new Array<unknown>(records.length));
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    if (!Array.isArray(record) || record.length !== width || !isPlainArray(record)) return undefined;
    for (let j = 0; j < width; j++) {
      const value: unknown = record[j];
      if (typeof value === "object" && value !== null) return undefined;
      if (value === undefined && !(j in record)) return undefined;
      columns[j]![i] = value;
    }
  }
  return columns;
}

function objectColumns(records: readonly unknown[], keys: readonly string[]): unknown[][] | undefined {
  const columns = keys.map(() => new Array<unknown>(records.length));
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    if (typeof record !== "object" || record === null || Object.getPrototypeOf(record) !== Object.prototype)
      return undefined;
    const own = Object.keys(record);
    if (own.length !== keys.length) return undefined;
    for (let j = 0; j < keys.length; j++) {
      const key = keys[j]!;
      if (own[j] !== key) return undefined;
      const value = (record as Record<string, unknown>)[key];
      if (typeof value === "object" && value !== null) return undefined;
      columns[j]![i] = value;
    }
  }
  return columns;
}

function tuples(columns: readonly Column[], count: number): unknown[] {
  const records = new Array<unknown>(count);
  if (columns.length === 2) {
    const [first, second] = columns as [Column, Column];
    for (let i = 0; i < count; i++) records[i] = [first[i], second[i]];
    return records;
  }
  for (let i = 0; i < count; i++) {
    const record = new Array<unknown>(columns.length);
    for (let j = 0; j < columns.length; j++) record[j] = columns[j]![i];
    records[i] = record;
  }
  return records;
}

function objects(columns: readonly Column[], count: number, keys: readonly string[]): unknown[] {
  const records = new Array<unknown>(count);
  for (let i = 0; i < count; i++) {
    const record: Record<string, unknown> = {};
    for (let j = 0; j < keys.length; j++) record[keys[j]!] = columns[j]![i];
    records[i] = record;
  }
  return records;
}
