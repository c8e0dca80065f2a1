import type { RDDBase } from "../base.ts";
import { pairsByKey } from "../by-key.ts";
import { type Dependency, oneToOne } from "../dependency.ts";
import { type Groups, gather, sizeOf } from "../groups.ts";
import { sameKey } from "../hash.ts";
import { KeyIds } from "../key-ids.ts";
import type { RDDKind } from "../kind.ts";
import type { CompactBuffer } from "../list.ts";
import type { Pairs } from "../pairs.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Which keys a join keeps: those of both sides, and all of the left or the right one. */
export interface JoinSides {
  readonly allOfLeft: boolean;
  readonly allOfRight: boolean;
}

/**
 * For every key each value of one RDD with each of another. It is declared over a cogroup, as on Spark, and reads what that reads; but
 * groups are not made.
 */
export class JoinedRDD<K, V, W> implements RDDKind<[K, [V, W]]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly numPartitions: number;
  readonly partitioner;
  readonly functions = [];
  private readonly left: Dependency;
  private readonly right: Dependency;
  private readonly sides: JoinSides;

  /** `groups` is the cogroup of two RDDs; `inputs` are its dependencies. */
  constructor(
    groups: RDDBase<[K, [CompactBuffer<V>, CompactBuffer<W>]]>,
    inputs: readonly Dependency[],
    sides: JoinSides,
  ) {
    [this.left, this.right] = inputs as [Dependency, Dependency];
    this.sides = sides;
    this.dependencies = [oneToOne(groups as RDDBase<unknown>)];
    this.numPartitions = groups.getNumPartitions();
    this.partitioner = groups.partitioner;
  }

  get reads(): readonly Dependency[] {
    return [this.left, this.right];
  }

  isMadeOf([key, values]: [K, [V, W]], input: unknown, place: number): boolean {
    return sameKey([key, values[place]], input);
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, [V, W]]>): void {
    const { allOfLeft, allOfRight } = this.sides;
    const ids = new KeyIds();
    const left = gather(pairsByKey(this.left, partition, task), ids, "values");
    const lists = pairsByKey(this.right, partition, task);
    const put = sink as Sink<unknown>;
    if (!allOfLeft && !allOfRight) joinWithGroups(left, lists, ids, put);
    else joinGroups(left, gather(lists, ids, "values", !allOfRight), ids.keys, this.sides, put);
  }
}

/** Keys of both sides: one side is gathered, the other just goes by. */
function joinWithGroups({ items, starts }: Groups, lists: readonly Pairs[], ids: KeyIds, sink: Sink<unknown>): void {
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const pair = list[i]!;
      const id = ids.find(pair[0]);
      if (id < 0) continue;
      const end = starts[id + 1]!;
      for (let j = starts[id]!; j < end; j++) sink([pair[0], [items[j], pair[1]]]);
    }
  }
}

function joinGroups(
  left: Groups,
  right: Groups,
  keys: readonly unknown[],
  sides: JoinSides,
  sink: Sink<unknown>,
): void {
  for (let id = 0; id < keys.length; id++) {
    const [lefts, rights] = [sizeOf(left, id), sizeOf(right, id)];
    // a side that lacks the key stands there once, as undefined, if all of the other side is wanted
    const lastLeft = lefts === 0 && sides.allOfRight ? 1 : lefts;
    const lastRight = rights === 0 && sides.allOfLeft ? 1 : rights;
    for (let i = 0; i < lastLeft; i++) {
      const value = i < lefts ? left.items[left.starts[id]! + i] : undefined;
      for (let j = 0; j < lastRight; j++) {
        const other = j < rights ? right.items[right.starts[id]! + j] : undefined;
        sink([keys[id], [value, other]]);
      }
    }
  }
}
