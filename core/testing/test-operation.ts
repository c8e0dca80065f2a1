import type { DStream } from "../dstream/dstream.ts";
import type { StreamingTestOptions } from "./options.ts";
import { StreamingTest } from "./streaming-test.ts";
import type { Batches } from "./test-input.ts";

/**
 * How `testOperation` lets an operation run.
 * @spark none
 */
export interface TestOperationOptions extends StreamingTestOptions {
  /** In how many partitions the records of a batch come in; 2 if left out. */
  readonly numPartitions?: number;
  /** How many batches run; as many as the input has if left out. */
  readonly numBatches?: number;
  /** With `false` the records of each batch come out sorted, so that it does not matter in which order a shuffle brought them. */
  readonly ordered?: boolean;
}

/**
 * What `operation` makes of batches of records: an entry for every interval of the stream that it gives, `null` for one without an RDD. Rejects when
 * a batch fails. Spark's own tests have the same: `testOperation`.
 *
 * ```ts
 * const counts = await testOperation([["a", "b"], ["a"]], (words) => words.count());   // [[2], [1]]
 * ```
 * @spark TestSuiteBase.testOperation
 * @example await testOperation([["a", "b"], ["a"]], (words) => words.count()); // [[2], [1]]
 */
export async function testOperation<T, U>(
  input: Batches<T>,
  operation: (stream: DStream<T>) => DStream<U>,
  options?: TestOperationOptions,
): Promise<(U[] | null)[]>;
/**
 * The same, of two inputs.
 * @spark TestSuiteBase.testOperation
 * @example await testOperation([["a"]], [["b"]], (some, others) => some.union(others)); // [["a", "b"]]
 */
export async function testOperation<T, V, U>(
  input: Batches<T>,
  other: Batches<V>,
  operation: (stream: DStream<T>, other: DStream<V>) => DStream<U>,
  options?: TestOperationOptions,
): Promise<(U[] | null)[]>;
export async function testOperation<U>(...given: readonly unknown[]): Promise<(U[] | null)[]> {
  const at = given.findIndex((each) => typeof each === "function");
  const inputs = given.slice(0, at) as Batches<unknown>[];
  const operation = given[at] as (...streams: DStream<unknown>[]) => DStream<U>;
  const options = (given[at + 1] ?? {}) as TestOperationOptions;
  const { numPartitions, numBatches = Math.max(...inputs.map((batches) => batches.length)), ordered } = options;
  const test = new StreamingTest(options);
  try {
    const streams = inputs.map((batches) => test.input(batches, { numPartitions }));
    const output = test.collect(operation(...streams), { ordered });
    await test.runBatches(numBatches);
    return output.batches;
  } finally {
    await test.stop({ mayFail: true });
  }
}
