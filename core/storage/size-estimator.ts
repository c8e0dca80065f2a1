/** About how many bytes a value takes in memory, with all that it holds; what it holds twice counts once. Spark: `SizeEstimator`. */
export function estimateSize(value: unknown): number {
  const seen = new Set<object>();
  const waiting = [value];
  let size = 0;
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === "string") size += 16 + next.length;
    else if (typeof next !== "object" || next === null) size += 8;
    else if (!seen.has(next)) {
      seen.add(next);
      size += 16 + ownSize(next, waiting);
    }
  }
  return size;
}

function ownSize(object: object, waiting: unknown[]): number {
  if (ArrayBuffer.isView(object) || object instanceof ArrayBuffer) return object.byteLength;
  if (Array.isArray(object)) for (const item of object) waiting.push(item);
  else if (object instanceof Map) for (const [key, item] of object) waiting.push(key, item);
  else if (object instanceof Set) for (const item of object) waiting.push(item);
  else for (const key of Object.keys(object)) waiting.push((object as Record<string, unknown>)[key]);
  return 0;
}
