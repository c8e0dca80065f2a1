import { type RDD, Seconds, SparkConf, type State, StateSpec, StreamingContext } from "../../core/index.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import { pairs, uniquePairs } from "./data.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";

interface Visits {
  count: number;
  last: number;
}

function visits(values: readonly number[], state: Visits | undefined): Visits {
  if (values.length === 0) return state!;
  return { count: (state?.count ?? 0) + values.length, last: values.at(-1)! };
}

function visited(_key: string, value: number | undefined, state: State<Visits>): void {
  state.update({ count: (state.getOption()?.count ?? 0) + 1, last: value! });
}

const NONE: readonly number[] = [];

/** The function is called for every key, or for those with a record; what it gives is kept. */
function round(states: Map<string, Visits>, batch: readonly [string, number][], forAll: boolean): void {
  const groups = new Map<string, number[]>();
  for (const [key, value] of batch) {
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [value]);
    else known.push(value);
  }
  if (forAll) for (const [key, state] of states) states.set(key, visits(groups.get(key) ?? NONE, state));
  else for (const [key, values] of groups) states.set(key, visits(values, states.get(key)));
}

/** A batch in which a tenth of the keys have records, and all have an object as their state; against a loop that keeps the objects. */
export function objectStates(place: Place, operation: "updateStateByKey" | "mapWithState", keys: number): Benchmark {
  const { clock } = manualHost(place);
  const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("object states"), Seconds(1));
  ssc.checkpoint("/checkpoints");
  const queue: RDD<[string, number]>[] = [];
  const input = ssc.queueStream(queue);
  const stream =
    operation === "updateStateByKey"
      ? input.updateStateByKey(visits)
      : input.mapWithState(StateSpec.function(visited)).stateSnapshots();
  let size = 0;
  stream.foreachRDD(async (rdd: RDD<unknown>) => {
    size = await rdd.count();
  });
  ssc.start();
  const batches = [77, 78, 79, 80].map((seed) => pairs(seed, keys / 10, keys));
  const first = uniquePairs(1, 0, keys);
  const states = new Map(first.map(([key, last]): [string, Visits] => [key, { count: 1, last }]));
  let made = 0;
  const next = async (batch: readonly [string, number][]) => {
    queue.push(ssc.sparkContext.parallelize(batch, 2));
    made++;
    await clock.advance(1000);
  };
  return {
    name: `W4 ${operation} with objects as states, ${keys} keys, ${keys / 10} updates, inline`,
    unit: "ms",
    limit: 3,
    warmUp: 12,
    runs: 41,
    async ours(run) {
      if (run === 0) await next(first);
      while ((made + 1) % 10 === 0) await next([]);
      const { cost } = await timed(() => next(batches[run % batches.length]!));
      return { cost, check: `${size} keys` };
    },
    async theirs(run) {
      const { cost } = await timed(() =>
        round(states, batches[run % batches.length]!, operation === "updateStateByKey"),
      );
      return { cost, check: `${states.size} keys` };
    },
    end: () => ssc.stop(),
  };
}
