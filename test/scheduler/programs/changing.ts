import { type DStream, type RDD, type SparkContext, StorageLevel } from "sluice";

interface Total {
  sum: number;
  last?: number[];
}

/** The records of a kept RDD as they were at first, what a job made of them by changing them, and as they were then. */
export async function changedInPlace(sc: SparkContext, level: StorageLevel, lists: boolean): Promise<number[][]> {
  const kept = sc
    .parallelize([1, 2, 3, 4], 2)
    .map((n): [number, Total] => [n, lists ? { sum: n, last: new Array<number>(n).fill(n) } : { sum: n }])
    .persist(level);
  const sums = () => kept.map(([, total]) => total.sum + (total.last ?? []).reduce((a, b) => a + b, 0)).collect();
  const before = await sums();
  const changed = await kept
    .map(([, total]) => {
      total.last?.push(1000);
      total.sum += 1000;
      return total.sum;
    })
    .collect();
  return [before, changed, await sums()];
}

/** Sums of numbers in objects that are changed in place; in each thread the first task that has added 2 fails then. */
export function sumsInPlace(
  numbers: DStream<readonly [string, number]>,
  test: string,
  lists: boolean,
  take: (rdd: RDD<[string, number]>) => Promise<void>,
): void {
  numbers
    .updateStateByKey((values, before: Total | undefined) => {
      const total: Total = before ?? (lists ? { sum: 0, last: [] } : { sum: 0 });
      for (const value of values) total.sum += value;
      total.last?.push(...values);
      const failed = globalThis as unknown as Record<string, boolean>;
      if (values.includes(2) && failed[test] === undefined) {
        failed[test] = true;
        throw new Error("too late");
      }
      return total;
    })
    .map(([key, { sum }]): [string, number] => [key, sum])
    .foreachRDD(take);
}

export const LEVELS: readonly (readonly [string, StorageLevel])[] = [
  ["MEMORY_ONLY_SER", StorageLevel.MEMORY_ONLY_SER],
  ["MEMORY_AND_DISK_SER_2", StorageLevel.MEMORY_AND_DISK_SER_2],
];
