import { SparkConf, SparkContext } from "../../core/index.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import { lines } from "./data.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";
import { smallBatches } from "./small-batches.ts";

/** W1: the words of 100,000 lines of ten, counted in one batch; against the loop that one would write by hand. */
export async function wordCount(place: Place): Promise<Benchmark> {
  const program = await place.programs();
  // an application has other streams, too, which go through the same code of the engine
  await smallBatches(place).ours(0);
  manualHost(place);
  const sc = SparkContext.getOrCreate(new SparkConf().setMaster("local[2]").setAppName("word count"));
  const batches = [42, 43, 44, 45].map((seed) => lines(seed, 100_000));
  return {
    name: "W1 word count of 1,000,000 words, inline",
    unit: "ms",
    limit: 1.05,
    warmUp: 8,
    runs: 21,
    async ours(run) {
      const { value, cost } = await timed(() => program.wordCount(sc, batches[run % batches.length]!));
      return { cost, check: summary(value) };
    },
    async theirs(run) {
      const { value, cost } = await timed(() => loop(batches[run % batches.length]!));
      return { cost, check: summary(value) };
    },
  };
}

export function loop(batch: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i < batch.length; i++) {
    const words = batch[i]!.split(" ");
    for (let j = 0; j < words.length; j++) {
      const word = words[j]!;
      const count = counts.get(word);
      counts.set(word, count === undefined ? 1 : count + 1);
    }
  }
  return counts;
}

export function summary(counts: Iterable<readonly [string, number]>): string {
  let words = 0;
  let total = 0;
  for (const [, count] of counts) {
    words++;
    total += count;
  }
  return `${words} words, ${total} in all`;
}
