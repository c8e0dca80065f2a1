import type { Time } from "../conf/time.ts";

/** What an input stream brought to a batch. Spark: `StreamInputInfo`. */
export interface StreamInputInfo {
  /** Input streams are counted from 0, in the order in which the program made them. */
  readonly inputStreamId: number;
  /** How many; of files that is not known when the batch is made, and 0. */
  readonly numRecords: number;
  /** What else there is to say, such as the `files` of a file stream; `Description` is a text for people. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly metadataDescription: string | undefined;
}

/** One output operation in one batch. Times and durations are in milliseconds, undefined while they are not known. Spark: `OutputOperationInfo`. */
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

/** A batch. Times and delays are in milliseconds, undefined while they are not known. Spark: `BatchInfo`. */
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

/** A receiver. Spark: `ReceiverInfo`. */
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

export interface StreamingListenerStreamingStarted {
  readonly time: number;
}
export interface StreamingListenerReceiverStarted {
  readonly receiverInfo: ReceiverInfo;
}
export interface StreamingListenerReceiverError {
  readonly receiverInfo: ReceiverInfo;
}
export interface StreamingListenerReceiverStopped {
  readonly receiverInfo: ReceiverInfo;
}
export interface StreamingListenerBatchSubmitted {
  readonly batchInfo: BatchInfo;
}
export interface StreamingListenerBatchStarted {
  readonly batchInfo: BatchInfo;
}
export interface StreamingListenerBatchCompleted {
  readonly batchInfo: BatchInfo;
}
export interface StreamingListenerOutputOperationStarted {
  readonly outputOperationInfo: OutputOperationInfo;
}
export interface StreamingListenerOutputOperationCompleted {
  readonly outputOperationInfo: OutputOperationInfo;
}

/**
 * Hears what happens in a StreamingContext: extend it, and give it to `ssc.addStreamingListener`. It is called in the driver, after the fact and in
 * order. What it throws is logged. A batch without jobs, and one that could not be generated, posts nothing. Spark: `StreamingListener`.
 */
export abstract class StreamingListener {
  /** The context has been started. */
  onStreamingStarted(_streamingStarted: StreamingListenerStreamingStarted): unknown {
    return undefined;
  }

  /** A receiver has been started, for the first time or again. */
  onReceiverStarted(_receiverStarted: StreamingListenerReceiverStarted): unknown {
    return undefined;
  }

  /** A receiver has reported an error, and goes on. */
  onReceiverError(_receiverError: StreamingListenerReceiverError): unknown {
    return undefined;
  }

  /** A receiver has been stopped, for good or to be started again. */
  onReceiverStopped(_receiverStopped: StreamingListenerReceiverStopped): unknown {
    return undefined;
  }

  /** A batch has been queued. */
  onBatchSubmitted(_batchSubmitted: StreamingListenerBatchSubmitted): unknown {
    return undefined;
  }

  /** The first output operation of a batch starts. */
  onBatchStarted(_batchStarted: StreamingListenerBatchStarted): unknown {
    return undefined;
  }

  /** All output operations of a batch have ended, well or not. */
  onBatchCompleted(_batchCompleted: StreamingListenerBatchCompleted): unknown {
    return undefined;
  }

  /** An output operation of a batch starts. */
  onOutputOperationStarted(_outputOperationStarted: StreamingListenerOutputOperationStarted): unknown {
    return undefined;
  }

  /** An output operation of a batch has ended, well or not. */
  onOutputOperationCompleted(_outputOperationCompleted: StreamingListenerOutputOperationCompleted): unknown {
    return undefined;
  }
}
