import { SluiceError } from "../../conf/errors.ts";
import type { BlockContent } from "../../storage/packed-records.ts";
import type { RDDBase } from "../base.ts";
import { copyOf } from "../copy.ts";
import { type Dependency, oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import { hasKey } from "../made-of.ts";
import { KeySpace } from "../numbered/key-space.ts";
import { foreignTo, newestSpace, ValuesByNumber } from "../numbered/numbered-pairs.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** How values enter a window and leave it again, and which pairs stay. */
export interface WindowFunctions<K, V> {
  readonly reduce: (a: V, b: V) => V;
  readonly inverse: (a: V, b: V) => V;
  readonly filter: ((pair: [K, V]) => boolean) | undefined;
}

/** What a window is made of: the window before, what has left it since, and what has entered. Each has a key once at most. */
export interface WindowInputs {
  readonly before: Dependency;
  readonly leaving: readonly Dependency[];
  readonly entering: readonly Dependency[];
}

/**
 * The values of a window by key, made of those of the window before: less what has left it, and what has entered. It is declared over the
 * cogroup of all of these (and a filter over that), as on Spark, and reads what that reads; but groups are not made.
 */
export class WindowMergedRDD<K, V> implements RDDKind<[K, V]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly numPartitions: number;
  readonly partitioner;
  readonly functions: readonly unknown[];
  readonly inputs: WindowInputs;
  private readonly window: WindowFunctions<K, V>;

  constructor(over: RDDBase<unknown>, inputs: WindowInputs, window: WindowFunctions<K, V>) {
    this.dependencies = [oneToOne(over)];
    this.numPartitions = over.getNumPartitions();
    this.partitioner = over.partitioner;
    this.functions = [window.reduce, window.inverse, window.filter].filter((f) => f !== undefined);
    this.inputs = inputs;
    this.window = window;
  }

  isMadeOf([key]: [K, V], input: unknown): boolean {
    return hasKey(key, input);
  }

  get reads(): readonly Dependency[] {
    return [this.inputs.before, ...this.inputs.leaving, ...this.inputs.entering];
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, V]>): void {
    this.merged(partition, task).each(sink as Sink<[unknown, unknown]>);
  }

  content(partition: number, task: TaskContext, serialized: boolean): BlockContent {
    return this.merged(partition, task).content(serialized);
  }

  private merged(partition: number, task: TaskContext): ValuesByNumber {
    const blocksOf = (inputs: readonly Dependency[]) => inputs.flatMap((input) => blocks(input, partition, task));
    const before = blocksOf([this.inputs.before]);
    const leaving = blocksOf(this.inputs.leaving);
    const entering = blocksOf(this.inputs.entering);
    const all = [...before, ...leaving, ...entering];
    const space = newestSpace(all) ?? new KeySpace();
    const keys = foreignTo(space, all);
    const reduce = task.own(this.window.reduce) as (a: unknown, b: unknown) => unknown;
    const inverse = task.own(this.window.inverse) as (a: unknown, b: unknown) => unknown;
    const filter = this.window.filter === undefined ? undefined : task.own(this.window.filter);
    const reduced = (index: number, blocks: readonly BlockContent[]): ValuesByNumber => {
      const values = new ValuesByNumber(space, index, keys);
      // a function may change its first argument, which is what is kept elsewhere, perhaps
      for (const block of blocks) values.add(block, copyOf, reduce);
      return values;
    };
    const window = reduced(0, before);
    const left = reduced(1, leaving);
    const entered = reduced(2, entering);
    for (let i = 0; i < left.numbers.length; i++) {
      const number = left.numbers[i]!;
      const place = window.placeOf(number);
      if (place >= 0) window.values[place] = inverse(window.values[place], left.values[i]);
      else if (entered.placeOf(number) < 0) throw nothingOf(space.keys[number]);
    }
    for (let i = 0; i < entered.numbers.length; i++) {
      const number = entered.numbers[i]!;
      const place = window.placeOf(number);
      if (place >= 0) {
        window.values[place] = reduce(window.values[place], entered.values[i]);
      } else {
        window.places[number] = window.numbers.push(number) - 1;
        window.values.push(entered.values[i]);
      }
    }
    if (filter !== undefined) window.keep(filter as (pair: [unknown, unknown]) => boolean);
    space.used(window.numbers.length);
    return window;
  }
}

/** The pairs of a partition of an input, in the forms in which they are kept. */
function blocks(input: Dependency, partition: number, task: TaskContext): readonly BlockContent[] {
  return input.type === "shuffle" ? task.readShuffle(input.shuffleId, partition) : [input.rdd.content(partition, task)];
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
