import type { BlockContent } from "../../storage/packed-records.ts";
import type { RDDBase } from "../base.ts";
import { type Aggregator, oneToOne } from "../dependency.ts";
import { KeyTable } from "../key-table.ts";
import type { RDDKind } from "../kind.ts";
import { hasKey } from "../made-of.ts";
import type { KeySpace } from "../numbered/key-space.ts";
import { foreignTo, newestSpace, ValuesByNumber } from "../numbered/numbered-pairs.ts";
import type { Sink, TaskContext } from "../task-context.ts";
import { aggregatorFunctions, combineInto, ownAggregator } from "./shuffled.ts";

/** Pairs brought together by key within their partitions, where all pairs of a key are in one already: no shuffle. */
export class CombinedRDD<K, V, C> implements RDDKind<[K, C]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly partitioner;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<readonly [K, V]>;
  private readonly aggregator: Aggregator<V, C>;

  constructor(parent: RDDBase<readonly [K, V]>, aggregator: Aggregator<V, C>) {
    this.parent = parent;
    this.aggregator = aggregator;
    this.dependencies = [oneToOne(parent)];
    this.partitioner = parent.partitioner;
    this.functions = aggregatorFunctions(aggregator);
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  isMadeOf([key]: [K, C], input: unknown): boolean {
    return hasKey(key, input);
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, C]>): void {
    const blocks = this.parent.blocks(partition, task);
    const space = blocks === undefined ? undefined : newestSpace(blocks);
    if (space !== undefined) {
      this.byNumber(space, blocks!, task).each(sink as Sink<[unknown, unknown]>);
      return;
    }
    const table = new KeyTable<K, C>();
    this.parent.each(partition, task, combineInto(table as KeyTable<unknown, C>, ownAggregator(this.aggregator, task)));
    const { keys, values } = table;
    for (let id = 0; id < keys.length; id++) sink([keys[id]!, values[id]!]);
  }

  /** Blocks that share the numbers of their keys are brought together by these. */
  private byNumber(space: KeySpace, blocks: readonly BlockContent[], task: TaskContext): ValuesByNumber {
    const { createCombiner, mergeValue } = ownAggregator(this.aggregator, task);
    const values = new ValuesByNumber(space, 0, foreignTo(space, blocks));
    for (const block of blocks) values.add(block, createCombiner as never, mergeValue as never);
    space.used(values.numbers.length);
    return values;
  }
}
