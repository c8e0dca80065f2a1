import { estimateSize } from "./size-estimator.ts";

/**
 * A block's records in a form that nobody can change from outside: what is read from it are new records each time, as if they had been written out and
 * read back. What is kept at a serialised level takes such a form where it has one, since that costs less than bytes.
 */
export interface PackedRecords {
  /** How many records there are. */
  readonly size: number;
  /** Bytes in memory, by estimate. */
  readonly bytes: number;
  each(sink: (record: unknown) => void): void;
  toArray(): unknown[];
}

/** A block: its records as they are, or packed. */
export type BlockContent = readonly unknown[] | PackedRecords;

export function isPacked(content: BlockContent): content is PackedRecords {
  return !Array.isArray(content);
}

export function recordsOfBlock(content: BlockContent): readonly unknown[] {
  return isPacked(content) ? content.toArray() : content;
}

/** Values that cannot be changed; numbers in the least room. Other than that, nothing but themselves. */
export type Column = Int32Array | Float64Array | readonly unknown[];

/** A column of the values, or undefined when there is one among them that could be changed. */
export function columnOf(values: readonly unknown[]): Column | undefined {
  const size = values.length;
  const ints = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const value = values[i];
    if (typeof value !== "number" || (value | 0) !== value || Object.is(value, -0)) return otherColumn(values);
    ints[i] = value;
  }
  return ints;
}

function otherColumn(values: readonly unknown[]): Column | undefined {
  let numbers = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === "number") continue;
    numbers = false;
    if ((typeof value === "object" && value !== null) || typeof value === "function" || typeof value === "symbol")
      return undefined;
  }
  return numbers ? Float64Array.from(values as number[]) : values;
}

export function sizeOfColumn(column: Column): number {
  return ArrayBuffer.isView(column) ? column.byteLength : estimateSize(column);
}

/** Records of primitive values, or of tuples of so many of them: column by column. */
class Columns implements PackedRecords {
  readonly size: number;
  readonly bytes: number;
  readonly #columns: readonly Column[];
  readonly #tuples: boolean;

  constructor(columns: readonly Column[], size: number, tuples: boolean) {
    this.#columns = columns;
    this.#tuples = tuples;
    this.size = size;
    this.bytes = columns.reduce((sum, column) => sum + sizeOfColumn(column), 0);
  }

  each(sink: (record: unknown) => void): void {
    const columns = this.#columns;
    const [first, second] = columns as [Column, Column];
    if (!this.#tuples) for (let i = 0; i < this.size; i++) sink(first[i]);
    else if (columns.length === 2) for (let i = 0; i < this.size; i++) sink([first[i], second[i]]);
    else for (let i = 0; i < this.size; i++) sink(columns.map((column) => column[i]));
  }

  toArray(): unknown[] {
    const records: unknown[] = [];
    this.each((record) => {
      records.push(record);
    });
    return records;
  }
}

const MOST_FIELDS = 16;

/** The records packed, or undefined when they are not all of one flat shape: primitive values, or plain tuples of equally many of them. */
export function packRecords(records: readonly unknown[]): PackedRecords | undefined {
  const size = records.length;
  const first = records[0];
  if (typeof first !== "object" || first === null) {
    const column = columnOf(records.slice());
    return column === undefined ? undefined : new Columns([column], size, false);
  }
  if (!Array.isArray(first) || first.length === 0 || first.length > MOST_FIELDS) return undefined;
  const width = first.length;
  const fields = Array.from({ length: width }, () => new Array<unknown>(size));
  for (let i = 0; i < size; i++) {
    const record = records[i];
    if (!Array.isArray(record) || record.length !== width || !isPlainTuple(record)) return undefined;
    for (let j = 0; j < width; j++) {
      const value: unknown = record[j];
      if (typeof value === "object" && value !== null) return undefined;
      if (value === undefined && !(j in record)) return undefined;
      fields[j]![i] = value;
    }
  }
  const columns: Column[] = [];
  for (const field of fields) {
    const column = columnOf(field);
    if (column === undefined) return undefined;
    columns.push(column);
  }
  return new Columns(columns, size, true);
}

/** An array with nothing to it but its elements. The language itself gives more to what a regular expression matched, and to templates. */
function isPlainTuple(array: readonly unknown[]): boolean {
  return Object.getPrototypeOf(array) === Array.prototype && !("index" in array || "raw" in array);
}
