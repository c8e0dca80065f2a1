import type { Time } from "../conf/time.ts";

/**
 * What an input stream brought to a batch.
 * @spark org.apache.spark.streaming.scheduler.StreamInputInfo
 */
export interface StreamInputInfo {
  /** Input streams are counted from 0, in the order in which the program made them. */
  readonly inputStreamId: number;
  /** How many; of files that is not known when the batch is made, and 0. */
  readonly numRecords: number;
  /** What else there is to say, such as the `files` of a file stream; `Description` is a text for people. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly metadataDescription: string | undefined;
}

/**
 * One output operation in one batch. Times and durations are in milliseconds, undefined while they are not known.
 * @spark org.apache.spark.streaming.scheduler.OutputOperationInfo
 */
export interface OutputOperationInfo {
  readonly batchTime: Time;
  /** Output operations are counted from 0, in the order in which the program declared them. */
  readonly id: number;
  /** The method that was called and where: `print at program.ts:12`. */
  readonly name: string;
  /** Where it was called, to the column. */
  readonly description: string;
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  /** What it failed with: name and message of the error, then the program's own part of the stack. */
  readonly failureReason: string | undefined;
  readonly duration: number | undefined;
}

/**
 * A batch. Times and delays are in milliseconds, undefined while they are not known.
 * @spark org.apache.spark.streaming.scheduler.BatchInfo
 */
export interface BatchInfo {
  readonly batchTime: Time;
  readonly streamIdToInputInfo: ReadonlyMap<number, StreamInputInfo>;
  /** When its jobs were queued. */
  readonly submissionTime: number;
  /** When the first of its output operations started. */
  readonly processingStartTime: number | undefined;
  /** When the last of them ended. */
  readonly processingEndTime: number | undefined;
  readonly outputOperationInfos: ReadonlyMap<number, OutputOperationInfo>;
  /** From submission to the start of processing. */
  readonly schedulingDelay: number | undefined;
  /** From the start of processing to its end. */
  readonly processingDelay: number | undefined;
  /** From submission to the end of processing. */
  readonly totalDelay: number | undefined;
  /** Of all input streams that tell. */
  readonly numRecords: number;
}

/**
 * A receiver.
 * @spark org.apache.spark.streaming.scheduler.ReceiverInfo
 */
export interface ReceiverInfo {
  readonly streamId: number;
  /** The receiver's class and its stream: `SocketReceiver-0`. */
  readonly name: string;
  readonly active: boolean;
  readonly location: string;
  readonly executorId: string;
  readonly lastErrorMessage: string;
  readonly lastError: string;
  /** When a receiver stopped with an error, in milliseconds; -1 otherwise, also after `reportError`, as on Spark. */
  readonly lastErrorTime: number;
}

/**
 * What `onStreamingStarted` is told; `time` is in milliseconds.
 * @spark org.apache.spark.streaming.scheduler.StreamingListenerStreamingStarted
 */
export interface StreamingListenerStreamingStarted {
  readonly time: number;
}
/**
 * What `onReceiverStarted` is told.
 * @spark org.apache.spark.streaming.scheduler.StreamingListenerReceiverStarted
 */
export interface StreamingListenerReceiverStarted {
  readonly receiverInfo: ReceiverInfo;
}
/**
 * What `onReceiverError` is told.
 * @spark org.apache.spark.streaming.scheduler.StreamingListenerReceiverError
 */
export interface StreamingListenerReceiverError {
  readonly receiverInfo: ReceiverInfo;
}
/**
 * What `onReceiverStopped` is told.
 * @spark org.apache.spark.streaming.scheduler.StreamingListenerReceiverStopped
 */
export interface StreamingListenerReceiverStopped {
  readonly receiverInfo: ReceiverInfo;
}
/**
 * What `onBatchSubmitted` is told.
 * @spark org.apache.spark.streaming.scheduler.StreamingListenerBatchSubmitted
 */
export interface StreamingListenerBatchSubmitted {
  readonly batchInfo: BatchInfo;
}
/**
 * What `onBatchStarted` is told.
 * @spark org.apache.spark.streaming.scheduler.StreamingListenerBatchStarted
 */
export interface StreamingListenerBatchStarted {
  readonly batchInfo: BatchInfo;
}
/**
 * What `onBatchCompleted` is told.
 * @spark org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted
 */
export interface StreamingListenerBatchCompleted {
  readonly batchInfo: BatchInfo;
}
/**
 * What `onOutputOperationStarted` is told.
 * @spark org.apache.spark.streaming.scheduler.StreamingListenerOutputOperationStarted
 */
export interface StreamingListenerOutputOperationStarted {
  readonly outputOperationInfo: OutputOperationInfo;
}
/**
 * What `onOutputOperationCompleted` is told.
 * @spark org.apache.spark.streaming.scheduler.StreamingListenerOutputOperationCompleted
 */
export interface StreamingListenerOutputOperationCompleted {
  readonly outputOperationInfo: OutputOperationInfo;
}

/**
 * Hears what happens in a StreamingContext: extend it, and give it to `ssc.addStreamingListener`. It is called in the driver, after the fact and in
 * order. What it throws is logged. A batch without jobs, and one that could not be generated, posts nothing.
 * @spark org.apache.spark.streaming.scheduler.StreamingListener
 * @example
 * class Delays extends StreamingListener {
 *   override onBatchCompleted({ batchInfo }: StreamingListenerBatchCompleted): void {
 *     console.log(batchInfo.batchTime.milliseconds, batchInfo.schedulingDelay, batchInfo.processingDelay);
 *   }
 * }
 * ssc.addStreamingListener(new Delays());
 */
export abstract class StreamingListener {
  /**
   * The context has been started.
   * @spark StreamingListener.onStreamingStarted
   */
  onStreamingStarted(_streamingStarted: StreamingListenerStreamingStarted): unknown {
    return undefined;
  }

