import { SparkConf, SparkContext } from "../../core/index.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import { forRun, type Keys, pairs, titleOf } from "./data.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";

type Pair = readonly [string, number];

/** W7: 1,000,000 pairs sorted by 100,000 keys; against the better of the loops that one would write by hand, which gathers equal keys first. */
export function sortByKey(place: Place, keys: Keys): Benchmark {
  manualHost(place);
  const sc = SparkContext.getOrCreate(new SparkConf().setMaster("local[2]").setAppName("sort by key"));
  const batches = [700, 701].map((seed) => pairs(seed, 1_000_000, 100_000));
  return {
    name: `W7 sortByKey of 1,000,000 pairs, ${titleOf(keys)}`,
    unit: "ms",
    limit: 1.2,
    warmUp: 4,
    runs: 15,
    async ours(run) {
      const batch = forRun(keys, batches[run % 2]!);
      const { value, cost } = await timed(() => sc.parallelize(batch, 2).sortByKey().collect());
      return { cost, check: summary(value) };
    },
    async theirs(run) {
      const batch = forRun(keys, batches[run % 2]!);
      const { value, cost } = await timed(() => loop(batch));
      return { cost, check: summary(value) };
    },
  };
}

function loop(batch: readonly Pair[]): Pair[] {
  const groups = new Map<string, Pair[]>();
  for (let i = 0; i < batch.length; i++) {
    const pair = batch[i]!;
    const group = groups.get(pair[0]);
    if (group === undefined) groups.set(pair[0], [pair]);
    else group.push(pair);
  }
  const sorted = new Array<Pair>(batch.length);
  let at = 0;
  for (const key of [...groups.keys()].sort()) for (const pair of groups.get(key)!) sorted[at++] = pair;
  return sorted;
}

/** Depends on the order of keys and of the pairs of each. */
function summary(sorted: readonly Pair[]): string {
  let mixed = 0;
  for (const [key, value] of sorted) mixed = (Math.imul(mixed, 31) + key.length * 1000 + value) | 0;
  return `${sorted.length} pairs, the first ${sorted[0]?.[0]}, ${mixed} in all`;
}
