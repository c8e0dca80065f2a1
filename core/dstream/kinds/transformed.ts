import { require, SparkError } from "../../conf/errors.ts";
import type { Time } from "../../conf/time.ts";
import { createdWithin } from "../../rdd/creation.ts";
import { userFunctions } from "../../rdd/engine-function.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { DStreamKind } from "../kind.ts";

/** Any function of the parents' RDDs, called in the driver for every batch. */
export class TransformedDStream<U> implements DStreamKind<U> {
  readonly name = "TransformedDStream";
  readonly parents: readonly DStream<unknown>[];
  private readonly f: (rdds: readonly RDD<unknown>[], time: Time) => RDD<U>;

  constructor(streams: readonly DStream<unknown>[], f: (rdds: readonly RDD<unknown>[], time: Time) => RDD<U>) {
    require(streams.length > 0, () => "List of DStreams to transform is empty", { code: "TRANSFORM" });
    const first = streams[0]!;
    require(streams.every((stream) => stream.context === first.context), () =>
      "Some of the DStreams have different contexts", { code: "TRANSFORM" });
    require(streams.every((stream) => stream.slideDuration.equals(first.slideDuration)), () =>
      "Some of the DStreams have different slide durations", {
      code: "SLIDE_DURATIONS",
      advice: "Only streams that slide together can be combined; give both the same slide interval.",
    });
    this.parents = streams;
    this.f = f;
  }

  get slideDuration() {
    return this.parents[0]!.slideDuration;
  }

  compute(time: Time): RDD<U> {
    const rdds = this.parents.map((stream) => {
      const rdd = stream.getOrCompute(time);
      if (rdd === undefined) {
        throw new SparkError(`Couldn't generate RDD from parent at time ${time}`, {
          code: "NO_RDD",
          advice: "The parent has no RDD at this time, which is not the same as an empty one.",
        });
      }
      return rdd as RDD<unknown>;
    });
    const ownFunctions = userFunctions(this.f).length > 0;
    const made = ownFunctions ? createdWithin(() => this.f(rdds, time)) : this.f(rdds, time);
    if (made === null || made === undefined) {
      throw new SparkError(
        "Transform function must not return null. Return SparkContext.emptyRDD() instead to represent no element as the result of transformation.",
        { code: "TRANSFORM_NULL" },
      );
    }
    if (typeof (made as { then?: unknown }).then === "function") {
      throw new SparkError("Transform function must return an RDD, not a promise of one.", {
        code: "TRANSFORM_ASYNC",
        advice: "transform's function is synchronous; do what has to be awaited in foreachRDD.",
      });
    }
    return made;
  }
}
