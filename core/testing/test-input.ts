import type { Duration, Time } from "../conf/time.ts";
import { DStream } from "../dstream/dstream.ts";
import type { InputKind } from "../dstream/kind.ts";
import { engineNamed } from "../rdd/engine-function.ts";
import type { RDD } from "../rdd/rdd.ts";
import type { StreamingContext } from "../streaming-context.ts";

/**
 * The records of a stream, batch by batch; `null` is a batch without an RDD, which is not the same as an empty one.
 * @spark none
 */
export type Batches<T> = readonly (readonly T[] | null)[];

/**
 * How a test's input is cut.
 * @spark none
 */
export interface TestInputOptions {
  /** In how many partitions the records of a batch are; 2 if left out, as in Spark's own tests. */
  readonly numPartitions?: number;
}

/** A batch's records are those given for it. Spark's own tests have the same: `TestInputStream`. */
class TestInputDStream<T> implements InputKind<T> {
  readonly name = "TestInputDStream";
  readonly parents = [];
  readonly slideDuration: Duration;
  /** By the number of the batch, from the first on. */
  readonly batches: (readonly T[] | null)[];
  readonly numPartitions: number;

  constructor(batchDuration: Duration, batches: Batches<T>, numPartitions: number) {
    this.slideDuration = batchDuration;
    this.batches = batches.map(copy);
    this.numPartitions = numPartitions;
  }

  start(): void {}

  stop(): void {}

  compute(time: Time, stream: DStream<T>): RDD<T> | undefined {
    const number = time.minus(stream.lifecycle.zeroTime!).div(this.slideDuration) - 1;
    const records = this.batches[number];
    if (records === null) return undefined;
    const { context } = stream;
    context.reportInput(time, stream as DStream<unknown>, records?.length ?? 0);
    return context.sparkContext.parallelize((records ?? []) as readonly never[], this.numPartitions);
  }
}

engineNamed("TestInputDStream", TestInputDStream);

function copy<T>(batch: readonly T[] | null): readonly T[] | null {
  return batch === null ? null : [...batch];
}

/**
 * An input stream whose batches a test gives: all at once, or one after the other. After the last come empty ones.
 * @spark org.apache.spark.streaming.TestInputStream
 * @example
 * const words: TestInput<string> = t.input([["a", "b"]]);
 * words.feed(["c"]);
 */
export class TestInput<T> extends DStream<T> {
  /**
   * Gives the records of the next batches that have none yet: `words.feed(["a b", "c"])` those of one, `words.feed(["a"], null, ["b"])` those of three,
   * of which the second has no RDD.
   * @spark none
   * @example t.input<string>().feed(["a b", "c"]);
   */
  feed(...batches: Batches<T>): void {
    const { batches: given, slideDuration } = this.kind as TestInputDStream<T>;
    const { zeroTime } = this.lifecycle;
    if (zeroTime !== undefined) {
      const { clock } = (this.context as unknown as StreamingContext).sparkContext.host;
      const made = Math.floor((clock.now() - zeroTime.milliseconds) / slideDuration.milliseconds);
      while (given.length < made) given.push([]);
    }
    given.push(...batches.map(copy));
  }
}

/**
 * A `TestInput` in a context that a test made by itself; `StreamingTest.input` makes one in the test's own.
 * @spark org.apache.spark.streaming.TestInputStream
 * @example const words = testInput(ssc, [["a", "b"], ["c"]]);
 */
export function testInput<T>(
  ssc: StreamingContext,
  batches: Batches<T> = [],
  { numPartitions = 2 }: TestInputOptions = {},
): TestInput<T> {
  const kind = new TestInputDStream<T>(ssc.batchDuration, batches, numPartitions);
  return ssc.operation("testInput", () => {
    const dstream = new TestInput<T>(ssc, kind);
    ssc.graph.inputs.push({ dstream: dstream as DStream<unknown>, kind });
    return dstream;
  }) as TestInput<T>;
}
