import type { InputKind } from "../../../core/dstream/kind.ts";
import type { DStream, RDD, StreamingContext, Time } from "../../../core/index.ts";

/** An input stream whose batches are given. Spark's tests have the same: `TestInputStream`. */
class TestInput<T> implements InputKind<T> {
  readonly name = "TestInputStream";
  readonly parents = [];
  readonly #ssc: StreamingContext;
  readonly #batches: readonly (readonly T[] | null)[];
  readonly #partitions: number;

  constructor(ssc: StreamingContext, batches: readonly (readonly T[] | null)[], partitions: number) {
    this.#ssc = ssc;
    this.#batches = batches;
    this.#partitions = partitions;
  }

  get slideDuration() {
    return this.#ssc.batchDuration;
  }

  start(): void {}

  stop(): void {}

  compute(time: Time): RDD<T> | undefined {
    const sinceZero = time.minus(this.#ssc.graph.zeroTime!);
    const batch = this.#batches[sinceZero.div(this.#ssc.batchDuration) - 1];
    return batch === null ? undefined : this.#ssc.sparkContext.makeRDD(batch ?? [], this.#partitions);
  }
}

/** A new input stream that has `batches`, one an interval, each in so many partitions; `null` is no RDD, and after the last come empty ones. */
export function testInput<T>(
  ssc: StreamingContext,
  batches: readonly (readonly T[] | null)[],
  partitions: number,
): DStream<T> {
  return ssc.inputStream<T>("testInput", new TestInput<T>(ssc, batches, partitions));
}
