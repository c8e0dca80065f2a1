import { SparkConf, SparkContext } from "../../core/index.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import { lines } from "./data.ts";
import { systemHost } from "./host.ts";
import type { Place } from "./place.ts";
import { loop, summary } from "./word-count.ts";

const JOBS = 500;

/** A context on the real clock. */
function contextWith(place: Place, executor: "inline" | "workers"): SparkContext {
  systemHost(place);
  return new SparkContext(
    new SparkConf().setMaster("local[2]").setAppName("executors").set("sluice.executor", executor),
  );
}

/** W1 with an executor thread for each of the two slots; against the same loop in one thread. */
export async function wordCountInThreads(place: Place): Promise<Benchmark> {
  const { wordCount } = await place.programs();
  const batches = [42, 43, 44, 45].map((seed) => lines(seed, 100_000));
  const sc = contextWith(place, "workers");
  return {
    name: "W1 word count of 1,000,000 words, two executor threads",
    unit: "ms",
    limit: 0.75,
    warmUp: 8,
    runs: 21,
    async ours(run) {
      const { value, cost } = await timed(() => wordCount(sc, batches[run % batches.length]!));
      return { cost, check: summary(value) };
    },
    async theirs(run) {
      const { value, cost } = await timed(() => loop(batches[run % batches.length]!));
      return { cost, check: summary(value) };
    },
    end: () => sc.stop(),
  };
}

/** What a job costs that has nothing to do; beside the goal. */
export async function emptyJobs(place: Place, executor: "inline" | "workers", goal: number): Promise<Benchmark> {
  const { emptyJob } = await place.programs();
  const sc = contextWith(place, executor);
  return {
    name: `empty job: 4 partitions, one shuffle, ${executor} (theirs: the goal of ${goal} ms)`,
    unit: "ms",
    limit: 1,
    warmUp: 5,
    runs: 11,
    async ours() {
      const { value, cost } = await timed(async () => {
        let pairs = 0;
        for (let i = 0; i < JOBS; i++) pairs += (await emptyJob(sc)).length;
        return pairs;
      });
      return { cost: cost / JOBS, check: String(value) };
    },
    theirs: async () => ({ cost: goal, check: String(4 * JOBS) }),
    end: () => sc.stop(),
  };
}
