import type { Duration, Time } from "../conf/time.ts";
import type { Clock } from "../host/host.ts";
import type { RDDContext } from "../rdd/context.ts";
import type { LogSegment } from "../rdd/kinds/write-ahead-log-backed-block.ts";
import type { Trace } from "../trace/trace.ts";
import type { DStream } from "./dstream.ts";
import type { DStreamGraph } from "./graph.ts";
import type { DStreamKind } from "./kind.ts";
import type { MapWithStateDStreamImpl } from "./kinds/map-with-state.ts";
import type { MapWithStateDStream } from "./map-with-state-dstream.ts";
import type { OutputFunction } from "./output.ts";

/** A received block as the driver knows it. Spark: `ReceivedBlockInfo`. */
export interface ReceivedBlockInfo {
  readonly block: string;
  readonly records: number;
  /** Where it stands in the receiver's log, if it has one. */
  readonly segment?: LogSegment | undefined;
  /** False of a block that a driver received that is no more: its id says nothing here. */
  readonly isBlockIdValid: boolean;
}

/** What DStreams need of the StreamingContext in which they live. */
export interface StreamingEnvironment {
  readonly sparkContext: RDDContext;
  readonly graph: DStreamGraph;
  readonly trace: Trace;
  readonly clock: Clock;
  /** Throws unless operations may be added now. */
  checkMayAdd(): void;
  /** Has the context been started (or stopped), so that nothing about a stream may be changed? */
  readonly isStarted: boolean;
  newStreamId(): number;
  /** A stream is there again that a checkpoint kept. */
  streamRestored(dstream: DStream<unknown>): void;
  /** Everything that `build` makes is one operation of the user's: only its result shows, under `name`. */
  operation<T>(name: string, build: () => DStream<T>, detail?: string): DStream<T>;
  /** A new stream of this kind. */
  newDStream<T>(kind: DStreamKind<T>): DStream<T>;
  /** A new stream of what `mapWithState` gives. */
  newMapWithStateDStream<K, V, S, E>(kind: MapWithStateDStreamImpl<K, V, S, E>): MapWithStateDStream<K, V, S, E>;
  addOutput(parent: DStream<unknown>, operation: string, f: OutputFunction): void;
  /** The blocks that were allocated to the batch at `time` for a receiver's stream. */
  blocksOf(time: Time, stream: number): readonly ReceivedBlockInfo[];
  /** Tells how many records an input stream brings to a batch; of a stream of files, which. */
  reportInput(time: Time, dstream: DStream<unknown>, records: number, files?: readonly string[]): void;
  hasBlock(block: string): boolean;
  removeBlocks(blocks: readonly string[]): void;
  readonly batchDuration: Duration;
}
