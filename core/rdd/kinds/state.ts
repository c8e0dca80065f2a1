import { SparkError } from "../../conf/errors.ts";
import type { Time } from "../../conf/time.ts";
import { type Column, Fields, valuesOf } from "../../storage/column.ts";
import type { BlockContent } from "../../storage/packed-records.ts";
import type { RDDBase } from "../base.ts";
import { pairsByKey } from "../by-key.ts";
import { type Dependency, oneToOne } from "../dependency.ts";
import { type Groups, gather } from "../groups.ts";
import type { RDDKind } from "../kind.ts";
import { CompactBuffer } from "../list.ts";
import { hasKey } from "../made-of.ts";
import { StatePairs } from "../state/state-pairs.ts";
import type { Sink, StateWatch, TaskContext } from "../task-context.ts";
import { bufferOf } from "./cogrouped.ts";

/** A function of the user's that is called for each key, with or without the batch time and the key. */
export type UpdateFunction =
  | { readonly form: "values"; readonly f: (values: CompactBuffer<unknown>, state: unknown) => unknown }
  | {
      readonly form: "time";
      readonly f: (time: Time, key: unknown, values: CompactBuffer<unknown>, state: unknown) => unknown;
    };

/** What the states of a batch are made of. */
export interface StateInputs {
  /** The pairs of the batch; undefined where there is no RDD of them. */
  readonly values: Dependency | undefined;
  /** The states before; undefined when there are none yet. */
  readonly previous: Dependency | undefined;
}

/** Whose states the trace tells of; with `all`, also of those that stay as they are, since it has not told of them before. */
export interface ShownStates {
  readonly dstream: number;
  readonly all: boolean;
}

/** By the keys' numbers; undefined where there is none. */
type States = Exclude<Column, Fields>;

/**
 * The states of a batch: for each key that has one, or values, what the user's function makes of them. It is declared over a cogroup of values and
 * states (a grouping, without states), as on Spark, and reads what that reads; but groups are only made for keys that have values.
 */
export class StateRDD<K, S> implements RDDKind<[K, S]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly numPartitions: number;
  readonly partitioner;
  readonly functions: readonly unknown[];
  private readonly inputs: StateInputs;
  private readonly update: UpdateFunction;
  private readonly time: Time;
  private readonly shown: ShownStates;

  constructor(
    over: RDDBase<unknown>,
    inputs: StateInputs,
    update: UpdateFunction,
    time: Time,
    preservesPartitioning: boolean,
    shown: ShownStates,
  ) {
    this.dependencies = [oneToOne(over)];
    this.numPartitions = over.getNumPartitions();
    this.partitioner = preservesPartitioning ? over.partitioner : undefined;
    this.inputs = inputs;
    this.update = update;
    this.functions = [update.f];
    this.time = time;
    this.shown = shown;
  }

  isMadeOf([key]: [K, S], input: unknown): boolean {
    return hasKey(key, input);
  }

  get states(): { readonly dstream: number; readonly time: number } {
    return { dstream: this.shown.dstream, time: this.time.milliseconds };
  }

  get reads(): readonly Dependency[] {
    return [this.inputs.values, this.inputs.previous].filter((input) => input !== undefined);
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, S]>): void {
    this.updated(partition, task, false).each(sink as Sink<unknown>);
  }

  /** Packed as states, which is how the next batch wants them; but objects could be changed, so at a serialised level they are written out. */
  content(partition: number, task: TaskContext, serialized: boolean): BlockContent {
    const pairs = this.updated(partition, task, serialized);
    return serialized && !pairs.unchangeable ? pairs.toArray() : pairs;
  }

  private updated(partition: number, task: TaskContext, serialized: boolean): StatePairs {
    const previous = this.previous(partition, task);
    const { values } = this.inputs;
    const groups =
      values === undefined ? NO_GROUPS : gather(pairsByKey(values, partition, task), previous.ids, "values");
    const update = { ...this.update, f: task.own(this.update.f as never) };
    const { dstream, all } = this.shown;
    const watch = task.watchStates(dstream, this.time.milliseconds, partition);
    const show =
      watch === undefined
        ? undefined
        : (states: States, old: States) => showUpdates(previous, old, groups, states, watch, all);
    return updateStates(previous, groups, update, this.time, serialized, show);
  }

  private previous(partition: number, task: TaskContext): StatePairs {
    const { previous } = this.inputs;
    if (previous === undefined) return StatePairs.firstOf([]);
    if (previous.type === "shuffle") return StatePairs.firstOf(pairsByKey(previous, partition, task));
    return StatePairs.in(previous.rdd.content(partition, task));
  }
}

const NO_GROUPS: Groups = { items: [], starts: new Int32Array(1) };

/** Keys keep their order; new ones come last. */
function updateStates(
  previous: StatePairs,
  groups: Groups,
  update: UpdateFunction,
  time: Time,
  serialized: boolean,
  show: ((states: States, old: States) => void) | undefined,
): StatePairs {
  const { ids } = previous;
  // each state is made when its key comes up, unless somebody wants to compare
  const shaped = previous.states instanceof Fields && show === undefined ? previous.states : undefined;
  const old = !(previous.states instanceof Fields)
    ? previous.states
    : shaped === undefined
      ? valuesOf(previous.states)
      : [];
  const { keys } = ids;
  const { starts } = groups;
  const numbers = keys.length;
  const states = new Array<unknown>(numbers);
  let none = new CompactBuffer<unknown>();
  let size = 0;
  for (let id = 0; id < numbers; id++) {
    const had = previous.has(id);
    const hasValues = id + 1 < starts.length && starts[id] !== starts[id + 1];
    if (!had && !hasValues) continue;
    const values = hasValues ? bufferOf(groups, id, CompactBuffer<unknown>) : none;
    const state = !had ? undefined : shaped === undefined ? old[id] : shaped.at(id);
    const made = update.form === "values" ? update.f(values, state) : update.f(time, keys[id], values, state);
    // it is the function's to keep, or to change
    if (!hasValues && (none.length !== 0 || made === none)) none = new CompactBuffer();
    if (made === undefined) continue;
    if (typeof made === "object" && made !== null) checkState(made, keys[id]);
    states[id] = made;
    size++;
  }
  show?.(states, old);
  return StatePairs.of(ids, states, size, serialized);
}

/** Tells what became of each key's state. */
function showUpdates(
  previous: StatePairs,
  old: States,
  groups: Groups,
  states: States,
  watch: StateWatch,
  all: boolean,
): void {
  const { keys } = previous.ids;
  const { starts } = groups;
  let size = 0;
  let calls = 0;
  for (let id = 0; id < states.length; id++) {
    const had = previous.has(id);
    const hasValues = id + 1 < starts.length && starts[id] !== starts[id + 1];
    if (!had && !hasValues) continue;
    calls++;
    const state = states[id];
    if (state !== undefined) size++;
    if (state === undefined) had && watch.changed("removed", keys[id]);
    else if (!had) watch.changed("added", keys[id], state);
    else if (hasValues || state !== old[id]) watch.changed("updated", keys[id], state);
    else if (all) watch.changed("kept", keys[id], state);
  }
  watch.done(size, calls);
}

/** A promise is no state: nobody would wait for it. */
export function checkState(state: object, key: unknown): void {
  if (typeof (state as { then?: unknown }).then !== "function") return;
  throw new SparkError(`The state of the key ${String(key)} is a promise, which cannot be kept`, {
    code: "STATE_ASYNC",
    advice:
      "The functions of updateStateByKey and mapWithState are synchronous: they give the state itself. What has to be awaited belongs into foreachRDD.",
  });
}
