import { IllegalArgumentError, SparkError } from "../../conf/errors.ts";
import type { Time } from "../../conf/time.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { DStreamKind } from "../kind.ts";

/** The RDDs of several streams as one. A parent without an RDD fails the batch's generation, as on Spark. */
export class UnionDStream<T> implements DStreamKind<T> {
  readonly name = "UnionDStream";
  readonly parents: readonly DStream<T>[];

  constructor(streams: readonly DStream<T>[]) {
    const first = streams[0];
    const wrong = (message: string) => new IllegalArgumentError(message, { code: "UNION" });
    if (first === undefined) throw wrong("Empty array of parents");
    if (streams.some((stream) => stream.context !== first.context))
      throw wrong("Array of parents have different StreamingContexts");
    if (streams.some((stream) => !stream.slideDuration.equals(first.slideDuration))) {
      throw wrong("Array of parents have different slide times");
    }
    this.parents = streams;
  }

  get slideDuration() {
    return this.parents[0]!.slideDuration;
  }

  compute(time: Time): RDD<T> | undefined {
    // all of them, before one that is missing fails the batch: what a queue gives is taken out of it
    const rdds = this.parents.map((stream) => stream.getOrCompute(time));
    const each = rdds.map((rdd) => {
      if (rdd === undefined) {
        throw new SparkError(`Could not generate RDD from a parent for unifying at time ${time}`, {
          code: "NO_RDD",
          advice: "One of the united streams has no RDD at this time, which is not the same as an empty one.",
        });
      }
      return rdd;
    });
    return this.parents[0]!.context.sparkContext.union(each);
  }
}
