import { type Column, columnOf } from "../column.ts";
import { ColumnRecords, isPacked, type PackedRecords } from "../packed-records.ts";
import { type ColumnForm, readColumn, writeColumn } from "./column.ts";
import { headAndParts, partsFrom, withHead } from "./parts.ts";

/** Records of the same few fields go column by column: the bytes are fewer, and much faster to write and to read. Fewer records than this do not pay. */
const FEWEST = 24;

/** What stands in front of the columns. */
interface Head {
  readonly count: number;
  readonly form: ColumnForm;
}

/** The records as columns, or undefined when they are not all of one shape. */
export function toColumns(records: readonly unknown[] | PackedRecords): Uint8Array[] | undefined {
  const packed = isPacked(records);
  if ((packed ? records.size : records.length) < FEWEST) return undefined;
  const column = packed ? records.column : columnOf(records);
  const encoded = column === undefined ? undefined : encodeColumn(column);
  if (encoded === undefined) return undefined;
  const { count, form, parts } = encoded;
  return withHead({ count, form } satisfies Head, parts);
}

export function fromColumns(payload: Uint8Array): ColumnRecords {
  const { head, parts } = headAndParts<Head>(payload);
  return new ColumnRecords(readColumn(head.form, head.count, partsFrom(parts)));
}

/** A column as bytes, on its way into a block. */
export class EncodedColumn {
  readonly count: number;
  readonly form: ColumnForm;
  readonly parts: readonly Uint8Array[];

  constructor(count: number, form: ColumnForm, parts: readonly Uint8Array[]) {
    this.count = count;
    this.form = form;
    this.parts = parts;
  }
}

/** Undefined when there is a value in it that no form of columns keeps. */
export function encodeColumn(column: Column): EncodedColumn | undefined {
  const parts: Uint8Array[] = [];
  const form = writeColumn(column, parts);
  return form === undefined ? undefined : new EncodedColumn(column.length, form, parts);
}
