import { IllegalArgumentError } from "../../conf/errors.ts";
import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Numbers at equal distances, made where they are needed; as many partitions as `slices` has. */
export class RangeRDD implements RDDKind<number> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly numPartitions: number;
  readonly functions = [];
  private readonly start: number;
  private readonly step: number;
  private readonly length: number;

  constructor(slices: RDDBase<number>, start: number, end: number, step: number) {
    if (![start, end, step].every(Number.isSafeInteger)) {
      throw new IllegalArgumentError(`range needs whole numbers, not ${start}, ${end}, ${step}`, {
        code: "RANGE_BOUNDS",
        advice: "For other numbers map a range: sc.range(0, 10).map((n) => n / 10).",
      });
    }
    this.dependencies = [oneToOne(slices)];
    this.numPartitions = slices.getNumPartitions();
    this.start = start;
    this.step = step;
    this.length = Math.max(Math.ceil((end - start) / step), 0);
  }

  each(partition: number, _task: TaskContext, sink: Sink<number>): void {
    const end = this.bound(partition + 1);
    for (let i = this.bound(partition); i < end; i++) sink(this.start + i * this.step);
  }

  private *pull(partition: number): Generator<number> {
    const end = this.bound(partition + 1);
    for (let i = this.bound(partition); i < end; i++) yield this.start + i * this.step;
  }

  iterator(partition: number): IteratorObject<number> {
    return this.pull(partition);
  }

  private bound(partition: number): number {
    return Number((BigInt(partition) * BigInt(this.length)) / BigInt(this.numPartitions));
  }
}
