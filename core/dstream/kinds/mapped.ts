import type { Time } from "../../conf/time.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { DStreamKind } from "../kind.ts";

/**
 * An RDD of the parent's, made into another by one narrow operation; no RDD where the parent has none. `map`, `flatMap`, `filter`,
 * `mapPartitions`, `glom`, `mapValues` and `flatMapValues` are this, each under its own name of Spark's.
 */
export class MappedDStream<T, U> implements DStreamKind<U> {
  readonly name: string;
  readonly parents: readonly [DStream<T>];
  private readonly rddOf: (rdd: RDD<T>) => RDD<U>;

  constructor(name: string, parent: DStream<T>, rddOf: (rdd: RDD<T>) => RDD<U>) {
    this.name = name;
    this.parents = [parent];
    this.rddOf = rddOf;
  }

  get slideDuration() {
    return this.parents[0].slideDuration;
  }

  compute(time: Time): RDD<U> | undefined {
    const rdd = this.parents[0].getOrCompute(time);
    return rdd === undefined ? undefined : this.rddOf(rdd);
  }
}
