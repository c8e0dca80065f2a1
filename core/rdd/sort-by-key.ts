import { naturalOrder, type Ordering, reverseOrder } from "./ordering.ts";
import type { Sink } from "./task-context.ts";

type Pairs = readonly (readonly [unknown, unknown])[];

/**
 * Gives the pairs of `lists` to `sink` in the order of their keys; pairs with equal keys keep their order. Without an ordering it is the natural
 * one, and plain keys are gathered first, so that only different keys have to be compared.
 */
export function sortByKey(lists: readonly Pairs[], ordering: Ordering<unknown> | undefined, ascending: boolean, sink: Sink<[never, never]>): void {
  const put = sink as (pair: readonly [unknown, unknown]) => void;
  if (ordering === undefined && sortPlain(lists, ascending, put)) return;
  const order = ordering ?? naturalOrder;
  const by = ascending ? order : reverseOrder(order);
  for (const pair of lists.flat().sort((a, b) => by(a[0], b[0]))) put(pair);
}

/** The type of all keys, if all have the same one and it is one whose values a Map tells apart as the natural order does. */
function plainType(lists: readonly Pairs[]): "string" | "number" | "bigint" | undefined {
  const type = typeof lists.find((list) => list.length > 0)?.[0]?.[0];
  if (type !== "string" && type !== "number" && type !== "bigint") return undefined;
  for (const list of lists) for (let i = 0; i < list.length; i++) if (typeof list[i]![0] !== type) return undefined;
  return type;
}

/** Sorts by plain keys; false when there are others. */
function sortPlain(lists: readonly Pairs[], ascending: boolean, put: (pair: readonly [unknown, unknown]) => void): boolean {
  const type = plainType(lists);
  if (type === undefined) return false;
  const groups = new Map<unknown, Group>();
  const keys: unknown[] = [];
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  const pairs = new Array<readonly [unknown, unknown]>(total);
  const next = new Int32Array(total).fill(-1);
  let at = 0;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const pair = list[i]!;
      pairs[at] = pair;
      const group = groups.get(pair[0]);
      if (group === undefined) {
        groups.set(pair[0], { first: at, last: at });
        keys.push(pair[0]);
      } else {
        next[group.last] = at;
        group.last = at;
      }
      at++;
    }
  }
  const sorted = sortKeys(keys, type);
  for (let i = 0; i < sorted.length; i++) {
    const group = groups.get(sorted[ascending ? i : sorted.length - 1 - i])!;
    for (let p = group.first; p >= 0; p = next[p]!) put(pairs[p]!);
  }
  return true;
}

/** Where the pairs of a key begin and end among all. */
interface Group {
  readonly first: number;
  last: number;
}

function sortKeys(keys: unknown[], type: "string" | "number" | "bigint"): ArrayLike<unknown> {
  if (type === "string") return keys.sort();
  if (type === "number") return Float64Array.from(keys as number[]).sort();
  return keys.sort(naturalOrder);
}
