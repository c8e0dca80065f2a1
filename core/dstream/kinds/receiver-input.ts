import type { Duration, Time } from "../../conf/time.ts";
import { BlockRDD } from "../../rdd/kinds/block.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { InputKind } from "../kind.ts";

/** What a receiver brought: the blocks allocated to a batch are the partitions of its RDD. Spark: `ReceiverInputDStream`. */
export class ReceiverInputDStream<T> implements InputKind<T> {
  readonly name: string;
  readonly parents = [];
  readonly slideDuration: Duration;
  readonly receiverStream: number;
  readonly receiver: object;
  readonly rateEstimator: object | undefined;

  constructor(
    name: string,
    batchDuration: Duration,
    receiverStream: number,
    receiver: object,
    rateEstimator: object | undefined,
  ) {
    this.name = name;
    this.slideDuration = batchDuration;
    this.receiverStream = receiverStream;
    this.receiver = receiver;
    this.rateEstimator = rateEstimator;
  }

  start(): void {
    // receivers are started by the receiver tracker, each in a task slot
  }

  stop(): void {}

  compute(time: Time, stream: DStream<T>): RDD<T> {
    const { context } = stream;
    const blocks = context.blocksOf(time, this.receiverStream);
    const records = blocks.reduce((sum, block) => sum + block.records, 0);
    context.reportInput(time, stream as DStream<unknown>, records);
    return context.sparkContext.newRDD(new BlockRDD<T>(blocks.map((block) => block.block)));
  }
}
