import { StorageLevel } from "../../conf/storage-level.ts";
import type { Duration, Time } from "../../conf/time.ts";
import { engineFunction, engineNamed } from "../../rdd/engine-function.ts";
import { type MappingFunction, MapWithStateRDD } from "../../rdd/kinds/map-with-state.ts";
import type { Partitioner } from "../../rdd/partitioner.ts";
import type { RDD } from "../../rdd/rdd.ts";
import { MapWithStateRDDRecord } from "../../rdd/state/map-with-state-record.ts";
import { StateMap } from "../../rdd/state/state-map.ts";
import type { DStream } from "../dstream.ts";
import type { DStreamKind } from "../kind.ts";

/** All that a `StateSpec` says. */
export interface MapWithStateOptions<K, V, S, E> {
  readonly mapping: MappingFunction<K, V, S, E>;
  readonly partitioner: Partitioner;
  readonly initialState: RDD<readonly [K, S]> | undefined;
  readonly timeout: Duration | undefined;
  /** `spark.streaming.sessionByKey.deltaChainThreshold` */
  readonly deltaChainThreshold: number;
}

/** So many batches are between two checkpoints, unless the program says otherwise. */
const CHECKPOINT_EVERY = 10;

/** The states of all keys and what the user's function gave, batch after batch. */
export class InternalMapWithStateDStream<K, V, S, E> implements DStreamKind<MapWithStateRDDRecord<K, S, E>> {
  readonly name = "InternalMapWithStateDStream";
  readonly parents: readonly [DStream<readonly [K, V]>];
  readonly mustCheckpoint = true;
  private readonly options: MapWithStateOptions<K, V, S, E>;

  constructor(parent: DStream<readonly [K, V]>, options: MapWithStateOptions<K, V, S, E>) {
    this.parents = [parent];
    this.options = options;
  }

  get slideDuration() {
    return this.parents[0].slideDuration;
  }

  get states(): { readonly timeout: Duration | undefined } {
    return { timeout: this.options.timeout };
  }

  get storageLevel(): StorageLevel {
    return StorageLevel.MEMORY_ONLY;
  }

  get defaultCheckpointDuration(): Duration {
    return this.slideDuration.times(CHECKPOINT_EVERY);
  }

  compute(time: Time, stream: DStream<MapWithStateRDDRecord<K, S, E>>): RDD<MapWithStateRDDRecord<K, S, E>> {
    const { partitioner, mapping, timeout } = this.options;
    const { sparkContext } = stream.context;
    const before = stream.getOrCompute(time.minus(this.slideDuration));
    const previous = this.previous(before, time, stream);
    // of states that were there before the trace, it has not told
    const shown = { dstream: stream.id, all: before === undefined || before.isCheckpointed };
    // without an RDD there is nevertheless a new state: time goes on
    const data = this.parents[0].getOrCompute(time) ?? sparkContext.emptyRDD<readonly [K, V]>();
    const threshold = timeout === undefined ? undefined : time.minus(timeout).milliseconds;
    return sparkContext.newRDD(
      new MapWithStateRDD<K, V, S, E>(previous, data.partitionBy(partitioner), mapping, time, threshold, shown),
    );
  }

  private previous(
    rdd: RDD<MapWithStateRDDRecord<K, S, E>> | undefined,
    time: Time,
    { context: { sparkContext } }: DStream<MapWithStateRDDRecord<K, S, E>>,
  ): RDD<MapWithStateRDDRecord<K, S, E>> {
    const { partitioner, initialState } = this.options;
    if (rdd?.partitioner?.equals(partitioner) === true) return rdd;
    const states =
      rdd === undefined
        ? (initialState ?? sparkContext.emptyRDD<readonly [K, S]>()).partitionBy(partitioner)
        : rdd.flatMap(statesWithTimes).partitionBy(partitioner);
    const data = {
      time: rdd === undefined ? time.milliseconds : undefined,
      threshold: this.options.deltaChainThreshold,
    };
    const maps = states.mapPartitions(stateMapOf([], data) as never, true) as RDD<MapWithStateRDDRecord<K, S, E>>;
    const empty = sparkContext.emptyRDD<readonly [K, V]>().partitionBy(partitioner);
    const mapping = { form: "time", f: noOp } as unknown as MappingFunction<K, V, S, E>;
    return sparkContext.newRDD(new MapWithStateRDD<K, V, S, E>(maps, empty, mapping, time, undefined));
  }
}

/** What the user's function gave in each batch. */
export class MapWithStateDStreamImpl<K, V, S, E> implements DStreamKind<E> {
  readonly name = "MapWithStateDStreamImpl";
  readonly parents: readonly [DStream<MapWithStateRDDRecord<K, S, E>>];
  /** The type of the values, which is in no field. */
  declare readonly values: V;

  constructor(internal: DStream<MapWithStateRDDRecord<K, S, E>>) {
    this.parents = [internal];
  }

  get slideDuration() {
    return this.parents[0].slideDuration;
  }

  /** The states are checkpointed, not what was mapped. */
  get checkpointedInstead(): readonly DStream<unknown>[] {
    return this.parents as readonly DStream<unknown>[];
  }

  compute(time: Time): RDD<E> | undefined {
    return this.parents[0].getOrCompute(time)?.flatMap(mappedData as never) as RDD<E> | undefined;
  }
}

const noOp = engineNamed("mapWithState.noOp", () => undefined);

const mappedData = engineNamed(
  "mapWithState.mappedData",
  (record: MapWithStateRDDRecord<unknown, unknown, unknown>) => record.mappedData,
);

const statesWithTimes = engineNamed(
  "mapWithState.statesWithTimes",
  <K, S>(record: MapWithStateRDDRecord<K, S, unknown>): [K, [S, number]][] => {
    const all: [K, [S, number]][] = [];
    record.stateMap.each((key, state, time) => all.push([key, [state, time]]));
    return all;
  },
);

/** The keys of a record with their states. */
export const snapshotOf = engineNamed(
  "mapWithState.snapshot",
  (rdd: RDD<MapWithStateRDDRecord<unknown, unknown, unknown>>) => rdd.flatMap(states),
);

const states = engineNamed("mapWithState.states", (record: MapWithStateRDDRecord<unknown, unknown, unknown>) => {
  const all: [unknown, unknown][] = [];
  record.stateMap.each((key, state) => all.push([key, state]));
  return all;
});

/** A partition's pairs as its first states: of the same key the last. Without a time they bring their own. */
const stateMapOf = engineFunction(
  "mapWithState.stateMap",
  (_: readonly [], { time, threshold }: { readonly time: number | undefined; readonly threshold: number }) =>
    (records: IteratorObject<readonly [unknown, unknown]>) => {
      const map = new StateMap<unknown, unknown>(threshold);
      for (const [key, state] of records) {
        if (time !== undefined) map.put(key, state, time);
        else map.put(key, (state as [unknown, number])[0], (state as [unknown, number])[1]);
      }
      return [new MapWithStateRDDRecord(map, [])];
    },
);
