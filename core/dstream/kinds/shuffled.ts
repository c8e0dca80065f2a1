import type { Time } from "../../conf/time.ts";
import type { Aggregator } from "../../rdd/dependency.ts";
import { ShuffledRDD } from "../../rdd/kinds/shuffled.ts";
import { shareKeySpaces } from "../../rdd/numbered/key-space.ts";
import type { Partitioner } from "../../rdd/partitioner.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { DStreamKind } from "../kind.ts";

/** The pairs of an interval, brought together by key. */
export class ShuffledDStream<K, V, C> implements DStreamKind<[K, C]> {
  readonly name = "ShuffledDStream";
  readonly parents: readonly [DStream<readonly [K, V]>];
  private readonly aggregator: Aggregator<V, C>;
  private readonly partitioner: Partitioner;
  private readonly mapSideCombine: boolean;

  constructor(
    parent: DStream<readonly [K, V]>,
    aggregator: Aggregator<V, C>,
    partitioner: Partitioner,
    mapSideCombine: boolean,
  ) {
    this.parents = [parent];
    this.aggregator = aggregator;
    this.partitioner = partitioner;
    this.mapSideCombine = mapSideCombine;
  }

  get slideDuration() {
    return this.parents[0].slideDuration;
  }

  compute(time: Time): RDD<[K, C]> | undefined {
    const { createCombiner, mergeValue, mergeCombiners } = this.aggregator;
    const rdd = this.parents[0]
      .getOrCompute(time)
      ?.combineByKey<K, V, C>(createCombiner, mergeValue, mergeCombiners, this.partitioner, this.mapSideCombine);
    // a window brings its batches together by the numbers of their keys
    if (rdd?.kind instanceof ShuffledRDD) shareKeySpaces(rdd.kind, this);
    return rdd;
  }
}
