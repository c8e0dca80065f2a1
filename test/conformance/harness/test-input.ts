import type { InputKind } from "../../../core/dstream/kind.ts";
import type { DStream, Duration, RDD, StreamingContext, Time } from "../../../core/index.ts";
import { engineNamed } from "../../../core/rdd/engine-function.ts";

type Batches<T> = readonly (readonly T[] | null)[];

/** An input stream whose batches are given. Spark's tests have the same: `TestInputStream`. */
class TestInput<T> implements InputKind<T> {
  readonly name = "TestInputStream";
  readonly parents = [];
  readonly slideDuration: Duration;
  private readonly batches: Batches<T>;
  private readonly partitions: number;

  constructor(batchDuration: Duration, batches: Batches<T>, partitions: number) {
    this.slideDuration = batchDuration;
    this.batches = batches;
    this.partitions = partitions;
  }

  start(): void {}

  stop(): void {}

  compute(time: Time, { context, lifecycle }: DStream<T>): RDD<T> | undefined {
    const sinceZero = time.minus(lifecycle.zeroTime!);
    const batch = this.batches[sinceZero.div(this.slideDuration) - 1];
    return batch === null ? undefined : context.sparkContext.makeRDD((batch ?? []) as never[], this.partitions);
  }
}

engineNamed("TestInput", TestInput);

/** A new input stream that has `batches`, one an interval, each in so many partitions; `null` is no RDD, and after the last come empty ones. */
export function testInput<T>(ssc: StreamingContext, batches: Batches<T>, partitions: number): DStream<T> {
  return ssc.inputStream<T>("testInput", new TestInput<T>(ssc.batchDuration, batches, partitions));
}
