import { gather } from "./groups.ts";
import { KeyIds } from "./key-ids.ts";
import { naturalOrder, type Ordering, reverseOrder } from "./ordering.ts";
import type { Pairs } from "./pairs.ts";
import { joined } from "./partition-actions.ts";
import type { Sink } from "./task-context.ts";

/**
 * Gives the pairs of `lists` to `sink` in the order of their keys; pairs with equal keys keep their order. Without an ordering it is the natural
 * one, and plain keys are gathered first, so that only different keys have to be compared.
 */
export function sortByKey(
  lists: readonly Pairs[],
  ordering: Ordering<unknown> | undefined,
  ascending: boolean,
  sink: Sink<[never, never]>,
): void {
  const put = sink as (pair: readonly [unknown, unknown]) => void;
  if (ordering === undefined && sortPlain(lists, ascending, put)) return;
  const order = ordering ?? naturalOrder;
  const by = ascending ? order : reverseOrder(order);
  for (const pair of joined(lists).sort((a, b) => by(a[0], b[0]))) put(pair);
}

/** The type of all keys, if all have the same one and it is one whose values a Map tells apart as the natural order does. */
function plainType(lists: readonly Pairs[]): "string" | "number" | "bigint" | undefined {
  const type = typeof lists.find((list) => list.length > 0)?.[0]?.[0];
  if (type !== "string" && type !== "number" && type !== "bigint") return undefined;
  for (const list of lists) for (let i = 0; i < list.length; i++) if (typeof list[i]![0] !== type) return undefined;
  return type;
}

/** Sorts by plain keys; false when there are others. */
function sortPlain(
  lists: readonly Pairs[],
  ascending: boolean,
  put: (pair: readonly [unknown, unknown]) => void,
): boolean {
  const type = plainType(lists);
  if (type === undefined) return false;
  const ids = new KeyIds();
  const { items, starts } = gather(lists, ids, "pairs");
  const sorted = sortKeys([...ids.keys], type);
  for (let i = 0; i < sorted.length; i++) {
    const id = ids.find(sorted[ascending ? i : sorted.length - 1 - i]);
    for (let at = starts[id]!; at < starts[id + 1]!; at++) put(items[at] as readonly [unknown, unknown]);
  }
  return true;
}

function sortKeys(keys: unknown[], type: "string" | "number" | "bigint"): ArrayLike<unknown> {
  if (type === "string") return keys.sort();
  if (type === "number") return Float64Array.from(keys as number[]).sort();
  return keys.sort(naturalOrder);
}
