/**
 * `next`, made of as much of `before` as says the same: what did not change is the same object, so that who draws it sees at once that there is nothing to do.
 * Lists and plain objects are looked into; anything else is the same only if it is identical.
 */
export function handOn<T>(before: unknown, next: T): T {
  if (Object.is(before, next)) return next;
  if (typeof before !== "object" || before === null || typeof next !== "object" || next === null) return next;
  if (Array.isArray(next)) return Array.isArray(before) ? handOnList(before, next, before) : next;
  return isPlain(before) && isPlain(next) ? handOnFields(before, next) : next;
}

/** The same for a list that others are taken off from the front of: what it has in common with `before` has the same `key`. */
export function handOnBy<T>(
  before: readonly T[] | undefined,
  next: readonly T[],
  key: (item: T) => unknown,
): readonly T[] {
  if (before === undefined) return next;
  const known = new Map(before.map((item) => [key(item), item]));
  const counterparts = next.map((item) => known.get(key(item)));
  return handOnList(before, next as T[], counterparts) as readonly T[];
}

function handOnList<T>(before: readonly unknown[], next: T & readonly unknown[], counterparts: readonly unknown[]): T {
  const items = next.map((item, index) => handOn(counterparts[index], item));
  const isSame = before.length === items.length && items.every((item, index) => Object.is(item, before[index]));
  return (isSame ? before : items) as unknown as T;
}

function handOnFields<T extends object>(before: object, next: T): T {
  const old = before as Record<string, unknown>;
  const fields = Object.entries(next).map(([name, value]) => [name, handOn(old[name], value)] as const);
  const isSame =
    fields.length === Object.keys(before).length &&
    fields.every(([name, value]) => Object.hasOwn(old, name) && Object.is(old[name], value));
  return isSame ? (before as T) : (Object.fromEntries(fields) as T);
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
