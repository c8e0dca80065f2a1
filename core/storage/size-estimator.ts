/** What knows its own size in bytes, with all that it holds. Spark: `KnownSizeEstimation`. */
export interface KnownSize {
  readonly [ESTIMATED_SIZE]: number;
}

export const ESTIMATED_SIZE: unique symbol = Symbol("estimated size");

/** From this length on arrays are measured by samples. */
const LONG = 4096;
const SAMPLES = 512;

/**
 * About how many bytes a value takes in memory, with all that it holds; what it holds twice counts once. Of a long array some elements stand for all.
 * Spark: `SizeEstimator`.
 */
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
  const known = (object as Partial<KnownSize>)[ESTIMATED_SIZE];
  if (known !== undefined) return known;
  if (ArrayBuffer.isView(object) || object instanceof ArrayBuffer) return object.byteLength;
  if (Array.isArray(object)) {
    if (object.length >= LONG) return sampledSize(object);
    for (const item of object) waiting.push(item);
  } else if (object instanceof Map) for (const [key, item] of object) waiting.push(key, item);
  else if (object instanceof Set) for (const item of object) waiting.push(item);
  else for (const key of Object.keys(object)) waiting.push((object as Record<string, unknown>)[key]);
  return 0;
}

/** Elements at equal distances: the same ones each time. */
function sampledSize(array: readonly unknown[]): number {
  const step = array.length / SAMPLES;
  const samples: unknown[] = [];
  for (let i = 0; i < SAMPLES; i++) samples.push(array[Math.floor(i * step)]);
  return Math.round((estimateSize(samples) - 16) * step);
}
