import type { RDDBase } from "../base.ts";
import { readByKey } from "../by-key.ts";
import { type Dependency, oneToOne } from "../dependency.ts";
import { KeyTable } from "../key-table.ts";
import type { RDDKind } from "../kind.ts";
import type { CompactBuffer } from "../list.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Which keys a join keeps: those of both sides, and all of the left or the right one. */
export interface JoinSides {
  readonly allOfLeft: boolean;
  readonly allOfRight: boolean;
}

/** The values of a key: of the left side, and of the right one. */
interface Sides {
  readonly left: unknown[];
  readonly right: unknown[];
}

const NOTHING: readonly unknown[] = [undefined];

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
  readonly #left: Dependency;
  readonly #right: Dependency;
  readonly #sides: JoinSides;

  /** `groups` is the cogroup of two RDDs; `inputs` are its dependencies. */
  constructor(groups: RDDBase<[K, [CompactBuffer<V>, CompactBuffer<W>]]>, inputs: readonly Dependency[], sides: JoinSides) {
    [this.#left, this.#right] = inputs as [Dependency, Dependency];
    this.#sides = sides;
    this.dependencies = [oneToOne(groups as RDDBase<unknown>)];
    this.numPartitions = groups.getNumPartitions();
    this.partitioner = groups.partitioner;
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, [V, W]]>): void {
    const { allOfLeft, allOfRight } = this.#sides;
    const table = new KeyTable<unknown, Sides>();
    readByKey(this.#left, partition, task, (key, value) => {
      const cell = table.get(key);
      if (cell === undefined) table.add(key, { left: [value], right: [] });
      else cell.value.left.push(value);
    });
    readByKey(this.#right, partition, task, (key, value) => {
      const cell = table.get(key);
      if (cell !== undefined) cell.value.right.push(value);
      else if (allOfRight) table.add(key, { left: [], right: [value] });
    });
    for (const { key, value } of table.cells()) {
      const left = value.left.length === 0 && allOfRight ? NOTHING : value.left;
      const right = value.right.length === 0 && allOfLeft ? NOTHING : value.right;
      for (let i = 0; i < left.length; i++) {
        for (let j = 0; j < right.length; j++) sink([key as K, [left[i] as V, right[j] as W]]);
      }
    }
  }
}
