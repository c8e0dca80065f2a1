/** Are `a` and `b` alike in everything that a codec has to keep, sharing and circles included? Says where not. */
export function difference(a: unknown, b: unknown): string | undefined {
  const pairs = new Map<object, object>();
  const backwards = new Map<object, object>();
  const compare = (x: unknown, y: unknown, path: string): string | undefined => {
    if (typeof x !== "object" || x === null || typeof y !== "object" || y === null)
      return Object.is(x, y) ? undefined : `${path}: ${String(x)} is ${String(y)}`;
    if (pairs.has(x) || backwards.has(y))
      return pairs.get(x) === y && backwards.get(y) === x ? undefined : `${path}: what was shared is not`;
    pairs.set(x, y);
    backwards.set(y, x);
    if (Object.getPrototypeOf(x) !== Object.getPrototypeOf(y)) return `${path}: another prototype`;
    if (Object.prototype.toString.call(x) !== Object.prototype.toString.call(y))
      return `${path}: another kind of thing`;
    if (x instanceof Map && y instanceof Map)
      return compare([...x.entries()].flat(), [...y.entries()].flat(), `${path}.entries()`);
    if (x instanceof Set && y instanceof Set) return compare([...x], [...y], `${path}.values()`);
    if (x instanceof Date && y instanceof Date && !Object.is(x.getTime(), y.getTime())) return `${path}: another time`;
    if (x instanceof RegExp && String(x) !== String(y)) return `${path}: another expression`;
    if (x instanceof ArrayBuffer && y instanceof ArrayBuffer)
      return compare([...new Uint8Array(x)], [...new Uint8Array(y)], `${path}.bytes`);
    if (ArrayBuffer.isView(x) && ArrayBuffer.isView(y)) {
      if (x.byteOffset !== y.byteOffset || x.byteLength !== y.byteLength) return `${path}: another part of the buffer`;
      return compare(x.buffer, y.buffer, `${path}.buffer`);
    }
    const keys = Reflect.ownKeys(x);
    const others = Reflect.ownKeys(y);
    if (x instanceof Error) {
      keys.sort();
      others.sort();
    }
    if (keys.length !== others.length || keys.some((key, i) => key !== others[i]))
      return `${path}: other keys: ${keys.map(String)} and ${others.map(String)}`;
    for (const key of keys) {
      const difference = compare(
        (x as Record<typeof key, unknown>)[key],
        (y as Record<typeof key, unknown>)[key],
        `${path}.${String(key)}`,
      );
      if (difference !== undefined) return difference;
    }
    return undefined;
  };
  // records are compared one by one: whether two of them are one and the same is not kept
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return "not as many records";
  for (let i = 0; i < a.length; i++) {
    pairs.clear();
    backwards.clear();
    const difference = compare(a[i], b[i], `records[${i}]`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
