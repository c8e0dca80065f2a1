import type { RDDBase } from "../base.ts";
import { pairsByKey } from "../by-key.ts";
import { type Dependency, oneToOne } from "../dependency.ts";
import { gather, sizeOf } from "../groups.ts";
import { KeyIds } from "../key-ids.ts";
import type { RDDKind } from "../kind.ts";
import type { CompactBuffer } from "../list.ts";
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

  each(partition: number, task: TaskContext, sink: Sink<[K, [V, W]]>): void {
    const { allOfLeft, allOfRight } = this.sides;
    const ids = new KeyIds();
    const left = gather(pairsByKey(this.left, partition, task), ids, "values");
    const right = gather(pairsByKey(this.right, partition, task), ids, "values", !allOfRight);
    const { keys } = ids;
    for (let id = 0; id < keys.length; id++) {
      const [lefts, rights] = [sizeOf(left, id), sizeOf(right, id)];
      // a side that lacks the key stands there once, as undefined, if all of the other side is wanted
      const lastLeft = lefts === 0 && allOfRight ? 1 : lefts;
      const lastRight = rights === 0 && allOfLeft ? 1 : rights;
      for (let i = 0; i < lastLeft; i++) {
        const value = i < lefts ? left.items[left.starts[id]! + i] : undefined;
        for (let j = 0; j < lastRight; j++) {
          const other = j < rights ? right.items[right.starts[id]! + j] : undefined;
          sink([keys[id] as K, [value as V, other as W]]);
        }
      }
    }
  }
}
