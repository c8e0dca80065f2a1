import { callSite, siteText } from "../../conf/call-site.ts";
import { IllegalArgumentError } from "../../conf/errors.ts";
import { Duration } from "../../conf/time.ts";
import { engineNamed } from "../../rdd/engine-function.ts";
import { counted, one, sum, valueOfPair } from "../../rdd/engine-functions.ts";
import { SeqBuffer } from "../../rdd/list.ts";
import type { Partitioner } from "../../rdd/partitioner.ts";
import type { AnyRecord } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import { ReducedWindowedDStream } from "../kinds/reduced-windowed.ts";
import { WindowedDStream } from "../kinds/windowed.ts";
import { Joins } from "./joins.ts";
import { concatTo } from "./pairs.ts";

/**
 * Operations on the last `windowDuration` of a stream, every `slideDuration`; both are multiples of the stream's own slide interval, and count
 * from the context's start. A slide longer than the window is legal: then there are batches that no window sees.
 *
 * Those with an inverse function make each window of the one before, less what has left and what has entered: their work does not grow with the
 * window's length, but they need a checkpoint directory (`ssc.checkpoint`).
 */
export class Windows<T> extends Joins<T> {
  /**
   * All records of the window, those of the oldest batch first. Without a slide it slides with the stream.
   * @spark DStream.window
   * @example const lastHalfMinute = lines.window(Seconds(30), Seconds(10));
   */
  window(windowDuration: Duration, slideDuration: Duration = this.slideDuration): DStream<T> {
    checkDurations("window", windowDuration, slideDuration);
    return this.operation(
      "window",
      () => this.derive(new WindowedDStream<T>(this as never, windowDuration, slideDuration)),
      detailOf(windowDuration, slideDuration),
    );
  }

  /**
   * All records of the window reduced by `reduceFunc`: one record a window, none for an empty one. With `invReduceFunc`, which takes back what
   * `reduceFunc` has added, incrementally; then an empty window still gives a record once there has been any.
   * @spark DStream.reduceByWindow
   * @example numbers.reduceByWindow((a, b) => Math.max(a, b), Seconds(30), Seconds(10)).print();
   */
  reduceByWindow(reduceFunc: (a: T, b: T) => T, windowDuration: Duration, slideDuration: Duration): DStream<T>;
  /**
   * All records of the window reduced by `reduceFunc`, made of the window before: `invReduceFunc` takes back what has left. Needs a checkpoint directory.
   * @spark DStream.reduceByWindow
   * @example numbers.reduceByWindow((a, b) => a + b, (a, b) => a - b, Seconds(30), Seconds(10)).print();
   */
  reduceByWindow(
    reduceFunc: (a: T, b: T) => T,
    invReduceFunc: (a: T, b: T) => T,
    windowDuration: Duration,
    slideDuration: Duration,
  ): DStream<T>;
  reduceByWindow(reduceFunc: Reduce<T>, ...args: readonly unknown[]): DStream<T> {
    const [inverse, windowDuration, slideDuration] = withInverse<T, [Duration, Duration]>(args);
    checkDurations("reduceByWindow", windowDuration, slideDuration);
    return this.operation(
      "reduceByWindow",
      () => {
        if (inverse === undefined)
          return this.reduce(reduceFunc).window(windowDuration, slideDuration).reduce(reduceFunc);
        return this.map(underOne<T>)
          .reduceByKeyAndWindow(reduceFunc, inverse, windowDuration, slideDuration, 1)
          .map(valueOfPair<T> as (pair: [number, T]) => T & AnyRecord);
      },
      detailOf(windowDuration, slideDuration),
    );
  }

  /**
   * How many records the window has: one number a window, in one partition. Needs a checkpoint directory.
   * @spark DStream.countByWindow
   * @example lines.countByWindow(Seconds(30), Seconds(10)).print();
   */
  countByWindow(windowDuration: Duration, slideDuration: Duration): DStream<number> {
    checkDurations("countByWindow", windowDuration, slideDuration);
    return this.operation(
      "countByWindow",
      () => this.map(one).reduceByWindow(sum, difference, windowDuration, slideDuration),
      detailOf(windowDuration, slideDuration),
    );
  }

  /**
   * How often each record occurs in the window; records that have left are not there any more. Needs a checkpoint directory.
   * @spark DStream.countByValueAndWindow
   * @example words.countByValueAndWindow(Seconds(30), Seconds(10)).print();
   */
  countByValueAndWindow(
    windowDuration: Duration,
    slideDuration: Duration,
    numPartitions?: number,
  ): DStream<[T, number]> {
    checkDurations("countByValueAndWindow", windowDuration, slideDuration);
    return this.operation(
      "countByValueAndWindow",
      () =>
        this.map(counted<T>).reduceByKeyAndWindow(
          sum,
          difference,
          windowDuration,
          slideDuration,
          numPartitions,
          isCounted,
        ),
      detailOf(windowDuration, slideDuration),
    );
  }

  /**
   * All values of each key in the window, those of the oldest batch first.
   * @spark PairDStreamFunctions.groupByKeyAndWindow
   * @example pairs.groupByKeyAndWindow(Seconds(30), Seconds(10)).print();
   */
  groupByKeyAndWindow<K, V>(
    this: DStream<readonly [K, V]>,
    windowDuration: Duration,
    slideDuration: Duration = this.slideDuration,
    partitioner?: Partitioner | number,
  ): DStream<[K, SeqBuffer<V>]> {
    checkDurations("groupByKeyAndWindow", windowDuration, slideDuration);
    const by = this.partitionerOf(partitioner);
    return this.operation(
      "groupByKeyAndWindow",
      () =>
        this.groupByKey(by)
          .window(windowDuration, slideDuration)
          .combineByKey<K, SeqBuffer<V>, SeqBuffer<V>>(copyOfBuffer, concatTo, concatTo, by),
      detailOf(windowDuration, slideDuration),
    );
  }

