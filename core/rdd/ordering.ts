import { IllegalArgumentError } from "../conf/errors.ts";
import { engineNamed } from "./engine-function.ts";

/**
 * Says which of two comes first: negative for the first, positive for the second, 0 for equals.
 * @spark scala.math.Ordering
 * @example const byLength: Ordering<string> = (a, b) => a.length - b.length;
 */
export type Ordering<T> = (a: T, b: T) => number;

/**
 * The natural order: numbers by size (NaN last), texts by their UTF-16 units as Java's, `false` before `true`, dates by time, tuples by their
 * parts from left to right, `undefined` (Scala's `None`) before everything, objects by their own `compareTo`. Throws for what has none.
 */
export function naturalOrder(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  if (isNumeric(a) && isNumeric(b)) return a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) return objectOrder(a, b);
  throw noOrdering(a, b);
}

engineNamed("naturalOrder", naturalOrder);

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function objectOrder(a: object, b: object): number {
  if (Array.isArray(a) && Array.isArray(b)) return tupleOrder(a, b);
  if (a instanceof Date && b instanceof Date) return naturalOrder(a.getTime(), b.getTime());
  const own = a as { compareTo?: unknown };
  if (typeof own.compareTo === "function") return Number(own.compareTo(b));
  throw noOrdering(a, b);
}

function tupleOrder(a: readonly unknown[], b: readonly unknown[]): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const order = naturalOrder(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function noOrdering(a: unknown, b: unknown): IllegalArgumentError {
  const [one, other] = [typeText(a), typeText(b)];
  return new IllegalArgumentError(`No implicit Ordering defined for ${one}${one === other ? "" : ` and ${other}`}`, {
    code: "NO_ORDERING",
    advice:
      "Only numbers, texts, booleans, dates and tuples of them have a natural order, each among themselves; give a comparator: (a, b) => …",
  });
}

function typeText(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? (value.constructor?.name ?? "Object") : typeof value;
}

/** The same order from the other end. */
export function reverseOrder<T>(ordering: Ordering<T>): Ordering<T> {
  return (a, b) => ordering(b, a);
}
