import type { KeyIds } from "./key-ids.ts";
import type { Pairs } from "./pairs.ts";

/** What of a pair is gathered: the value, or the pair itself. */
export type Gathered = "values" | "pairs";

/**
 * Items by the number of their keys, in the order in which they came: those of key `id` are `items[starts[id]]` up to, without,
 * `items[starts[id + 1]]`.
 */
export interface Groups {
  readonly items: readonly unknown[];
  readonly starts: Int32Array;
}

/**
 * Gathers the values (or the pairs themselves) of all lists by key: counted first, then put into one array. Pairs with keys that are not
 * known yet get new numbers, or are left out with `onlyKnown`.
 */
export function gather(lists: readonly Pairs[], ids: KeyIds, gathered: Gathered, onlyKnown = false): Groups {
  const known = ids.keys.length;
  let total = 0;
  for (const list of lists) total += list.length;
  const idOf = new Int32Array(total);
  const given = new Array<unknown>(total);
  let at = 0;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const pair = list[i]!;
      const id = onlyKnown ? ids.find(pair[0]) : ids.of(pair[0]);
      if (id < 0) continue;
      idOf[at] = id;
      given[at++] = gathered === "values" ? pair[1] : pair;
    }
  }
  // where every key came once, what was given lies as the keys are numbered
  if (known === 0 && at === total && ids.keys.length === total) return { items: given, starts: upTo(total) };
  return place(idOf, given, at, ids.keys.length);
}

function place(idOf: Int32Array, given: readonly unknown[], total: number, keys: number): Groups {
  const starts = new Int32Array(keys + 1);
  for (let i = 0; i < total; i++) starts[idOf[i]! + 1]!++;
  for (let id = 0; id < keys; id++) starts[id + 1]! += starts[id]!;
  const next = starts.slice(0, keys);
  const items = new Array<unknown>(total);
  for (let i = 0; i < total; i++) items[next[idOf[i]!]!++] = given[i];
  return { items, starts };
}

/** 0, 1, 2, … `last`. */
function upTo(last: number): Int32Array {
  const numbers = new Int32Array(last + 1);
  for (let i = 0; i <= last; i++) numbers[i] = i;
  return numbers;
}

/** How many items a key has; none if it came later than the groups were made. */
export function sizeOf(groups: Groups, id: number): number {
  return id + 1 < groups.starts.length ? groups.starts[id + 1]! - groups.starts[id]! : 0;
}
