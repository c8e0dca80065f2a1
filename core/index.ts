/** What a program imports as "sluice". */

export type { Site } from "./conf/errors.ts";
export {
  IllegalArgumentError,
  IllegalStateError,
  SluiceError,
  SparkError,
  UnsupportedOperationError,
} from "./conf/errors.ts";
export { SparkConf } from "./conf/spark-conf.ts";
export { StorageLevel } from "./conf/storage-level.ts";
export { Duration, Interval, Milliseconds, Minutes, Seconds, Time } from "./conf/time.ts";
export { ConstantInputDStream } from "./dstream/constant-input-dstream.ts";
export { DStream } from "./dstream/dstream.ts";
export { MapWithStateDStream } from "./dstream/map-with-state-dstream.ts";
export { StateSpec } from "./dstream/state-spec.ts";
export { Accumulator, CollectionAccumulator, NumberAccumulator } from "./rdd/accumulator.ts";
export { Broadcast } from "./rdd/broadcast.ts";
export { CompactBuffer, List, SeqBuffer } from "./rdd/list.ts";
export type { Ordering } from "./rdd/ordering.ts";
export { HashPartitioner, Partitioner } from "./rdd/partitioner.ts";
export { RangePartitioner } from "./rdd/range-partitioner.ts";
export { RDD } from "./rdd/rdd.ts";
export { StatCounter } from "./rdd/stat-counter.ts";
export { NoSuchElementError, State } from "./rdd/state/state.ts";
export { Receiver } from "./receiver/receiver.ts";
export type {
  JobResult,
  SparkListenerApplicationEnd,
  SparkListenerJobEnd,
  SparkListenerJobStart,
  SparkListenerStageCompleted,
  SparkListenerStageSubmitted,
  SparkListenerTaskEnd,
  SparkListenerTaskStart,
  StageInfo,
  TaskInfo,
} from "./scheduler/spark-listener.ts";
export { SparkListener } from "./scheduler/spark-listener.ts";
export { rawBlock } from "./sources/raw-network-receiver.ts";
export { SparkContext } from "./spark-context.ts";
export { CorruptBlockError, NotSerializableError, UnknownFormatError } from "./storage/codec.ts";
export { FileAlreadyExistsError, InvalidInputError, IOError } from "./storage/files/errors.ts";
export type {
  BatchInfo,
  OutputOperationInfo,
  ReceiverInfo,
  StreamInputInfo,
  StreamingListenerBatchCompleted,
  StreamingListenerBatchStarted,
  StreamingListenerBatchSubmitted,
  StreamingListenerOutputOperationCompleted,
  StreamingListenerOutputOperationStarted,
  StreamingListenerReceiverError,
  StreamingListenerReceiverStarted,
  StreamingListenerReceiverStopped,
  StreamingListenerStreamingStarted,
} from "./streaming/streaming-listener.ts";
export { StreamingListener } from "./streaming/streaming-listener.ts";
export type { StreamingContextState } from "./streaming-context.ts";
export { StreamingContext } from "./streaming-context.ts";
