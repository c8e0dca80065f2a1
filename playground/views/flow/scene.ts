import type { ErrorInfo, Preview } from "../../../core/trace/events.ts";
import type { JobsFold } from "../jobs-fold.ts";
import type { ReceiverStatus, TimelineFold } from "../timeline/fold.ts";
import type { FillingBlock, OutputRow, Row, TimelineModel } from "../timeline/model.ts";
import type { FlowFold } from "./fold.ts";
import type { FlowStage } from "./stages.ts";

/** The folds of a trace that the view reads. */
export interface Folds {
  readonly timeline: TimelineFold;
  readonly jobs: JobsFold;
  readonly flow: FlowFold;
}

export interface FlowView {
  /** How many events of the trace count. */
  readonly position: number;
  /** The time to which the interval that fills has got. */
  readonly now: number;
  /** The batch to show with its own interval; undefined: the interval that fills, and the batch that is being processed. */
  readonly time: number | undefined;
  /** The output operation whose jobs are shown; undefined: the first that has one in the batch. */
  readonly output: number | undefined;
}

/** Records of one RDD in a partition, or of a block, in their order. */
export interface FlowRow {
  /** The DStream whose they are; undefined: an RDD inside of an operation, of which the trace tells no records. */
  readonly row: Row | undefined;
  /** The batch time of their RDD. */
  readonly time: number;
  readonly partition: number;
  readonly records: readonly Preview[];
  /** How many there are, shown or not. */
  readonly total: number;
  /** Not all of them were computed: nobody wanted the rest. */
  readonly partly: boolean;
  /** They were read from where an earlier job had kept them. */
  readonly kept: boolean;
  /** The trace does not tell the records, only that they are there. */
  readonly untold: boolean;
  /** What enters a window, what leaves it, and what comes out. */
  readonly sign: "+" | "−" | "=" | undefined;
  /** Its task is not done. */
  readonly isToCome: boolean;
  /** When the trace told of them, in virtual time. */
  readonly t: number;
}

export interface IntakeStream {
  readonly stream: number;
  readonly row: Row | undefined;
  readonly status: { readonly status: ReceiverStatus; readonly words: string } | undefined;
  /** The slot that its receiver takes. */
  readonly slot: number | undefined;
  readonly cells: readonly FillingBlock[];
  readonly arrivals: readonly { readonly t: number; readonly record: Preview }[];
}

/** A block of a receiver's, in the store. */
export interface StoredBlock {
  readonly block: string;
  readonly stream: number;
  readonly from: number;
  readonly to: number;
  readonly where: "memory" | "disk" | "nowhere";
  readonly level: string;
  readonly row: FlowRow;
}

/** What comes in during an interval. */
export interface Intake {
  readonly from: number;
  readonly to: number;
  /** Whether its batch has not been made yet. */
  readonly isFilling: boolean;
  readonly streams: readonly IntakeStream[];
  /** In the order in which a batch gets them: stream by stream. */
  readonly blocks: readonly StoredBlock[];
}

/** A partition of an input stream's RDD. */
export interface InputPartition {
  readonly row: Row;
  readonly partition: number;
  /** The block that it is. */
  readonly block: string | undefined;
  readonly records: FlowRow | undefined;
}

/** An input stream of the batch. */
export interface BatchInputs {
  readonly row: Row;
  readonly rdd: number | undefined;
  readonly total: number;
  readonly files: readonly string[];
  readonly moreFiles: number;
}

export interface FlowTask {
  readonly stage: string;
  readonly partition: number;
  /** `waiting`: a task will compute it. `never`: nobody asked for it. */
  readonly status: "waiting" | "running" | "done" | "failed" | "never";
  readonly task: number | undefined;
  readonly slot: number | undefined;
  readonly start: number | undefined;
  readonly duration: number | undefined;
  readonly error: ErrorInfo | undefined;
  /** How many tasks for this partition failed before this one. */
  readonly failures: number;
  /** What it read and computed, first things first. */
  readonly rows: readonly FlowRow[];
  /** The partitions of the batch's input streams that it reads, as far as that is known. */
  readonly inputs: readonly { readonly row: Row; readonly partition: number }[];
  /** Records that it put into each bucket of the shuffle. */
  readonly buckets: readonly number[] | undefined;
}

export interface StageScene extends Omit<FlowStage, "tasks" | "buckets"> {
  readonly tasks: readonly FlowTask[];
  /** The declared streams that are computed in it, in their order. */
  readonly streams: readonly Row[];
}

export interface OutputScene {
  readonly output: OutputRow;
  readonly status: "pending" | "running" | "done" | "failed";
  readonly duration: number | undefined;
  readonly error: ErrorInfo | undefined;
  readonly lines: number;
  readonly first: readonly string[];
  /** When the first of them was written. */
  readonly t: number;
  readonly jobs: readonly { readonly job: number; readonly action: string }[];
}

export type FlowBatchStatus = "generating" | "waiting" | "running" | "died" | "done" | "failed" | "generation-failed";

export interface BatchScene {
  readonly time: number;
  readonly status: FlowBatchStatus;
  readonly processing: number | undefined;
  readonly error: ErrorInfo | undefined;
  readonly inputs: readonly BatchInputs[];
  readonly partitions: readonly InputPartition[];
  /** The output operations that have a job in it. */
  readonly outputs: readonly OutputRow[];
  readonly stages: readonly StageScene[];
  readonly output: OutputScene | undefined;
  /** The other batches that were made and are not begun. */
  readonly queue: readonly number[];
  /** The number of tasks that ran in each slot, with what fills it. */
  readonly lanes: readonly SlotLane[];
}

/** A seat for a task, and who has it. */
export interface SlotLane {
  readonly slot: number;
  /** The stream whose receiver has it for good. */
  readonly receiver: number | undefined;
  readonly bars: readonly SlotBar[];
}

export interface SlotBar {
  readonly task: number;
  readonly stage: number;
  readonly partition: number;
  readonly start: number;
  /** Undefined while it runs. */
  readonly end: number | undefined;
  readonly failed: boolean;
  /** Whether its stage is among those that are drawn above. */
  readonly shown: boolean;
}

/** The way of records at one position of a trace. */
export interface FlowScene {
  readonly batchInterval: number;
  readonly intake: Intake | undefined;
  readonly batch: BatchScene | undefined;
}

/** What a stage is shown with. */
export interface StageContext {
  readonly folds: Folds;
  readonly model: TimelineModel;
  readonly time: number;
  readonly position: number;
  readonly over: boolean;
  readonly inputs: readonly BatchInputs[];
}

/** Partitions of an RDD that are made for showing, whatever the trace claims. */
export const MOST_PARTITIONS = 200;