  /**
   * The values of each key in the window, reduced by `reduceFunc`: first those of each batch, then those of all batches of the window.
   * @spark PairDStreamFunctions.reduceByKeyAndWindow
   * @example const counts = pairs.reduceByKeyAndWindow((a, b) => a + b, Seconds(30), Seconds(10));
   */
  reduceByKeyAndWindow<K, V>(
    this: DStream<readonly [K, V]>,
    reduceFunc: (a: V, b: V) => V,
    windowDuration: Duration,
    slideDuration?: Duration,
    partitioner?: Partitioner | number,
  ): DStream<[K, V]>;
  /**
   * The values of each key in the window, reduced by `reduceFunc` and made of the window before: `invReduceFunc(reduceFunc(a, b), b)` has to be `a`. A key
   * stays with whatever value it is left with, for ever, unless `filterFunc` says false of its pair; a key whose values are still in the window must not be
   * dropped. Needs a checkpoint directory.
   * @spark PairDStreamFunctions.reduceByKeyAndWindow
   * @example
   * ssc.checkpoint("checkpoints");
   * const counts = pairs.reduceByKeyAndWindow((a, b) => a + b, (a, b) => a - b, Seconds(30), Seconds(10));
   */
  reduceByKeyAndWindow<K, V>(
    this: DStream<readonly [K, V]>,
    reduceFunc: (a: V, b: V) => V,
    invReduceFunc: (a: V, b: V) => V,
    windowDuration: Duration,
    slideDuration?: Duration,
    partitioner?: Partitioner | number,
    filterFunc?: ((pair: [K, V]) => boolean) | null,
  ): DStream<[K, V]>;
  reduceByKeyAndWindow<K, V>(
    this: DStream<readonly [K, V]>,
    reduceFunc: Reduce<V>,
    ...args: readonly unknown[]
  ): DStream<[K, V]> {
    const [inverse, windowDuration, slideDuration = this.slideDuration, partitioner, filter] = withInverse<
      V,
      [Duration, Duration?, (Partitioner | number)?, Filter<K, V>?]
    >(args);
    checkDurations("reduceByKeyAndWindow", windowDuration, slideDuration);
    const by = this.partitionerOf(partitioner);
    const reduce = this.clean(reduceFunc);
    return this.operation(
      "reduceByKeyAndWindow",
      () => {
        if (inverse === undefined)
          return this.reduceByKey(reduce, by).window(windowDuration, slideDuration).reduceByKey(reduce, by);
        const functions = {
          reduce,
          inverse: this.clean(inverse),
          filter: filter === null ? undefined : this.clean(filter),
        };
        const windows = new ReducedWindowedDStream<K, V>(this, functions, windowDuration, slideDuration, by);
        if (slideDuration.greater(windowDuration)) this.warnOfGap(windowDuration, slideDuration);
        return this.derive(windows);
      },
      detailOf(windowDuration, slideDuration),
    );
  }

  /** Spark's arithmetic goes wrong here without a word; so does this engine's, which says so. */
  protected warnOfGap(windowDuration: Duration, slideDuration: Duration): void {
    this.context.trace.warn(
      `The window at ${siteText(callSite())} slides by ${slideDuration}, which is longer than the window (${windowDuration}), and has an inverse function: ` +
        "as on Spark, its results are wrong. A key that is new gets the values of the batches between two windows as well, and keeps them. Leave the " +
        "inverse function out: windows that do not overlap gain nothing by it.",
      "INVERSE_WINDOW_GAP",
    );
  }
}

type Reduce<V> = (a: V, b: V) => V;
type Filter<K, V> = ((pair: [K, V]) => boolean) | null;

/** The arguments after a reduce function: the inverse function if the first of them is one, and the others. */
function withInverse<V, Rest extends unknown[]>(args: readonly unknown[]): [Reduce<V> | undefined, ...Rest] {
  const given = typeof args[0] === "function";
  return [given ? args[0] : undefined, ...(given ? args.slice(1) : args)] as [Reduce<V> | undefined, ...Rest];
}

function checkDurations(operation: string, windowDuration: unknown, slideDuration: unknown): void {
  for (const [which, given] of [
    ["window", windowDuration],
    ["slide", slideDuration],
  ] as const) {
    if (given instanceof Duration && given.milliseconds > 0) continue;
    throw new IllegalArgumentError(`${operation} needs a ${which} duration longer than zero, not ${String(given)}`, {
      code: "WINDOW_DURATIONS",
      advice: "Give it as a duration, for instance Seconds(30).",
      site: callSite(),
    });
  }
}

/** What is shown of a window beside its operation. */
function detailOf(windowDuration: Duration, slideDuration: Duration): string {
  return `window ${inSeconds(windowDuration)}, slide ${inSeconds(slideDuration)}`;
}

function inSeconds({ milliseconds }: Duration): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

const difference = engineNamed("DStream.difference", (a: number, b: number): number => a - b);

/** `[1, record]`. */
const underOne = engineNamed("DStream.underOne", <T>(record: T): [number, T] => [1, record]);

const isCounted = engineNamed("DStream.isCounted", (pair: readonly [unknown, number]): boolean => pair[1] !== 0);

/** The buffers of a batch stay as they are: they are in other windows, too. */
const copyOfBuffer = engineNamed(
  "SeqBuffer.copy",
  <V>(buffer: SeqBuffer<V>): SeqBuffer<V> => concatTo(new SeqBuffer<V>(), buffer),
);
