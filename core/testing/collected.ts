import { NOT_SERIALIZABLE } from "../closure/index.ts";
import { IllegalStateError, SluiceError } from "../conf/errors.ts";
import type { Time } from "../conf/time.ts";
import type { DStream } from "../dstream/dstream.ts";
import { engineFunction } from "../rdd/engine-function.ts";
import { naturalOrder } from "../rdd/ordering.ts";
import type { RDD } from "../rdd/rdd.ts";
import { recordText } from "../sinks/record-text.ts";
import type { BatchLog } from "./batch-log.ts";
import { type Intervals, PerBatch } from "./per-batch.ts";

/**
 * How `StreamingTest.collect` collects.
 * @spark none
 */
export interface CollectOptions {
  /**
   * Do the records have an order that matters (the default)? With `false` those of each batch, and of each partition, come sorted, so that it does not
   * matter in which order a shuffle brought them.
   */
  readonly ordered?: boolean;
}

/**
 * What came out of a stream, interval by interval of the stream's own: a window's come every slide interval. `null` is an interval without an RDD,
 * which is not the same as an empty one, or whose batch failed.
 * @spark none
 * @example
 * const counts: Collected<number> = t.collect(t.input([["a", "b"], ["a"]]).count());
 * await t.runBatches(2);
 * counts.batches; // [[2], [1]]
 */
export class Collected<T> extends PerBatch<T[] | null> {
  readonly [NOT_SERIALIZABLE] = "what a test collects, which lives on the driver only";
  readonly #stream: DStream<T>;
  readonly #ordered: boolean;
  readonly #byTime = new Map<number, readonly (readonly T[])[]>();

  /** For `StreamingTest.collect`. */
  constructor(stream: DStream<T>, options: CollectOptions, log: BatchLog, clock: { now(): number }) {
    super(log, clock);
    this.#stream = stream;
    this.#ordered = options.ordered ?? true;
  }

  /**
   * For each interval that is through its records by partition; `null` as in `batches`.
   * @spark none
   */
  get partitions(): (T[][] | null)[] {
    return this.times.map((time) => this.partitionsAt(time));
  }

  /**
   * The partitions of the batch at `time`, in milliseconds; `null` where `at` gives `null`.
   * @spark none
   * @example counted.partitionsAt(1000);
   */
  partitionsAt(time: number | Time): T[][] | null {
    // checks that there is one
    this.at(time);
    const partitions = this.#byTime.get(typeof time === "number" ? time : time.milliseconds);
    return partitions?.map((records) => this.#inOrder(records)) ?? null;
  }

  protected override intervals(): Intervals | undefined {
    const zero = this.#stream.lifecycle.zeroTime;
    return zero && { zero: zero.milliseconds, every: this.#stream.slideDuration.milliseconds };
  }

  protected override valueAt(time: number): T[] | null {
    const partitions = this.#byTime.get(time);
    return partitions === undefined ? null : this.#inOrder(partitions.flat());
  }

  /**
   * For the engine: the output operation that collects gives what a batch brought.
   * @spark none
   */
  take(time: number, partitions: readonly (readonly T[])[]): void {
    this.#byTime.set(time, partitions);
  }

  #inOrder(records: readonly T[]): T[] {
    return this.#ordered ? [...records] : sorted(records);
  }
}

function sorted<T>(records: readonly T[]): T[] {
  try {
    return records.toSorted(naturalOrder);
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== "NO_ORDERING") throw error;
    const texts = new Map(records.map((record) => [record, recordText(record)]));
    return records.toSorted((a, b) => naturalOrder(texts.get(a), texts.get(b)));
  }
}

let collectors: readonly Collected<unknown>[] = [];

/** From now on those are meant by their number. */
export function useCollectors(list: readonly Collected<unknown>[]): void {
  collectors = list;
}

/** The output operation that collects. It knows its `Collected` by number, so that it can go through a checkpoint. */
export const collectInto = engineFunction(
  "testing.collect",
  (_: readonly [], number: number) => async (rdd: RDD<unknown>, time: Time) => {
    const partitions = await rdd.glom().collect();
    const collected = collectors[number];
    if (collected === undefined) {
      throw new IllegalStateError("Nobody collects this stream any more", {
        code: "NOT_COLLECTED",
        advice:
          "A program that is recovered from a checkpoint has to be recovered in the StreamingTest that ran it first.",
      });
    }
    collected.take(time.milliseconds, partitions);
  },
);
