import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Records with numbers: in each partition from its first number on, always `step` further. */
export class NumberedRDD<T> implements RDDKind<[T, number]> {
  readonly name: string;
  readonly dependencies;
  readonly functions = [];
  private readonly parent: RDDBase<T>;
  private readonly starts: readonly number[];
  private readonly step: number;

  constructor(name: string, parent: RDDBase<T>, starts: readonly number[], step: number) {
    this.name = name;
    this.parent = parent;
    this.starts = starts;
    this.step = step;
    this.dependencies = [oneToOne(parent)];
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<[T, number]>): void {
    const step = this.step;
    let next = this.starts[partition]!;
    this.parent.each(partition, task, (record) => {
      sink([record, next]);
      next += step;
    });
  }

  iterator(partition: number, task: TaskContext): IteratorObject<[T, number]> {
    const [start, step] = [this.starts[partition]!, this.step];
    return this.parent.iterator(partition, task).map((record, i): [T, number] => [record, start + i * step]);
  }
}
