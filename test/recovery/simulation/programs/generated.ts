import { type DStream, Milliseconds, Seconds, type State, StateSpec, type StreamingContext } from "sluice";
import { testInput } from "../../../../core/testing/test-input.ts";
import { putOutput } from "../outputs.ts";
import type { Pair, Plan, Step } from "../plan.ts";

const add = (a: number, b: number): number => a + b;
const subtract = (a: number, b: number): number => a - b;

/** The streams of a plan in a new context. */
export function declare(ssc: StreamingContext, plan: Plan): void {
  const { partitions: numPartitions } = plan;
  const a: DStream<Pair> = plan.files ? fromFiles(ssc) : testInput(ssc, plan.a, { numPartitions });
  const b: DStream<Pair> = testInput(ssc, plan.b, { numPartitions });
  plan.steps.forEach((step, output) => {
    apply(step, a, b).foreachRDD(async (rdd, time) => putOutput(output, time, await rdd.collect()));
  });
}

function fromFiles(ssc: StreamingContext): DStream<Pair> {
  return ssc.textFileStream("/a").map((line): Pair => {
    const [word, n] = line.split(" ");
    return [word!, Number(n)];
  });
}

function apply(step: Step, a: DStream<Pair>, b: DStream<Pair>): DStream<unknown> {
  switch (step.kind) {
    case "sums":
      return a.union(b).reduceByKey(add) as DStream<unknown>;
    case "window":
      return a.window(Seconds(step.window), Seconds(step.slide)).reduceByKey(add) as DStream<unknown>;
    case "incremental": {
      const { window, slide, filtered } = step;
      const filter = filtered ? ([, n]: readonly [string, number]) => n !== 0 : undefined;
      const counts = a.map(([word]): Pair => [word, 1]);
      return counts.reduceByKeyAndWindow(add, subtract, Seconds(window), Seconds(slide), 2, filter) as DStream<unknown>;
    }
    case "state":
      return every(
        step.interval,
        a.updateStateByKey((values: number[], sum?: number) => values.reduce(add, sum ?? 0)),
      );
    case "state-with-removal":
      return a.updateStateByKey((values: number[], sum?: number) => {
        const total = values.reduce(add, sum ?? 0);
        return total % 7 === 6 ? undefined : total;
      }) as DStream<unknown>;
    case "map-with-state": {
      const spec = StateSpec.function((word: string, n: number | undefined, state: State<number>): Pair => {
        if (state.isTimingOut()) return [word, -1];
        state.update((state.getOption() ?? 0) + (n ?? 0));
        return [word, state.get()];
      });
      const mapped = a.mapWithState(step.timeout === undefined ? spec : spec.timeout(Seconds(step.timeout)));
      return every(step.interval, mapped);
    }
    case "join":
      return a.reduceByKey(add).fullOuterJoin(b.reduceByKey(add)) as DStream<unknown>;
    case "state-of-window":
      return a
        .window(Seconds(step.window))
        .updateStateByKey((values: number[], sum?: number) => values.length + (sum ?? 0)) as DStream<unknown>;
  }
}

/** With a checkpoint interval of so many batches, where one is given. */
function every<T>(interval: number | undefined, stream: DStream<T>): DStream<unknown> {
  return (interval === undefined ? stream : stream.checkpoint(Milliseconds(interval * 1000))) as DStream<unknown>;
}
