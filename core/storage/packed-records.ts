import { type Column, columnOf, eachOf, sizeOfColumn, valuesOf } from "./column.ts";

/**
 * A block's records in a form that nobody can change from outside: what is read from it are new records each time, as if they had been written out and
 * read back. What is kept at a serialised level takes such a form where it has one, since that costs less than bytes.
 */
export interface PackedRecords {
  /** How many records there are. */
  readonly size: number;
  /** Bytes in memory, by estimate. */
  readonly bytes: number;
  /** The records as a column, where they can be had without making each of them. */
  readonly column?: Column | undefined;
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

/** Records that are a column: primitive values, or tuples or objects of one shape. */
export class ColumnRecords implements PackedRecords {
  readonly column: Column;

  constructor(column: Column) {
    this.column = column;
  }

  get size(): number {
    return this.column.length;
  }

  get bytes(): number {
    return sizeOfColumn(this.column);
  }

  each(sink: (record: unknown) => void): void {
    eachOf(this.column, sink);
  }

  toArray(): unknown[] {
    return valuesOf(this.column);
  }
}

/** The records packed, or undefined when they are not all of one shape (`columnOf`). */
export function packRecords(records: readonly unknown[]): ColumnRecords | undefined {
  const column = columnOf(records);
  // an array of the caller's could be changed
  return column === undefined ? undefined : new ColumnRecords(column === records ? records.slice() : column);
}
