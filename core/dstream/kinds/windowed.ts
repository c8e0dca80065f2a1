import { callSite } from "../../conf/call-site.ts";
import { SluiceError } from "../../conf/errors.ts";
import { StorageLevel } from "../../conf/storage-level.ts";
import type { Duration, Time } from "../../conf/time.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { DStreamKind } from "../kind.ts";
import { rddsBetween } from "../slice.ts";

/**
 * The RDDs of the last `windowDuration` as one, every `slideDuration`. What the parent has no RDD for is left out. Windows overlap, so the
 * parent's RDDs are kept, and never the windows themselves.
 */
export class WindowedDStream<T> implements DStreamKind<T> {
  readonly name = "WindowedDStream";
  readonly parents: readonly [DStream<T>];
  readonly windowDuration: Duration;
  readonly slideDuration: Duration;

  constructor(parent: DStream<T>, windowDuration: Duration, slideDuration: Duration) {
    const wrong = (which: string, given: Duration) =>
      new SluiceError(
        `The ${which} duration of windowed DStream (${given}) must be a multiple of the slide duration of parent DStream (${parent.slideDuration})`,
        { code: "WINDOW_DURATIONS", advice: NOT_MULTIPLE, site: callSite() },
      );
    if (!windowDuration.isMultipleOf(parent.slideDuration)) throw wrong("window", windowDuration);
    if (!slideDuration.isMultipleOf(parent.slideDuration)) throw wrong("slide", slideDuration);
    this.parents = [parent];
    this.windowDuration = windowDuration;
    this.slideDuration = slideDuration;
    parent.persist(StorageLevel.MEMORY_ONLY_SER);
  }

  get persistedInstead(): readonly DStream<unknown>[] {
    return this.parents;
  }

  compute(time: Time, stream: DStream<T>): RDD<T> {
    const [parent] = this.parents;
    const first = time.minus(this.windowDuration).plus(parent.slideDuration);
    return stream.context.sparkContext.union(rddsBetween(parent, first, time));
  }
}

/** What to do about durations that do not fit. */
export const NOT_MULTIPLE =
  "A window is made of whole RDDs of its parent: give a window and a slide that are multiples of the parent's slide, which is the batch interval " +
  "unless the parent is a window itself.";