  /**
   * A receiver has been started, for the first time or again.
   * @spark StreamingListener.onReceiverStarted
   */
  onReceiverStarted(_receiverStarted: StreamingListenerReceiverStarted): unknown {
    return undefined;
  }

  /**
   * A receiver has reported an error, and goes on.
   * @spark StreamingListener.onReceiverError
   */
  onReceiverError(_receiverError: StreamingListenerReceiverError): unknown {
    return undefined;
  }

  /**
   * A receiver has been stopped, for good or to be started again.
   * @spark StreamingListener.onReceiverStopped
   */
  onReceiverStopped(_receiverStopped: StreamingListenerReceiverStopped): unknown {
    return undefined;
  }

  /**
   * A batch has been queued.
   * @spark StreamingListener.onBatchSubmitted
   */
  onBatchSubmitted(_batchSubmitted: StreamingListenerBatchSubmitted): unknown {
    return undefined;
  }

  /**
   * The first output operation of a batch starts.
   * @spark StreamingListener.onBatchStarted
   */
  onBatchStarted(_batchStarted: StreamingListenerBatchStarted): unknown {
    return undefined;
  }

  /**
   * All output operations of a batch have ended, well or not.
   * @spark StreamingListener.onBatchCompleted
   */
  onBatchCompleted(_batchCompleted: StreamingListenerBatchCompleted): unknown {
    return undefined;
  }

  /**
   * An output operation of a batch starts.
   * @spark StreamingListener.onOutputOperationStarted
   */
  onOutputOperationStarted(_outputOperationStarted: StreamingListenerOutputOperationStarted): unknown {
    return undefined;
  }

  /**
   * An output operation of a batch has ended, well or not.
   * @spark StreamingListener.onOutputOperationCompleted
   */
  onOutputOperationCompleted(_outputOperationCompleted: StreamingListenerOutputOperationCompleted): unknown {
    return undefined;
  }
}
