import { SparkConf, SparkContext } from "../../core/index.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import { forRun, type Keys, pairs, titleOf } from "./data.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";

/** W7: 1,000,000 pairs grouped by 100,000 keys; against the loop that one would write by hand. */
export function groupByKey(place: Place, keys: Keys): Benchmark {
  manualHost(place);
  const sc = SparkContext.getOrCreate(new SparkConf().setMaster("local[2]").setAppName("group by key"));
  const batches = [700, 701].map((seed) => pairs(seed, 1_000_000, 100_000));
  return {
    name: `W7 groupByKey of 1,000,000 pairs with 100,000 keys, ${titleOf(keys)}`,
    unit: "ms",
    limit: 1.3,
    warmUp: 4,
    runs: 15,
    async ours(run) {
      const batch = forRun(keys, batches[run % 2]!);
      const { value, cost } = await timed(() => sc.parallelize(batch, 2).groupByKey().collect());
      return { cost, check: summary(value) };
    },
    async theirs(run) {
      const batch = forRun(keys, batches[run % 2]!);
      const { value, cost } = await timed(() => loop(batch));
      return { cost, check: summary(value) };
    },
  };
}

export function loop(batch: readonly (readonly [string, number])[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < batch.length; i++) {
    const pair = batch[i]!;
    const group = groups.get(pair[0]);
    if (group === undefined) groups.set(pair[0], [pair[1]]);
    else group.push(pair[1]);
  }
  return groups;
}

export function summary(groups: Iterable<readonly [string, readonly number[]]>): string {
  let keys = 0;
  let values = 0;
  let sum = 0;
  for (const [, group] of groups) {
    keys++;
    values += group.length;
    for (const value of group) sum += value;
  }
  return `${keys} keys, ${values} values, ${sum} in all`;
}
