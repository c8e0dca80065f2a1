/**
 * `next`, made of as much of `before` as says the same: what did not change is the same object, so that who draws it sees at once that there is nothing to do.
 * Lists and plain objects are looked into; anything else is the same only if it is identical. What is one object in `next` stays one.
 */
export function handOn<T>(before: unknown, next: T): T {
  return handed(before, next, new Map());
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
  return listOf(before, next, counterparts, new Map()) as readonly T[];
}

/** What has become of each object of the next one. */
type Seen = Map<object, unknown>;

function handed<T>(before: unknown, next: T, seen: Seen): T {
  if (Object.is(before, next) || typeof next !== "object" || next === null) return next;
  if (typeof before !== "object" || before === null) return next;
  const known = seen.get(next);
  if (known !== undefined) return known as T;
  let result: unknown = next;
  if (Array.isArray(next)) {
    if (Array.isArray(before)) result = listOf(before, next, before, seen);
  } else if (isPlain(before) && isPlain(next)) result = recordOf(before, next, seen);
  seen.set(next, result);
  return result as T;
}

function listOf(
  before: readonly unknown[],
  next: readonly unknown[],
  counterparts: readonly unknown[],
  seen: Seen,
): readonly unknown[] {
  const items = next.map((item, index) => handed(counterparts[index], item, seen));
  const isSame = before.length === items.length && items.every((item, index) => Object.is(item, before[index]));
  return isSame ? before : items;
}

type Fields = Readonly<Record<string, unknown>>;

function recordOf(before: Fields, next: Fields, seen: Seen): Fields {
  let isSame = true;
  const result: Record<string, unknown> = {};
  const names = Object.keys(next);
  for (const name of names) {
    const value = handed(before[name], next[name], seen);
    if (isSame && !(Object.is(value, before[name]) && Object.hasOwn(before, name))) isSame = false;
    result[name] = value;
  }
  return isSame && names.length === Object.keys(before).length ? before : result;
}

function isPlain(value: object): value is Fields {
  return Object.getPrototypeOf(value) === Object.prototype;
}
