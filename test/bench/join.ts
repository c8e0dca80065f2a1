import { SparkConf, SparkContext } from "../../core/index.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import { forRun, type Keys, titleOf, uniquePairs } from "./data.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";

type Joined = [string, [number, number]];

/** W6: 100,000 pairs joined with as many others, of which half have a partner; against the loop that one would write by hand. */
export function join(place: Place, keys: Keys): Benchmark {
  manualHost(place);
  const sc = SparkContext.getOrCreate(new SparkConf().setMaster("local[2]").setAppName("join"));
  const left = [500, 501].map((seed) => uniquePairs(seed, 0, 100_000));
  const right = [600, 601].map((seed) => uniquePairs(seed, 50_000, 100_000));
  return {
    name: `W6 join of 100,000 and 100,000 pairs, ${titleOf(keys)}`,
    unit: "ms",
    limit: 1.5,
    warmUp: 10,
    runs: 31,
    async ours(run) {
      const [a, b] = [forRun(keys, left[run % 2]!), forRun(keys, right[run % 2]!)];
      const { value, cost } = await timed(() => sc.parallelize(a, 2).join(sc.parallelize(b, 2)).collect());
      return { cost, check: summary(value) };
    },
    async theirs(run) {
      const [a, b] = [forRun(keys, left[run % 2]!), forRun(keys, right[run % 2]!)];
      const { value, cost } = await timed(() => loop(a, b));
      return { cost, check: summary(value) };
    },
  };
}

function loop(left: readonly (readonly [string, number])[], right: readonly (readonly [string, number])[]): Joined[] {
  const values = new Map<string, number[]>();
  for (let i = 0; i < left.length; i++) {
    const pair = left[i]!;
    const known = values.get(pair[0]);
    if (known === undefined) values.set(pair[0], [pair[1]]);
    else known.push(pair[1]);
  }
  const joined: Joined[] = [];
  for (let i = 0; i < right.length; i++) {
    const pair = right[i]!;
    const known = values.get(pair[0]);
    if (known !== undefined) for (let j = 0; j < known.length; j++) joined.push([pair[0], [known[j]!, pair[1]]]);
  }
  return joined;
}

function summary(joined: readonly Joined[]): string {
  return `${joined.length} pairs, ${joined.reduce((sum, [, [a, b]]) => sum + a - 2 * b, 0)} in all`;
}
