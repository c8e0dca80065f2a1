import type { Duration, Time } from "../../conf/time.ts";
import { BlockRDD } from "../../rdd/kinds/block.ts";
import { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { StreamingEnvironment } from "../environment.ts";
import type { InputKind } from "../kind.ts";

/** What a receiver brought: the blocks allocated to a batch are the partitions of its RDD. */
export class ReceiverInputDStream<T> implements InputKind<T> {
  readonly name: string;
  readonly parents = [];
  readonly receiverStream: number;
  private readonly context: StreamingEnvironment;
  private self: DStream<T> | undefined;

  constructor(name: string, context: StreamingEnvironment, receiverStream: number) {
    this.name = name;
    this.context = context;
    this.receiverStream = receiverStream;
  }

  get slideDuration(): Duration {
    return this.context.batchDuration;
  }

  /** The stream of this kind; input is counted under its name. */
  belongsTo(dstream: DStream<T>): void {
    this.self = dstream;
  }

  start(): void {
    // receivers are started by the receiver tracker, each in a task slot
  }

  stop(): void {}

  compute(time: Time): RDD<T> {
    const blocks = this.context.blocksOf(time, this.receiverStream);
    this.context.reportInput(
      time,
      this.self!,
      blocks.reduce((sum, block) => sum + block.records, 0),
    );
    return new RDD<T>(this.context.sparkContext, new BlockRDD<T>(blocks.map((block) => block.block)));
  }
}
