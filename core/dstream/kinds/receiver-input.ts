import type { Duration, Time } from "../../conf/time.ts";
import { BlockRDD } from "../../rdd/kinds/block.ts";
import { type LoggedBlock, WriteAheadLogBackedBlockRDD } from "../../rdd/kinds/write-ahead-log-backed-block.ts";
import type { RDD } from "../../rdd/rdd.ts";
import type { DStream } from "../dstream.ts";
import type { ReceivedBlockInfo, StreamingEnvironment } from "../environment.ts";
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
    return context.sparkContext.newRDD(blockRDD<T>(blocks, context));
  }
}

/** Blocks that were logged are read from the log when they are not there; of the others, those that died with another driver are left out. */
function blockRDD<T>(blocks: readonly ReceivedBlockInfo[], context: StreamingEnvironment): BlockRDD<T> {
  const isLogging = context.sparkContext.conf.getBoolean("spark.streaming.receiver.writeAheadLog.enable", false);
  if (blocks.length === 0 ? isLogging : blocks.every((block) => block.segment !== undefined))
    return new WriteAheadLogBackedBlockRDD<T>(blocks as readonly LoggedBlock[]);
  const there = blocks.filter(({ block, isBlockIdValid }) => isBlockIdValid && context.hasBlock(block));
  if (there.length < blocks.length) {
    context.trace.warn(
      "Some blocks could not be recovered as they were not found in memory. To prevent such data loss, enable Write Ahead Log " +
        "(spark.streaming.receiver.writeAheadLog.enable).",
      "BLOCKS_LOST",
    );
  }
  return new BlockRDD<T>(there.map(({ block }) => block));
}
