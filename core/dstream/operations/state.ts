import { callSite } from "../../conf/call-site.ts";
import { IllegalArgumentError } from "../../conf/errors.ts";
import type { Time } from "../../conf/time.ts";
import type { CompactBuffer } from "../../rdd/list.ts";
import { HashPartitioner, Partitioner } from "../../rdd/partitioner.ts";
import { RDD } from "../../rdd/rdd.ts";
import { declaredParameters } from "../declared-parameters.ts";
import type { DStream } from "../dstream.ts";
import { InternalMapWithStateDStream, MapWithStateDStreamImpl } from "../kinds/map-with-state.ts";
import { StateDStream, type StateUpdate } from "../kinds/state.ts";
import type { MapWithStateDStream } from "../map-with-state-dstream.ts";
import { StateSpec } from "../state-spec.ts";
import { Windows } from "./windows.ts";

/**
 * Operations that keep something for each key from batch to batch. They need a checkpoint directory (`ssc.checkpoint`), where the states are written
 * every ten seconds (`mapWithState`: every ten batches) or as the stream's `checkpoint(interval)` says.
 */
export class StateOperations<T> extends Windows<T> {
  /**
   * The state of every key: `updateFunc` is called in every batch for each key that has new values or a state, with its values (none, perhaps) and
   * its state (undefined, if it has none), and gives the new state; with undefined, the key has none any more. Of an initial RDD with several states
   * for a key the first one counts.
   * @spark PairDStreamFunctions.updateStateByKey
   * @example
   * ssc.checkpoint("checkpoints");
   * const totals = pairs.updateStateByKey((counts, total: number | undefined) =>
   *   counts.reduce((a, b) => a + b, total ?? 0),
   * );
   */
  updateStateByKey<K, V, S>(
    this: DStream<readonly [K, V]>,
    updateFunc: (values: CompactBuffer<V>, state: S | undefined) => S | undefined,
    partitioner?: Partitioner | number,
    initialRDD?: RDD<readonly [K, S]> | RDD<[K, S]>,
  ): DStream<[K, S]>;
  /**
   * For all keys of a partition at once: `updateFunc` gets an iterator over keys with their values and states, and gives the keys with their new
   * states. `rememberPartitioner` has to be false if it may give keys that belong into other partitions; then all states are shuffled in every batch.
   * @spark PairDStreamFunctions.updateStateByKey
   * @example
   * const totals = pairs.updateStateByKey<string, number, number>(
   *   (records) => records.map(([key, counts, total]) => [key, counts.length + (total ?? 0)]),
   *   new HashPartitioner(4),
   *   true,
   * );
   */
  updateStateByKey<K, V, S>(
    this: DStream<readonly [K, V]>,
    updateFunc: (
      records: IteratorObject<[key: K, values: CompactBuffer<V>, state: S | undefined]>,
    ) => Iterable<readonly [K, S]>,
    partitioner: Partitioner | number,
    rememberPartitioner: boolean,
    initialRDD?: RDD<readonly [K, S]> | RDD<[K, S]>,
  ): DStream<[K, S]>;
  /**
   * As the first, with the batch time and the key. Told from the form with an iterator by the parameters that the function declares, as in Scala: that
   * has one, this has more. A function that leaves them open (`(...args) =>`) is refused.
   * @spark PairDStreamFunctions.updateStateByKey
   * @example
   * const latest = pairs.updateStateByKey<string, number, number>(
   *   (time: Time, _key: string, counts: CompactBuffer<number>, seen: number | undefined) =>
   *     (counts.length > 0 ? time.milliseconds : seen),
   *   new HashPartitioner(4),
   *   true,
   * );
   */
  updateStateByKey<K, V, S>(
    this: DStream<readonly [K, V]>,
    updateFunc: (time: Time, key: K, values: CompactBuffer<V>, state: S | undefined) => S | undefined,
    partitioner: Partitioner | number,
    rememberPartitioner: boolean,
    initialRDD?: RDD<readonly [K, S]> | RDD<[K, S]>,
  ): DStream<[K, S]>;
  updateStateByKey<K, V, S>(
    this: DStream<readonly [K, V]>,
    updateFunc: (...args: never[]) => unknown,
    ...args: readonly unknown[]
  ): DStream<[K, S]> {
    const [partitioner, remember, initialRDD] = stateArguments(args);
    const update = updateOf(updateFunc, remember);
    this.clean(updateFunc);
    const by = this.partitionerOf(partitioner);
    return this.operation("updateStateByKey", () =>
      this.derive(new StateDStream<K, V, S>(this, update, by, remember ?? true, initialRDD as never)),
    );
  }

