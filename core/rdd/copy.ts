/**
 * A copy of a value that a function may change without touching the original: what Spark gets by writing a value out and reading it back.
 * Collections and instances of classes are copied with all that they hold; functions and what cannot be changed are shared.
 */
export function copyOf<C>(value: C): C {
  return typeof value === "object" && value !== null ? (copyObject(value, new Map()) as C) : value;
}

function copy(value: unknown, seen: Map<object, object>): unknown {
  return typeof value === "object" && value !== null ? (seen.get(value) ?? copyObject(value, seen)) : value;
}

function copyObject(value: object, seen: Map<object, object>): object {
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return copyView(value);
  if (Array.isArray(value)) return copyArray(value, seen);
  if (value instanceof Map) {
    const map = remember(value, new Map(), seen);
    for (const [key, item] of value) map.set(copy(key, seen), copy(item, seen));
    return map;
  }
  if (value instanceof Set) {
    const set = remember(value, new Set(), seen);
    for (const item of value) set.add(copy(item, seen));
    return set;
  }
  const made = remember(value, Object.create(Object.getPrototypeOf(value)) as Record<string, unknown>, seen);
  for (const key of Object.keys(value)) made[key] = copy((value as Record<string, unknown>)[key], seen);
  return made;
}

function remember<M extends object>(value: object, made: M, seen: Map<object, object>): M {
  seen.set(value, made);
  return made;
}

function copyArray(value: readonly unknown[], seen: Map<object, object>): unknown[] {
  const made: unknown[] = remember(value, new (value.constructor as ArrayConstructor)(), seen);
  for (let i = 0; i < value.length; i++) made.push(copy(value[i], seen));
  return made;
}

function copyView(value: ArrayBufferView): ArrayBufferView {
  if (value instanceof DataView)
    return new DataView(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
  return (value as unknown as { slice(): ArrayBufferView }).slice();
}
