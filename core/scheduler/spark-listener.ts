import type { ErrorInfo } from "../trace/events.ts";

/** How a job ended. Spark: `JobSucceeded`, `JobFailed(exception)`. */
export type JobResult =
  | { readonly kind: "JobSucceeded" }
  | {
      readonly kind: "JobFailed";
      /** What it failed with: name, message and place. */
      readonly exception: ErrorInfo;
    };

/** One attempt at a stage. Times are in milliseconds, undefined while they are not known. Spark: `StageInfo`. */
export interface StageInfo {
  readonly stageId: number;
  readonly attemptNumber: number;
  /** The action whose job it belongs to. */
  readonly name: string;
  readonly numTasks: number;
  readonly submissionTime: number;
  readonly completionTime: number | undefined;
  readonly failureReason: string | undefined;
}

/** One attempt at a task. Times are in milliseconds, undefined while they are not known. Spark: `TaskInfo`. */
export interface TaskInfo {
  readonly taskId: number;
  /** The partition's place among those of its stage. */
  readonly index: number;
  readonly attemptNumber: number;
  readonly launchTime: number;
  readonly finishTime: number | undefined;
  readonly duration: number | undefined;
  /** The slot in which it runs. */
  readonly executorId: string;
  readonly failed: boolean;
}

export interface SparkListenerApplicationEnd {
  readonly time: number;
}
export interface SparkListenerJobStart {
  readonly jobId: number;
  readonly time: number;
  readonly stageIds: readonly number[];
  /** `spark.streaming.internal.batchTime` and `….outputOpId` where it belongs to an output operation of a batch. */
  readonly properties: Readonly<Record<string, string>>;
}
export interface SparkListenerJobEnd {
  readonly jobId: number;
  readonly time: number;
  readonly jobResult: JobResult;
}
export interface SparkListenerStageSubmitted {
  readonly stageInfo: StageInfo;
}
export interface SparkListenerStageCompleted {
  readonly stageInfo: StageInfo;
}
export interface SparkListenerTaskStart {
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly taskInfo: TaskInfo;
}
export interface SparkListenerTaskEnd {
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly taskType: "ResultTask" | "ShuffleMapTask";
  /** What it failed with, undefined when it did not. */
  readonly reason: ErrorInfo | undefined;
  readonly taskInfo: TaskInfo;
}

/**
 * Hears what the scheduler does: extend it, and give it to `sc.addSparkListener`. It is called in the driver, after the fact and in order. What it
 * throws is logged. Of Spark's callbacks there are those on jobs, stages and tasks. Spark: `SparkListener`.
 */
export abstract class SparkListener {
  /** The SparkContext has been stopped. */
  onApplicationEnd(_applicationEnd: SparkListenerApplicationEnd): unknown {
    return undefined;
  }

  /** A job starts. */
  onJobStart(_jobStart: SparkListenerJobStart): unknown {
    return undefined;
  }

  /** A job has ended, well or not. */
  onJobEnd(_jobEnd: SparkListenerJobEnd): unknown {
    return undefined;
  }

  /** A stage starts. */
  onStageSubmitted(_stageSubmitted: SparkListenerStageSubmitted): unknown {
    return undefined;
  }

  /** A stage has ended, well or not. */
  onStageCompleted(_stageCompleted: SparkListenerStageCompleted): unknown {
    return undefined;
  }

  /** A task starts. */
  onTaskStart(_taskStart: SparkListenerTaskStart): unknown {
    return undefined;
  }

  /** A task has ended, well or not. */
  onTaskEnd(_taskEnd: SparkListenerTaskEnd): unknown {
    return undefined;
  }
}
