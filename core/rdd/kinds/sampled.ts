import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import { makeSampler, type Sampling } from "../random/samplers.ts";
import { type Seeds, seedOf } from "../random/seeds.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** A random sample of an RDD: the same one every time that it is computed, as each partition has its seed. */
export class SampledRDD<T> implements RDDKind<T> {
  readonly name: string;
  readonly dependencies;
  readonly partitioner;
  readonly functions = [];
  private readonly parent: RDDBase<T>;
  private readonly sampling: Sampling;
  private readonly seeds: Seeds;

  constructor(name: string, parent: RDDBase<T>, sampling: Sampling, seeds: Seeds) {
    this.name = name;
    this.parent = parent;
    this.sampling = sampling;
    this.seeds = seeds;
    this.dependencies = [oneToOne(parent)];
    this.partitioner = parent.partitioner;
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<T>): void {
    const sampler = makeSampler(this.sampling, seedOf(this.seeds, partition));
    this.parent.each(partition, task, (record) => {
      for (let left = sampler.sample(); left > 0; left--) sink(record);
    });
  }

  private *pull(partition: number, task: TaskContext): Generator<T> {
    const sampler = makeSampler(this.sampling, seedOf(this.seeds, partition));
    for (const record of this.parent.iterator(partition, task)) {
      for (let left = sampler.sample(); left > 0; left--) yield record;
    }
  }

  iterator(partition: number, task: TaskContext): IteratorObject<T> {
    return this.pull(partition, task);
  }
}
