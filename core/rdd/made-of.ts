import { sameKey } from "./hash.ts";

/** The key of a pair. */
export function keyOf(pair: unknown): unknown {
  return (pair as readonly [unknown, unknown])[0];
}

/** Is it a pair with this key? */
export function hasKey(key: unknown, pair: unknown): boolean {
  return sameKey(key, keyOf(pair));
}
