import { require } from "../../conf/errors.ts";
import type { Time } from "../../conf/time.ts";
import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import { MapWithStateRDDRecord } from "../state/map-with-state-record.ts";
import { type State, StateImpl } from "../state/state.ts";
import type { StateMap } from "../state/state-map.ts";
import type { Sink, StateWatch, TaskContext } from "../task-context.ts";
import { checkState, type ShownStates } from "./state.ts";

/** A function of the user's for `mapWithState`, with or without the batch time. The latter gives a record each time, the former may give none. */
export type MappingFunction<K, V, S, E> =
  | { readonly form: "value"; readonly f: (key: K, value: V | undefined, state: State<S>) => E }
  | { readonly form: "time"; readonly f: (time: Time, key: K, value: V | undefined, state: State<S>) => E | undefined };

/**
 * The states of a batch, made of those before and of the batch's pairs: one record a partition, with the states and with what the user's function
 * gave. Keys without a record in the batch are not touched, except when the whole state is scanned, for a checkpoint: then those time out that
 * had no record since `timeoutThreshold`.
 */
export class MapWithStateRDD<K, V, S, E> implements RDDKind<MapWithStateRDDRecord<K, S, E>> {
  readonly name = "MapWithStateRDD";
  readonly dependencies;
  readonly numPartitions: number;
  readonly partitioner;
  readonly functions: readonly unknown[];
  private readonly previous: RDDBase<MapWithStateRDDRecord<K, S, E>>;
  private readonly data: RDDBase<readonly [K, V]>;
  private readonly mapping: MappingFunction<K, V, S, E>;
  private readonly time: Time;
  private readonly timeoutThreshold: number | undefined;
  private readonly shown: ShownStates | undefined;
  private doFullScan = false;

  /** `timeoutThreshold` in milliseconds; undefined when states do not time out. Without `shown` the trace tells nothing of the states. */
  constructor(
    previous: RDDBase<MapWithStateRDDRecord<K, S, E>>,
    data: RDDBase<readonly [K, V]>,
    mapping: MappingFunction<K, V, S, E>,
    time: Time,
    timeoutThreshold: number | undefined,
    shown?: ShownStates,
  ) {
    const { partitioner } = previous;
    require(partitioner !== undefined && data.partitioner?.equals(partitioner) === true, () =>
      "the states and the pairs have to be partitioned alike", { code: "PARTITIONER" });
    this.previous = previous;
    this.data = data;
    this.mapping = mapping;
    this.time = time;
    this.timeoutThreshold = timeoutThreshold;
    this.shown = shown;
    this.dependencies = [oneToOne(previous as RDDBase<never>), oneToOne(data as RDDBase<never>)];
    this.numPartitions = previous.getNumPartitions();
    this.partitioner = partitioner;
    this.functions = [mapping.f];
  }

  get states(): { readonly dstream: number; readonly time: number } | undefined {
    return this.shown && { dstream: this.shown.dstream, time: this.time.milliseconds };
  }

  /** Each call of the user's function gives a record. */
  get givesAlways(): boolean {
    return this.mapping.form === "value";
  }

  /** The whole state is going to be read anyway. */
  beforeCheckpoint(): void {
    this.doFullScan = true;
  }

  each(partition: number, task: TaskContext, sink: Sink<MapWithStateRDDRecord<K, S, E>>): void {
    const [before] = this.previous.toArray(partition, task);
    const f: (...args: never[]) => unknown = task.own(this.mapping.f as never);
    const keyAt = this.mapping.form === "time" ? 1 : 0;
    const mapping = { ...this.mapping, f: (task.recording?.calling(f, (...args) => args[keyAt]) ?? f) as never };
    const states = before!.stateMap.copy();
    const batch = new MappedBatch<K, V, S, E>(states, mapping, this.time, this.timeoutThreshold !== undefined);
    const pairs = this.data.toArray(partition, task);
    const numbers = states.numbersOf(pairs);
    for (let i = 0; i < pairs.length; i++) batch.record(pairs[i]![0], pairs[i]![1], numbers[i]!);
    if (this.doFullScan && this.timeoutThreshold !== undefined) batch.timeOut(this.timeoutThreshold);
    const { shown, time } = this;
    if (shown !== undefined && task.watching) {
      const watch = task.watchStates(shown.dstream, time.milliseconds, partition);
      showChanges(before!.stateMap, states, batch, { time: time.milliseconds, all: shown.all }, watch!);
    }
    sink(new MapWithStateRDDRecord(states, batch.mapped));
  }
}

/** Tells what a batch did to the states: a key that had a record has the batch's time. */
function showChanges(
  before: StateMap<unknown, unknown>,
  states: StateMap<unknown, unknown>,
  { calls, timedOut }: { readonly calls: number; readonly timedOut: readonly unknown[] },
  { time, all }: { readonly time: number; readonly all: boolean },
  watch: StateWatch,
): void {
  /** Of a key that `before` has just found; the first states of all have the time of the first batch. */
  const isUpdated = (state: unknown, touched: number): boolean =>
    touched === time && !(all && before.foundState === state);
  let size = 0;
  states.each((key, state, touched) => {
    size++;
    if (!before.look(key)) watch.changed("added", key, state);
    else if (isUpdated(state, touched)) watch.changed("updated", key, state);
  });
  const idle = new Set(timedOut);
  before.each((key, state) => {
    if (states.has(key)) return;
    if (idle.has(key)) watch.changed("timed-out", key, state);
    else watch.changed("removed", key);
  });
  if (all) {
    states.each((key, state, touched) => {
      if (before.look(key) && !isUpdated(state, touched)) watch.changed("kept", key, state);
    });
  }
  watch.done(size, calls);
}

/** Calls the user's function for the records of a partition in a batch. */
class MappedBatch<K, V, S, E> {
  readonly mapped: E[] = [];
  readonly timedOut: K[] = [];
  calls = 0;
  readonly #states: StateMap<K, S>;
  readonly #mapping: MappingFunction<K, V, S, E>;
  readonly #time: Time;
  readonly #withTimeout: boolean;
  readonly #state = new StateImpl<S>();

  constructor(states: StateMap<K, S>, mapping: MappingFunction<K, V, S, E>, time: Time, withTimeout: boolean) {
    this.#states = states;
    this.#mapping = mapping;
    this.#time = time;
    this.#withTimeout = withTimeout;
  }

  /** `number` is the key's; one that has none may have got one meanwhile. */
  record(key: K, value: V, number: number): void {
    const states = this.#states;
    const state = this.#state;
    const found = number < 0 ? states.look(key) : states.lookAt(number);
    state.wrap(found, states.foundState);
    this.#map(key, value);
    if (state.isRemoved) {
      if (found) states.remove(key);
    } else if (state.isUpdated || (found && this.#withTimeout)) {
      const made = state.value as S;
      if (typeof made === "object" && made !== null) checkState(made, key);
      states.putFound(key, made, this.#time.milliseconds);
    }
  }

  /** The last call for the keys whose last record came before `threshold`. */
  timeOut(threshold: number): void {
    this.#states.eachOlderThan(threshold, (key, idle) => {
      this.timedOut.push(key);
      this.#state.wrapTimingOut(idle);
      this.#map(key, undefined);
      this.#states.remove(key);
    });
  }

  #map(key: K, value: V | undefined): void {
    const mapping = this.#mapping;
    this.calls++;
    if (mapping.form === "value") {
      this.mapped.push(mapping.f(key, value, this.#state));
    } else {
      const mapped = mapping.f(this.#time, key, value, this.#state);
      if (mapped !== undefined) this.mapped.push(mapped);
    }
    this.#state.close();
  }
}
