import { type BlockContent, isPacked } from "../../storage/packed-records.ts";
import type { RDDBase } from "../base.ts";
import { copyOf } from "../copy.ts";
import type { Aggregator, ShuffleDependency } from "../dependency.ts";
import { identity } from "../engine-functions.ts";
import { sameKey } from "../hash.ts";
import { KeyTable } from "../key-table.ts";
import type { RDDKind } from "../kind.ts";
import { lane } from "../lanes.ts";
import { hasKey } from "../made-of.ts";
import { type KeySpace, keySpaceOf } from "../numbered/key-space.ts";
import { foreignTo, ValuesByNumber } from "../numbered/numbered-pairs.ts";
import type { Partitioner } from "../partitioner.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Pairs, brought together by key: what a shuffle gives. */
export class ShuffledRDD<K, V, C> implements RDDKind<[K, C]> {
  readonly name = "ShuffledRDD";
  readonly dependencies: readonly [ShuffleDependency];
  readonly numPartitions: number;
  readonly partitioner: Partitioner;
  readonly functions: readonly unknown[];

  constructor(
    parent: RDDBase<readonly [K, V]>,
    partitioner: Partitioner,
    aggregator?: Aggregator<V, C>,
    mapSideCombine = aggregator !== undefined,
  ) {
    this.partitioner = partitioner;
    this.numPartitions = partitioner.numPartitions;
    this.dependencies = [
      {
        type: "shuffle",
        rdd: parent as RDDBase<readonly [unknown, unknown]>,
        shuffleId: parent.context.newShuffleId(),
        partitioner,
        aggregator: aggregator as Aggregator<unknown, unknown> | undefined,
        mapSideCombine,
      },
    ];
    this.functions = aggregator === undefined ? [] : aggregatorFunctions(aggregator);
  }

  /** Where the keys have numbers that other RDDs share, values are kept under those. */
  content(partition: number, task: TaskContext, serialized: boolean): BlockContent {
    const { shuffleId, aggregator, mapSideCombine } = this.dependencies[0];
    const space = mapSideCombine ? keySpaceOf(this, partition) : undefined;
    if (space !== undefined) {
      const content = this.byNumber(space, partition, task, aggregator!).content(serialized);
      if (serialized && isPacked(content)) task.mergeShuffle?.(shuffleId, partition, content);
      return content;
    }
    const pairs: [K, C][] = [];
    this.each(partition, task, (pair) => {
      pairs.push(pair);
    });
    return pairs;
  }

  private byNumber(
    space: KeySpace,
    partition: number,
    task: TaskContext,
    aggregator: Aggregator<unknown, unknown>,
  ): ValuesByNumber {
    const lists = task.readShuffle(this.dependencies[0].shuffleId, partition);
    const values = new ValuesByNumber(space, 0, foreignTo(space, lists));
    const merge = task.own(aggregator.mergeCombiners);
    // a merge may change its first argument, which is the shuffle store's
    const own = lists.length > 1 ? copyOf : identity;
    for (const list of lists) values.add(list, own, merge);
    space.used(values.numbers.length);
    return values;
  }

  isMadeOf(output: [K, C], input: unknown): boolean {
    return this.dependencies[0].aggregator === undefined ? sameKey(output, input) : hasKey(output[0], input);
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, C]>): void {
    const { shuffleId, aggregator, mapSideCombine } = this.dependencies[0];
    const lists = task.readShuffle(shuffleId, partition);
    if (aggregator === undefined) {
      for (const list of lists) for (const pair of list) sink(pair as [K, C]);
      return;
    }
    const table = mapSideCombine
      ? mergeCombiners(lists, ownAggregator(aggregator, task))
      : combine(lists, ownAggregator(aggregator, task));
    const { keys, values } = table;
    for (let id = 0; id < keys.length; id++) sink([keys[id] as K, values[id] as C]);
  }
}

type Pairs = readonly (readonly [unknown, unknown])[];

export function aggregatorFunctions<V, C>(aggregator: Aggregator<V, C>): unknown[] {
  return [aggregator.createCombiner, aggregator.mergeValue, aggregator.mergeCombiners];
}

/** Takes pairs and combines their values by key in `table`. */
export function combineInto<V, C>(
  table: KeyTable<unknown, C>,
  aggregator: Aggregator<V, C>,
): Sink<readonly [unknown, unknown]> {
  const { createCombiner, mergeValue } = aggregator;
  return lane(aggregator.lane ?? 0).combine(
    table as KeyTable<unknown, unknown>,
    createCombiner as never,
    mergeValue as never,
  );
}

/** The aggregator with the task's own copies of its functions. */
export function ownAggregator<V, C>(aggregator: Aggregator<V, C>, task: TaskContext): Aggregator<V, C> {
  return {
    createCombiner: task.own(aggregator.createCombiner),
    mergeValue: task.own(aggregator.mergeValue),
    mergeCombiners: task.own(aggregator.mergeCombiners),
    lane: aggregator.lane,
  };
}

function mergeCombiners(
  lists: readonly Pairs[],
  { mergeCombiners }: Aggregator<unknown, unknown>,
): KeyTable<unknown, unknown> {
  const table = new KeyTable<unknown, unknown>();
  const { ids, values } = table;
  /** Combiners that still are the shuffle store's own: a merge may change its first argument. */
  const stored = new Set<unknown>();
  for (const list of lists) {
    for (const pair of list) {
      const id = ids.of(pair[0]);
      if (id === values.length) {
        values.push(pair[1]);
        if (lists.length > 1 && typeof pair[1] === "object" && pair[1] !== null) stored.add(pair[1]);
        continue;
      }
      if (stored.size > 0 && stored.delete(values[id])) values[id] = copyOf(values[id]);
      values[id] = mergeCombiners(values[id], pair[1]);
    }
  }
  return table;
}

function combine(lists: readonly Pairs[], aggregator: Aggregator<unknown, unknown>): KeyTable<unknown, unknown> {
  const table = new KeyTable<unknown, unknown>();
  const put = combineInto(table, aggregator);
  for (const list of lists) for (let i = 0; i < list.length; i++) put(list[i]!);
  return table;
}
