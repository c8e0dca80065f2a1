import type { RDDBase } from "../base.ts";
import { oneToOne } from "../dependency.ts";
import type { RDDKind } from "../kind.ts";
import { byteswap32, JavaRandom } from "../random/java-random.ts";
import type { Sink, TaskContext } from "../task-context.ts";

/** Records under running numbers, which a hash partitioner deals out evenly; each partition begins with another number. */
export class SpreadRDD<T> implements RDDKind<[number, T]> {
  readonly name = "MapPartitionsRDD";
  readonly dependencies;
  readonly functions = [];
  private readonly parent: RDDBase<T>;
  private readonly over: number;

  /** `over` is the number of partitions that the records are to be spread over. */
  constructor(parent: RDDBase<T>, over: number) {
    this.parent = parent;
    this.over = over;
    this.dependencies = [oneToOne(parent)];
  }

  get numPartitions(): number {
    return this.parent.getNumPartitions();
  }

  each(partition: number, task: TaskContext, sink: Sink<[number, T]>): void {
    let position = new JavaRandom(byteswap32(partition)).nextInt(this.over);
    this.parent.each(partition, task, (record) => sink([++position, record]));
  }
}
