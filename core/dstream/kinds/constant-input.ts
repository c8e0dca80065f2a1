import { require } from "../../conf/errors.ts";
import type { Duration } from "../../conf/time.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { InputKind } from "../kind.ts";

/** The same RDD in every batch. What `ConstantInputDStream` is made of. */
export class ConstantInput<T> implements InputKind<T> {
  readonly name = "ConstantInputDStream";
  readonly parents = [];
  readonly slideDuration: Duration;
  private readonly rdd: RDD<T>;

  constructor(batchDuration: Duration, rdd: RDD<T>) {
    require(rdd !== null && rdd !== undefined, () =>
      "parameter rdd null is illegal, which will lead to NPE in the following transformation", {
      code: "CONSTANT_INPUT",
      advice: "Give the RDD that every batch shall have; an empty one is sc.emptyRDD().",
    });
    this.slideDuration = batchDuration;
    this.rdd = rdd;
  }

  start(): void {}

  stop(): void {}

  compute(): RDD<T> {
    return this.rdd;
  }
}
