import fc from "fast-check";
import { afterAll } from "vitest";
import { registerModule } from "../../core/closure/index.ts";
import { NodeWorkers } from "../../core/host/node/workers.ts";
import type { DStream } from "../../core/index.ts";
import * as sluice from "../../core/index.ts";
import { type Batches, StreamingTest, type StreamingTestOptions } from "../../core/testing/index.ts";
import { PooledWorkers } from "./pooled-workers.ts";

/** For tests of programs that are generated. Their functions stand in a folder `programs`, so that they are compiled and can go to other threads. */

registerModule("sluice", sluice);
const workers = new PooledWorkers(new NodeWorkers());
afterAll(() => workers.close());

/** SEED=… repeats a run. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`Programs are generated from SEED=${seed}`);

/** Where tasks run: in the driver's thread, or each slot's in one of its own. */
export const EXECUTORS = ["inline", "workers"] as const;
export type Executor = (typeof EXECUTORS)[number];

/** Checks a property of so many values. */
export function checkAll<V>(arbitrary: fc.Arbitrary<V>, numRuns: number, property: (value: V) => Promise<void>) {
  return fc.assert(fc.asyncProperty(arbitrary, property), { seed, numRuns });
}

/** An input stream that was generated. */
export interface Input<T> {
  readonly batches: Batches<T>;
  readonly numPartitions: number;
}

/** What came out of a batch: its records, or null if it has no RDD. */
export type Outcome<T> = readonly T[] | null | "failed";

/** Runs what `build` makes of the inputs, as many batches as the longest has. */
export async function outcomes<T, U>(
  executor: Executor,
  inputs: readonly Input<T>[],
  build: (streams: readonly DStream<T>[]) => DStream<U>,
  options: StreamingTestOptions = {},
): Promise<Outcome<U>[]> {
  const t = new StreamingTest({ ...options, conf: { "sluice.executor": executor } });
  Object.assign(t.host, { workers });
  try {
    const streams = inputs.map(({ batches, numPartitions }) => t.input(batches, { numPartitions }));
    const output = t.collect(build(streams));
    await t.runBatches(Math.max(...inputs.map(({ batches }) => batches.length)), { mayFail: true });
    const failed = new Set(t.failures.map(({ time }) => time));
    const ran = t.of("task-completed").length;
    if (t.of("executor-added").length > 0 !== (executor === "workers" && ran > 0))
      throw new Error(`${ran} tasks did not run where they should: ${executor}`);
    return output.times.map((time) => (failed.has(time) ? "failed" : output.at(time)));
  } finally {
    await t.stop({ mayFail: true });
  }
}
