import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import { iterable, lane, laneOf } from "../lanes.ts";
import { notPair } from "../pairs.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** The values of pairs through a function; keys stay where they are, so the partitioner is kept. */
export class MappedValuesRDD<K, V, W> implements RDDKind<[K, W]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly partitioner;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<readonly [K, V]>;
  private readonly f: (value: V) => W;
  private readonly lane: number;

  constructor(parent: RDDBase<readonly [K, V]>, f: (value: V) => W) {
    this.parent = parent;
    this.f = f;
    this.dependencies = [oneToOne(parent)];
    this.partitioner = parent.partitioner;
    this.functions = [f];
    this.lane = laneOf("mapValues", f);
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, W]>): void {
    this.parent.each(partition, task, lane(this.lane).mapValues(task.own(this.f) as never, sink as Sink<unknown>));
  }

  iterator(partition: number, task: TaskContext): IteratorObject<[K, W]> {
    const f = task.own(this.f);
    return this.parent
      .iterator(partition, task)
      .map((pair): [K, W] => (pair?.length === 2 ? [pair[0], f(pair[1])] : notPair(pair)));
  }
}

/** The values of pairs to any number of values each, under the same key. */
export class FlatMappedValuesRDD<K, V, W> implements RDDKind<[K, W]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly partitioner;
  readonly functions: readonly unknown[];
  private readonly parent: RDDBase<readonly [K, V]>;
  private readonly f: (value: V) => Iterable<W>;

  constructor(parent: RDDBase<readonly [K, V]>, f: (value: V) => Iterable<W>) {
    this.parent = parent;
    this.f = f;
    this.dependencies = [oneToOne(parent)];
    this.partitioner = parent.partitioner;
    this.functions = [f];
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<[K, W]>): void {
    const f = task.own(this.f);
    this.parent.each(partition, task, (pair) => {
      if (pair?.length !== 2) notPair(pair);
      const key = pair[0];
      const made = iterable(f(pair[1]));
      if (Array.isArray(made)) for (let i = 0; i < made.length; i++) sink([key, made[i]]);
      else for (const value of made) sink([key, value]);
    });
  }
}