  /**
   * A record for each record, made with the state of its key, which the function of `spec` may change. Keys without records in a batch are not
   * touched. `stateSnapshots()` of the result has the states of all keys.
   * @spark PairDStreamFunctions.mapWithState
   * @example
   * ssc.checkpoint("checkpoints");
   * const totals = pairs.mapWithState(
   *   StateSpec.function((word: string, count: number | undefined, state: State<number>): [string, number] => {
   *     const total = (state.getOption() ?? 0) + (count ?? 0);
   *     if (!state.isTimingOut()) state.update(total);
   *     return [word, total];
   *   }).timeout(Minutes(10)),
   * );
   */
  mapWithState<K, V, S, E>(
    this: DStream<readonly [K, V]>,
    spec: StateSpec<K, V, S, E>,
  ): MapWithStateDStream<K, V, S, E> {
    if (!(spec instanceof StateSpec)) throw wrongArguments("mapWithState needs a StateSpec: StateSpec.function(f)");
    const { partitioner, initialState, timeout } = spec.options;
    const { conf } = this.context.sparkContext;
    const options = {
      mapping: spec.mapping,
      partitioner: this.partitionerOf(partitioner),
      initialState,
      timeout,
      deltaChainThreshold: conf.getInt("spark.streaming.sessionByKey.deltaChainThreshold", 20),
    };
    return this.operation("mapWithState", () => {
      const internal = this.derive(new InternalMapWithStateDStream<K, V, S, E>(this, options));
      return this.context.newMapWithStateDStream(new MapWithStateDStreamImpl<K, V, S, E>(internal));
    }) as MapWithStateDStream<K, V, S, E>;
  }
}

/** What follows the function: a partitioner, then perhaps whether it is remembered, then perhaps an RDD. */
function stateArguments(
  args: readonly unknown[],
): [
  partitioner: Partitioner | number | undefined,
  remember: boolean | undefined,
  initialRDD: RDD<unknown> | undefined,
] {
  const [partitioner, ...rest] = args;
  if (partitioner !== undefined && typeof partitioner !== "number" && !(partitioner instanceof Partitioner))
    throw wrongArguments("updateStateByKey needs a partitioner, or a number of partitions, after the function");
  const by = typeof partitioner === "number" ? new HashPartitioner(partitioner) : (partitioner as Partitioner);
  const remember = typeof rest[0] === "boolean" ? rest[0] : undefined;
  const [initialRDD, ...more] = remember === undefined ? rest : rest.slice(1);
  if ((initialRDD !== undefined && !(initialRDD instanceof RDD)) || more.some((each) => each !== undefined))
    throw wrongArguments(
      "updateStateByKey takes a function, a partitioner, perhaps whether to remember it, and perhaps an RDD of states",
    );
  return [by, remember, initialRDD];
}

function updateOf(f: unknown, remember: boolean | undefined): StateUpdate {
  if (typeof f !== "function")
    throw wrongArguments(`updateStateByKey needs a function, not ${f === null ? "null" : typeof f}`);
  if (remember === undefined) return { form: "values", f: f as never };
  const parameters = declaredParameters(f);
  if (parameters === undefined) {
    throw wrongArguments(
      "updateStateByKey cannot tell what this function wants: it does not say how many parameters it has. Declare them: (records) for " +
        "all keys of a partition, or (time, key, values, state) for one key.",
    );
  }
  return { form: parameters === 1 ? "iterator" : "time", f: f as never };
}

function wrongArguments(message: string): IllegalArgumentError {
  return new IllegalArgumentError(message, { code: "STATE_ARGUMENTS", site: callSite() });
}
