import { gather } from "./groups.ts";
import { KeyIds } from "./key-ids.ts";
import { naturalOrder, type Ordering, reverseOrder } from "./ordering.ts";
import type { Pairs } from "./pairs.ts";
import { joined } from "./partition-actions.ts";

type Pair = Pairs[number];

/**
 * The pairs of `lists` in the order of their keys; pairs with equal keys keep their order. Without an ordering it is the natural one, and plain
 * keys are gathered first, so that only different keys have to be compared.
 */
export function sortByKey(
  lists: readonly Pairs[],
  ordering: Ordering<unknown> | undefined,
  ascending: boolean,
): Pair[] {
  const plain = ordering === undefined ? sortPlain(lists, ascending) : undefined;
  if (plain !== undefined) return plain;
  const order = ordering ?? naturalOrder;
  const by = ascending ? order : reverseOrder(order);
  return joined(lists).sort((a, b) => by(a[0], b[0]));
}

/** Keys that a Map tells apart as the natural order does. */
type PlainType = "string" | "number" | "bigint";

function plainType(key: unknown): PlainType | undefined {
  const type = typeof key;
  return type === "string" || type === "number" || type === "bigint" ? type : undefined;
}

/** Sorts by plain keys of one type; undefined when there are others. */
function sortPlain(lists: readonly Pairs[], ascending: boolean): Pair[] | undefined {
  const type = plainType(lists.find((list) => list.length > 0)?.[0]?.[0]);
  if (type === undefined) return undefined;
  const ids = new KeyIds();
  const { items, starts } = gather(lists, ids, "pairs");
  if (ids.keys.some((key) => typeof key !== type)) return undefined;
  const keys = sortKeys([...ids.keys], type);
  const sorted = new Array<Pair>(items.length);
  let at = 0;
  for (let i = 0; i < keys.length; i++) {
    const id = ids.find(keys[ascending ? i : keys.length - 1 - i]);
    const end = starts[id + 1]!;
    for (let from = starts[id]!; from < end; from++) sorted[at++] = items[from] as Pair;
  }
  return sorted;
}

function sortKeys(keys: unknown[], type: PlainType): ArrayLike<unknown> {
  if (type === "string") return keys.sort();
  if (type === "number") return Float64Array.from(keys as number[]).sort();
  return keys.sort(naturalOrder);
}
