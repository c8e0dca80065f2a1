import { List } from "./list.ts";

/**
 * A copy of a combiner that may be changed without touching the one in the shuffle's store, which a later job may read again. Buffers of the
 * engine's are only ever appended to, so their values are shared; instances of the user's own classes are copied field by field.
 */
export function copyCombiner<C>(value: C): C {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof List) return value.slice().reduce((copy: List<unknown>, item) => (copy.push(item), copy), emptyLike(value)) as C;
  if (Array.isArray(value)) return value.map(copyCombiner) as C;
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [k, copyCombiner(v)])) as C;
  if (value instanceof Set) return new Set(value) as C;
  if (value instanceof Date) return new Date(value.getTime()) as C;
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? value : ((value as unknown as { slice(): unknown }).slice() as C);
  const copy = Object.create(Object.getPrototypeOf(value)) as object;
  for (const key of Object.keys(value)) (copy as { [k: string]: unknown })[key] = copyCombiner((value as { [k: string]: unknown })[key]);
  return copy as C;
}

function emptyLike(list: List<unknown>): List<unknown> {
  return new (list.constructor as new () => List<unknown>)();
}
