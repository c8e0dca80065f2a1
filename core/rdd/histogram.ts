import { IllegalArgumentError, UnsupportedOperationError } from "../conf/errors.ts";

/** The bucket of a number; -1 when it is in none. */
export type BucketOf = (value: number) => number;

/** The bounds of `count` buckets of the same width from `min` to `max`; of a single one where there is nothing between. */
export function evenBuckets(min: number, max: number, count: number): number[] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) {
    throw new UnsupportedOperationError("Histogram on either an empty RDD or RDD containing +/-infinity or NaN", {
      code: "HISTOGRAM",
      advice: "Filter such numbers out first, or give the buckets' bounds.",
    });
  }
  if (min === max) return [min, min];
  const span = max - min;
  const bounds = Array.from({ length: Math.max(count, 0) }, (_, i) => min + (i * span) / count);
  return [...bounds, max];
}

/** How to find a number's bucket: at once where all are equally wide, else by halves. */
export function bucketFunction(bounds: readonly number[], even: boolean): BucketOf {
  if (bounds.length < 2) {
    throw new IllegalArgumentError("buckets array must have at least two elements", {
      code: "HISTOGRAM_BUCKETS",
      advice:
        "Give the bounds of the buckets in order, [0, 5, 10] for two buckets, or just how many buckets there are to be, at least one.",
    });
  }
  return even ? evenBucket(bounds[0]!, bounds.at(-1)!, bounds.length - 1) : (value) => searchBucket(bounds, value);
}

function evenBucket(min: number, max: number, count: number): BucketOf {
  return (value) => {
    if (!(value >= min && value <= max)) return -1;
    const bucket = Math.trunc(((value - min) / (max - min)) * count);
    return Number.isNaN(bucket) ? 0 : Math.min(bucket, count - 1);
  };
}

/** The bucket `[bounds[i], bounds[i + 1])`; the last one has its upper bound, too. NaN is after every number, as in Java. */
function searchBucket(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAfter(bounds[middle]!, value)) high = middle;
    else low = middle + 1;
  }
  // now `low` bounds are not after the value
  if (low < bounds.length) return low - 1;
  const last = bounds.at(-1)!;
  return Object.is(last, value) || last === value ? low - 2 : -1;
}

function isAfter(a: number, b: number): boolean {
  return a > b || (Number.isNaN(a) && !Number.isNaN(b));
}
