import { isPlainArray, isPlainKey } from "./codec/plain.ts";
import { estimateSize } from "./size-estimator.ts";

/** Values in the form of a column, which nobody can change from outside: numbers in the least room, records of one shape field by field. */
export type Column = Int8Array | Int16Array | Int32Array | Float64Array | readonly unknown[] | Fields;

/** What records have in common: they are tuples of so many fields, or objects with these keys. */
export type Shape = number | readonly string[];

/** Records of one shape as a column for each field, which may be such records again. */
export class Fields {
  readonly shape: Shape;
  readonly columns: readonly Column[];
  readonly length: number;

  constructor(shape: Shape, columns: readonly Column[], length: number) {
    this.shape = shape;
    this.columns = columns;
    this.length = length;
  }

  /** The record at a place, made anew. */
  at(place: number): unknown {
    const { shape, columns } = this;
    if (typeof shape !== "number") {
      const record: Record<string, unknown> = {};
      for (let j = 0; j < shape.length; j++) record[shape[j]!] = valueAt(columns[j]!, place);
      return record;
    }
    if (shape === 2) return [valueAt(columns[0]!, place), valueAt(columns[1]!, place)];
    const record: unknown[] = [];
    for (let j = 0; j < shape; j++) record.push(valueAt(columns[j]!, place));
    return record;
  }
}

export function valueAt(column: Column, place: number): unknown {
  return column instanceof Fields ? column.at(place) : column[place];
}

/** Pushes the values of a column into `sink`; records are made anew. */
export function eachOf(column: Column, sink: (value: unknown) => void): void {
  if (!(column instanceof Fields)) {
    for (let i = 0; i < column.length; i++) sink(column[i]);
    return;
  }
  const [first, second] = column.columns as readonly [Column, Column];
  if (column.shape !== 2 || first instanceof Fields || second instanceof Fields)
    for (let i = 0; i < column.length; i++) sink(column.at(i));
  else for (let i = 0; i < column.length; i++) sink([first[i], second[i]]);
}

/** The values of a column, as a new array; records are made anew. */
export function valuesOf(column: Column): unknown[] {
  const values: unknown[] = [];
  eachOf(column, (value) => {
    values.push(value);
  });
  return values;
}

export function sizeOfColumn(column: Column): number {
  if (column instanceof Fields) return column.columns.reduce((sum, each) => sum + sizeOfColumn(each), 0);
  return ArrayBuffer.isView(column) ? column.byteLength : estimateSize(column);
}

const MOST_FIELDS = 16;
/** Deeper than this it may be a circle. */
const DEEPEST = 4;

/**
 * A column of the values: primitive ones, or records of one shape that hold such. Undefined when there are others among them, or when something stands in two
 * places of a record. Whether something stands in two records is not looked at.
 */
export function columnOf(values: readonly unknown[]): Column | undefined {
  const things: (readonly unknown[])[] = [];
  const column = columnAt(values, 0, things);
  return column === undefined || haveAnyInCommon(things) ? undefined : column;
}

/** `things` gets the lists of the objects that were taken apart. */
function columnAt(values: readonly unknown[], depth: number, things: (readonly unknown[])[]): Column | undefined {
  const first = values[0];
  if (typeof first === "number") return numberColumn(values) ?? primitiveColumn(values);
  if (typeof first !== "object" || first === null) return primitiveColumn(values);
  if (depth === DEEPEST) return undefined;
  const shape = shapeOf(first);
  if (shape === undefined) return undefined;
  const fields = typeof shape === "number" ? fieldsOfTuples(values, shape) : fieldsOfObjects(values, shape);
  if (fields === undefined) return undefined;
  things.push(values);
  const columns: Column[] = [];
  for (const field of fields) {
    const column = columnAt(field, depth + 1, things);
    if (column === undefined) return undefined;
    columns.push(column);
  }
  return new Fields(shape, columns, values.length);
}

function numberColumn(values: readonly unknown[]): Int32Array | Float64Array | undefined {
  const size = values.length;
  const ints = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const value = values[i];
    if (typeof value !== "number") return undefined;
    if ((value | 0) === value && (value !== 0 || !Object.is(value, -0))) ints[i] = value;
    else return floatColumn(values);
  }
  return ints;
}

function floatColumn(values: readonly unknown[]): Float64Array | undefined {
  const size = values.length;
  const floats = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const value = values[i];
    if (typeof value !== "number") return undefined;
    floats[i] = value;
  }
  return floats;
}

function primitiveColumn(values: readonly unknown[]): readonly unknown[] | undefined {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if ((typeof value === "object" && value !== null) || typeof value === "function" || typeof value === "symbol")
      return undefined;
  }
  return values;
}

function shapeOf(record: object): Shape | undefined {
  if (Array.isArray(record))
    return record.length > 0 && record.length <= MOST_FIELDS && isPlainArray(record) ? record.length : undefined;
  const keys = Object.keys(record);
  return keys.length > 0 && keys.length <= MOST_FIELDS && keys.every(isPlainKey) ? keys : undefined;
}

function fieldsOfTuples(records: readonly unknown[], width: number): unknown[][] | undefined {
  const fields = Array.from({ length: width }, () => new Array<unknown>(records.length));
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    if (!Array.isArray(record) || record.length !== width || !isPlainArray(record)) return undefined;
    for (let j = 0; j < width; j++) {
      const value: unknown = record[j];
      if (value === undefined && !(j in record)) return undefined;
      fields[j]![i] = value;
    }
  }
  return fields;
}

function fieldsOfObjects(records: readonly unknown[], keys: readonly string[]): unknown[][] | undefined {
  const fields = keys.map(() => new Array<unknown>(records.length));
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    if (typeof record !== "object" || record === null || Object.getPrototypeOf(record) !== Object.prototype)
      return undefined;
    let j = 0;
    for (const key in record) {
      if (key !== keys[j]) return undefined;
      fields[j++]![i] = (record as Record<string, unknown>)[key];
    }
    if (j !== keys.length) return undefined;
  }
  return fields;
}

/** Is there a place at which two of these lists have the same object? */
function haveAnyInCommon(lists: readonly (readonly unknown[])[]): boolean {
  for (let a = 1; a < lists.length; a++)
    for (let b = 0; b < a; b++)
      for (let i = 0; i < lists[a]!.length; i++) if (lists[a]![i] === lists[b]![i]) return true;
  return false;
}
