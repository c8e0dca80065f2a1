import { StorageLevel } from "../../conf/storage-level.ts";
import type { Time } from "../../conf/time.ts";
import { dependencyByKey } from "../../rdd/by-key.ts";
import { oneToOne } from "../../rdd/dependency.ts";
import { engineFunction } from "../../rdd/engine-function.ts";
import { CoGroupedRDD } from "../../rdd/kinds/cogrouped.ts";
import { CoGroupedValuesRDD } from "../../rdd/kinds/cogrouped-values.ts";
import { type ShownStates, type StateInputs, StateRDD, type UpdateFunction } from "../../rdd/kinds/state.ts";
import { CompactBuffer } from "../../rdd/list.ts";
import type { Partitioner } from "../../rdd/partitioner.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { DStreamKind } from "../kind.ts";

/** What makes new states of the old ones: for each key, or for all keys of a partition at once. */
export type StateUpdate =
  | UpdateFunction
  | {
      readonly form: "iterator";
      readonly f: (records: IteratorObject<[unknown, CompactBuffer<unknown>, unknown]>) => Iterable<unknown>;
    };

type Pairs = RDD<readonly [unknown, unknown]>;

/** The state of every key, batch after batch: each RDD is made of the one before and the pairs of the batch. */
export class StateDStream<K, V, S> implements DStreamKind<[K, S]> {
  readonly name = "StateDStream";
  readonly parents: readonly [DStream<readonly [K, V]>];
  readonly mustCheckpoint = true;
  private readonly update: StateUpdate;
  private readonly partitioner: Partitioner;
  private readonly rememberPartitioner: boolean;
  private readonly initialRDD: RDD<readonly [K, S]> | undefined;

  constructor(
    parent: DStream<readonly [K, V]>,
    update: StateUpdate,
    partitioner: Partitioner,
    rememberPartitioner: boolean,
    initialRDD: RDD<readonly [K, S]> | undefined,
  ) {
    this.parents = [parent];
    this.update = update;
    this.partitioner = partitioner;
    this.rememberPartitioner = rememberPartitioner;
    this.initialRDD = initialRDD;
  }

  get slideDuration() {
    return this.parents[0].slideDuration;
  }

  get states(): { readonly timeout: undefined } {
    return { timeout: undefined };
  }

  get storageLevel(): StorageLevel {
    return StorageLevel.MEMORY_ONLY_SER;
  }

  compute(time: Time, stream: DStream<[K, S]>): RDD<[K, S]> | undefined {
    const before = stream.getOrCompute(time.minus(this.slideDuration));
    const values = this.parents[0].getOrCompute(time) as Pairs | undefined;
    if (values === undefined)
      return before === undefined ? undefined : (this.again(before, time, stream.id) as RDD<[K, S]>);
    const previous = before ?? this.initialRDD;
    // of states that were there before the trace, it has not told
    const shown = { dstream: stream.id, all: before === undefined || before.isCheckpointed };
    return (
      previous === undefined ? this.first(values, time, shown) : this.next(values, previous as Pairs, time, shown)
    ) as RDD<[K, S]>;
  }

  /** States and values of the batch. */
  private next(values: Pairs, previous: Pairs, time: Time, shown: ShownStates): RDD<unknown> {
    const { sparkContext } = this.parents[0].context;
    const groups = new CoGroupedRDD<unknown>([values, previous], this.partitioner);
    const cogrouped = sparkContext.newRDD(new CoGroupedValuesRDD(sparkContext.newRDD(groups)));
    const [ofValues, ofPrevious] = groups.dependencies;
    return this.updated(cogrouped, { values: ofValues, previous: ofPrevious }, fromCoGroups, time, shown);
  }

  /** Values, and no state yet. */
  private first(values: Pairs, time: Time, shown: ShownStates): RDD<unknown> {
    const grouped = values.groupByKey(this.partitioner);
    const [dependency] = grouped.dependencies;
    // where the pairs are in place already, groups are made of them without a shuffle
    const ofValues = dependency!.type === "shuffle" ? dependency : dependencyByKey(values, this.partitioner);
    return this.updated(grouped, { values: ofValues, previous: undefined }, fromGroups, time, shown);
  }

  /** States, and no RDD of values. */
  private again(previous: RDD<[K, S]>, time: Time, dstream: number): RDD<unknown> {
    const inputs = { values: undefined, previous: oneToOne(previous as RDD<never>) };
    return this.updated(previous, inputs, fromStates, time, { dstream, all: previous.isCheckpointed });
  }

  private updated(
    over: RDD<unknown> | RDD<never> | RDD<[K, S]>,
    inputs: StateInputs,
    wrap: (functions: readonly unknown[], data: undefined) => unknown,
    time: Time,
    shown: ShownStates,
  ): RDD<unknown> {
    const { update, rememberPartitioner } = this;
    const rdd = over as RDD<unknown>;
    if (update.form === "iterator") return rdd.mapPartitions(wrap([update.f], undefined) as never, rememberPartitioner);
    return rdd.context.newRDD(new StateRDD<unknown, unknown>(rdd, inputs, update, time, rememberPartitioner, shown));
  }
}

type Update = (records: IteratorObject<unknown>) => Iterable<unknown>;

const fromCoGroups = engineFunction(
  "updateStateByKey.cogroup",
  ([f]: readonly unknown[], _: undefined) =>
    (records: IteratorObject<readonly [unknown, readonly [unknown, CompactBuffer<unknown>]]>) =>
      (f as Update)(records.map(([key, [values, states]]) => [key, values, states[0]])),
);

const fromGroups = engineFunction(
  "updateStateByKey.group",
  ([f]: readonly unknown[], _: undefined) =>
    (records: IteratorObject<readonly [unknown, unknown]>) =>
      (f as Update)(records.map(([key, values]) => [key, values, undefined])),
);

const fromStates = engineFunction(
  "updateStateByKey.states",
  ([f]: readonly unknown[], _: undefined) =>
    (records: IteratorObject<readonly [unknown, unknown]>) =>
      (f as Update)(records.map(([key, state]) => [key, new CompactBuffer(), state])),
);
