import { SluiceError } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import { pairsByKey } from "../by-key.ts";
import { type Dependency, oneToOne } from "../dependency.ts";
import { KeyIds } from "../key-ids.ts";
import type { RDDKind } from "../kind.ts";
import type { CompactBuffer } from "../list.ts";
import type { Sink, TaskContext } from "../task-context.ts";

type Reduce<V> = (a: V, b: V) => V;

/** Stands where a key has no value. */
const NONE: unique symbol = Symbol("none");

/**
 * The values of a window by key, made of those of the window before: less what has left it, and what has entered. It is declared over the
 * cogroup of all of these, as on Spark, and reads what that reads; but groups are not made.
 */
export class WindowMergedRDD<K, V> implements RDDKind<[K, V]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly numPartitions: number;
  readonly partitioner;
  readonly functions: readonly unknown[];
  /** The window before; then the RDDs that have left; then those that have entered. Each has a key once at most. */
  private readonly inputs: readonly Dependency[];
  private readonly leaving: number;
  private readonly reduce: Reduce<V>;
  private readonly inverse: Reduce<V>;

  /** `groups` is the cogroup of the RDDs, `inputs` are its dependencies; `leaving` of them, after the first, have left the window. */
  constructor(
    groups: RDDBase<[K, CompactBuffer<unknown>[]]>,
    inputs: readonly Dependency[],
    leaving: number,
    reduce: Reduce<V>,
    inverse: Reduce<V>,
  ) {
    this.dependencies = [oneToOne(groups as RDDBase<unknown>)];
    this.numPartitions = groups.getNumPartitions();
    this.partitioner = groups.partitioner;
    this.functions = [reduce, inverse];
    this.inputs = inputs;
    this.leaving = leaving;
    this.reduce = reduce;
    this.inverse = inverse;
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, V]>): void {
    const reduce = task.own(this.reduce);
    const inverse = task.own(this.inverse);
    const ids = new KeyIds();
    const valuesOf = (inputs: readonly Dependency[]) =>
      reduced(inputs, partition, task, ids, reduce as Reduce<unknown>);
    const before = valuesOf(this.inputs.slice(0, 1));
    const left = valuesOf(this.inputs.slice(1, 1 + this.leaving));
    const entered = valuesOf(this.inputs.slice(1 + this.leaving));
    const { keys } = ids;
    for (let id = 0; id < keys.length; id++) {
      const key = keys[id] as K;
      const value = id < before.length ? before[id]! : NONE;
      const added = id < entered.length ? entered[id]! : NONE;
      if (value === NONE) {
        if (added === NONE) throw nothingOf(key);
        sink([key, added as V]);
        continue;
      }
      const taken = id < left.length ? left[id]! : NONE;
      const less = taken === NONE ? (value as V) : inverse(value as V, taken as V);
      sink([key, added === NONE ? less : reduce(less, added as V)]);
    }
  }
}

/** The values of all inputs by the numbers of their keys, reduced in the order of the inputs. */
function reduced(
  inputs: readonly Dependency[],
  partition: number,
  task: TaskContext,
  ids: KeyIds,
  reduce: Reduce<unknown>,
): unknown[] {
  const values: unknown[] = new Array(ids.keys.length).fill(NONE);
  for (const input of inputs) {
    for (const pairs of pairsByKey(input, partition, task)) {
      for (let i = 0; i < pairs.length; i++) {
        const pair = pairs[i]!;
        const id = ids.of(pair[0]);
        if (id === values.length) values.push(pair[1]);
        else values[id] = values[id] === NONE ? pair[1] : reduce(values[id], pair[1]);
      }
    }
  }
  return values;
}

function nothingOf(key: unknown): SluiceError {
  return new SluiceError(
    "Neither previous window has value for key, nor new values found. Are you sure your key class hashes consistently?",
    {
      code: "WINDOW_KEY_LOST",
      advice:
        `The key ${String(key)} is about to leave the window, but the window before does not have it. A filter function must keep a key as long as ` +
        "any of its values is in the window: drop only what the inverse function has brought back to nothing, a count of 0 for instance.",
    },
  );
}
