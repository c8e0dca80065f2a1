import { callSite } from "../../conf/call-site.ts";
import { require } from "../../conf/errors.ts";
import { StorageLevel } from "../../conf/storage-level.ts";
import type { Duration, Time } from "../../conf/time.ts";
import { CoGroupedRDD } from "../../rdd/kinds/cogrouped.ts";
import { type WindowFunctions, WindowMergedRDD } from "../../rdd/kinds/window-merged.ts";
import type { Partitioner } from "../../rdd/partitioner.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { DStreamKind } from "../kind.ts";
import { rddsBetween } from "../slice.ts";
import { NOT_MULTIPLE } from "./windowed.ts";

/**
 * The values of each key in the last `windowDuration`, reduced: those of the window before, less what has left, and what has entered. So each
 * RDD is made of its predecessor, and the work does not depend on the window's length. A key stays, whatever its value, unless the filter drops it.
 */
export class ReducedWindowedDStream<K, V> implements DStreamKind<[K, V]> {
  readonly name = "ReducedWindowedDStream";
  /** The parent's pairs, reduced by key within each of its intervals. */
  readonly parents: readonly [DStream<[K, V]>];
  readonly windowDuration: Duration;
  readonly slideDuration: Duration;
  readonly mustCheckpoint = true;
  private readonly functions: WindowFunctions<K, V>;
  private readonly partitioner: Partitioner;

  constructor(
    parent: DStream<readonly [K, V]>,
    functions: WindowFunctions<K, V>,
    windowDuration: Duration,
    slideDuration: Duration,
    partitioner: Partitioner,
  ) {
    const must = (which: string, given: Duration) =>
      require(given.isMultipleOf(parent.slideDuration), () =>
        `The ${which} duration of ReducedWindowedDStream (${given}) must be multiple of the slide duration of parent DStream (${parent.slideDuration})`, {
        code: "WINDOW_DURATIONS",
        advice: NOT_MULTIPLE,
        site: callSite(),
      });
    must("window", windowDuration);
    must("slide", slideDuration);
    const reduced = parent.reduceByKey(functions.reduce, partitioner);
    reduced.persist(StorageLevel.MEMORY_ONLY_SER);
    this.parents = [reduced];
    this.functions = functions;
    this.windowDuration = windowDuration;
    this.slideDuration = slideDuration;
    this.partitioner = partitioner;
  }

  get storageLevel(): StorageLevel {
    return StorageLevel.MEMORY_ONLY_SER;
  }

  get persistedToo(): readonly DStream<unknown>[] {
    return this.parents;
  }

  compute(time: Time, stream: DStream<[K, V]>): RDD<[K, V]> {
    const [reduced] = this.parents;
    const step = reduced.slideDuration;
    const begin = time.minus(this.windowDuration).plus(step);
    const previousEnd = time.minus(this.slideDuration);
    const leaving = rddsBetween(reduced, begin.minus(this.slideDuration), begin.minus(step));
    const entering = rddsBetween(reduced, previousEnd.plus(step), time);
    // what enters is seen, and seen again when it leaves
    for (const rdd of entering) rdd.watched = true;
    const { sparkContext } = stream.context;
    const previous = stream.getOrCompute(previousEnd) ?? sparkContext.parallelize<[K, V]>([]);
    const groups = new CoGroupedRDD<K>([previous, ...leaving, ...entering], this.partitioner);
    const [before, ...others] = groups.dependencies;
    const inputs = {
      before: before!,
      leaving: others.slice(0, leaving.length),
      entering: others.slice(leaving.length),
    };
    const all = { ...this.functions, filter: undefined };
    const merged = sparkContext.newRDD(new WindowMergedRDD<K, V>(sparkContext.newRDD(groups), inputs, all));
    if (this.functions.filter === undefined) return merged;
    return sparkContext.newRDD(new WindowMergedRDD<K, V>(merged, inputs, this.functions));
  }
}
