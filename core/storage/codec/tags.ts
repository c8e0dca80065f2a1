/**
 * Values that MessagePack has no type for are written as an array: one of these tags, and what belongs to it. Strings, numbers, booleans, null, undefined and
 * 64-bit integers stand for themselves. Every object gets a number in the order in which they are met, by which it is referred to when it is met again.
 */
export const TAG = {
  /** number */
  reference: 0,
  /** elements */
  array: 1,
  /** length, then position and element for each that is there */
  sparse: 2,
  /** key, value, key, value … */
  map: 3,
  set: 4,
  /** milliseconds, or NaN */
  date: 5,
  /** source, flags, lastIndex */
  regexp: 6,
  /** bytes */
  buffer: 7,
  /** class, buffer, offset, length */
  view: 8,
  /** class, stack, then name, whether it is enumerable, and value of each property */
  error: 9,
  /** A string with half a surrogate pair: its UTF-16 units as bytes. */
  units: 10,
  negativeZero: 11,
  /** hexadecimal digits */
  bigint: 12,
  /** class of the engine, elements */
  list: 13,
  /** class, by number, and the name of its static property */
  static: 14,
  /** class of the engine, and what its form made of the object */
  formed: 15,
  /** how a column is written, how many values it has, and the number of its first part */
  column: 16,
} as const;

/** An object is `FIRST_SHAPE` + the number of its shape, then its values. */
export const FIRST_SHAPE = 17;

/** The class of objects: one of the engine by name, one of the program by number, null for none; undefined is Object. */
export type Owner = string | number | null | undefined;

/** Structured records, as MessagePack keeps them. */
export interface Structured {
  readonly shapes: readonly (readonly [owner: Owner, ...keys: string[]])[];
  /** The classes of the program, packed. */
  readonly classes: Uint8Array | undefined;
  readonly records: readonly unknown[];
}
