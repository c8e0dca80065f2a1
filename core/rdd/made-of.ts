import { sameKey } from "./hash.ts";

/** The key of a pair. */
export function keyOf(pair: unknown): unknown {
  return (pair as readonly [unknown, unknown])[0];
}

/** Is it a pair with this key? */
export function hasKey(key: unknown, pair: unknown): boolean {
  return sameKey(key, keyOf(pair));
}

/** Is it the same record, and not one that was made of it? */
export function sameRecord(a: unknown, b: unknown): boolean {
  return sameKey(a, b);
}
