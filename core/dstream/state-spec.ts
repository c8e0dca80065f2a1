import { checkSerializable } from "../closure/index.ts";
import { callSite } from "../conf/call-site.ts";
import { IllegalArgumentError } from "../conf/errors.ts";
import { Duration, type Time } from "../conf/time.ts";
import type { MappingFunction } from "../rdd/kinds/map-with-state.ts";
import { HashPartitioner, Partitioner } from "../rdd/partitioner.ts";
import { type AnyRecord, RDD } from "../rdd/rdd.ts";
import type { State } from "../rdd/state/state.ts";
import { declaredParameters } from "./declared-parameters.ts";

/**
 * What `mapWithState` shall do: `StateSpec.function(f)`, and options set by the methods, each of which gives the same object back.
 * @spark org.apache.spark.streaming.StateSpec
 * @example
 * const spec = StateSpec.function((_word: string, n: number | undefined, state: State<number>) => {
 *   state.update((state.getOption() ?? 0) + (n ?? 0));
 *   return state.get();
 * }).numPartitions(4);
 */
export class StateSpec<K, V, S, E> {
  /** For the engine. */
  readonly mapping: MappingFunction<K, V, S, E>;
  #initialState: RDD<readonly [K, S]> | undefined;
  #partitioner: Partitioner | undefined;
  #timeout: Duration | undefined;

  private constructor(mapping: MappingFunction<K, V, S, E>) {
    this.mapping = mapping;
  }

  /**
   * `f` is called for each record of a batch, in the order in which they come: `value` is the record's, or undefined in the last call for a key that
   * times out (`state.isTimingOut()`). It changes the key's state by `state.update` and `state.remove`, and each result is a record of the stream.
   *
   * With three parameters it is `(key, value, state) => mapped`. With four it is `(time, key, value, state) => mapped`, where `time` is the batch's,
   * and a result of undefined is no record. As in Scala, the parameters that `f` declares decide; a function that leaves them open (`(...args) =>`,
   * or none at all) is refused.
   * @throws IllegalArgumentError when that is not clear; TaskNotSerializableError when `f` captures what cannot travel
   * @spark StateSpec.function
   * @example
   * const spec = StateSpec.function((_word: string, count: number | undefined, state: State<number>) => {
   *   state.update((state.getOption() ?? 0) + (count ?? 0));
   *   return state.get();
   * });
   */
  static function<K, V, S, E extends AnyRecord>(
    f: (key: K, value: V | undefined, state: State<S>) => E,
  ): StateSpec<K, V, S, E>;
  /**
   * `f` as in the form with three parameters, with the batch time first; where it gives undefined, the stream gets no record.
   * @spark StateSpec.function
   * @example
   * const spec = StateSpec.function((time: Time, word: string, n: number | undefined, state: State<number>) => {
   *   if (!state.exists()) state.update(n ?? 0);
   *   return `${word} was first seen before ${time.milliseconds}`;
   * });
   */
  static function<K, V, S, E extends AnyRecord>(
    f: (time: Time, key: K, value: V | undefined, state: State<S>) => E | undefined,
  ): StateSpec<K, V, S, E>;
  static function<K, V, S, E>(f: unknown): StateSpec<K, V, S, E> {
    if (typeof f !== "function") {
      throw new IllegalArgumentError(`StateSpec.function needs a function, not ${f === null ? "null" : typeof f}`, {
        code: "STATE_SPEC",
        site: callSite(),
      });
    }
    checkSerializable(f);
    const parameters = declaredParameters(f);
    if (parameters === undefined || parameters > 4) {
      throw new IllegalArgumentError(
        `StateSpec.function cannot tell whether this function takes the batch time: it declares ${parameters ?? "no fixed number of"} parameters`,
        {
          code: "STATE_SPEC",
          advice: "Declare its parameters: (key, value, state), or (time, key, value, state).",
          site: callSite(),
        },
      );
    }
    return new StateSpec<K, V, S, E>({ form: parameters === 4 ? "time" : "value", f } as never);
  }

  /**
   * The states with which the first batch begins; they count as updated then. Of several for one key the last one counts.
   * @spark StateSpec.initialState
   * @example spec.initialState(sc.parallelize([["hello", 1], ["world", 1]]));
   */
  initialState(rdd: RDD<readonly [K, S]> | RDD<[K, S]>): this {
    check(rdd instanceof RDD, "initialState needs an RDD of keys with their states");
    this.#initialState = rdd as RDD<readonly [K, S]>;
    return this;
  }

  /**
   * The states are in so many partitions, by a hash partitioner. Without it there are `spark.default.parallelism` of them.
   * @spark StateSpec.numPartitions
   * @example spec.numPartitions(4);
   */
  numPartitions(numPartitions: number): this {
    return this.partitioner(new HashPartitioner(numPartitions));
  }

  /**
   * The states are in the partitions that `partitioner` says.
   * @spark StateSpec.partitioner
   * @example spec.partitioner(new HashPartitioner(4));
   */
  partitioner(partitioner: Partitioner): this {
    check(partitioner instanceof Partitioner, "partitioner needs a Partitioner");
    this.#partitioner = partitioner;
    return this;
  }

  /**
   * A key that had no record for longer than `idleDuration` loses its state, after a last call of the function. It is only looked for such keys in
   * batches in which the states are checkpointed: every ten batches, or as the stream's `checkpoint(interval)` says. Any record for a key counts,
   * also one that does not update the state.
   * @spark StateSpec.timeout
   * @example spec.timeout(Minutes(10));
   */
  timeout(idleDuration: Duration): this {
    check(idleDuration instanceof Duration, "timeout needs a Duration, for instance Seconds(30)");
    this.#timeout = idleDuration;
    return this;
  }

  /** For the engine. */
  get options() {
    return { initialState: this.#initialState, partitioner: this.#partitioner, timeout: this.#timeout };
  }
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new IllegalArgumentError(`StateSpec.${message}`, { code: "STATE_SPEC", site: callSite() });
}
