import type { ErrorInfo } from "../trace/events.ts";

/**
 * How a job ended.
 * @spark org.apache.spark.scheduler.JobResult
 */
export type JobResult =
  | { readonly kind: "JobSucceeded" }
  | {
      readonly kind: "JobFailed";
      /** What it failed with: name, message and place. */
      readonly exception: ErrorInfo;
    };

/**
 * One attempt at a stage. Times are in milliseconds, undefined while they are not known.
 * @spark org.apache.spark.scheduler.StageInfo
 */
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

/**
 * One attempt at a task. Times are in milliseconds, undefined while they are not known.
 * @spark org.apache.spark.scheduler.TaskInfo
 */
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

/**
 * What `onApplicationEnd` is told; `time` is in milliseconds.
 * @spark org.apache.spark.scheduler.SparkListenerApplicationEnd
 */
export interface SparkListenerApplicationEnd {
  readonly time: number;
}
/**
 * What `onJobStart` is told; `time` is in milliseconds.
 * @spark org.apache.spark.scheduler.SparkListenerJobStart
 */
export interface SparkListenerJobStart {
  readonly jobId: number;
  readonly time: number;
  readonly stageIds: readonly number[];
  /** `spark.streaming.internal.batchTime` and `….outputOpId` where it belongs to an output operation of a batch. */
  readonly properties: Readonly<Record<string, string>>;
}
/**
 * What `onJobEnd` is told; `time` is in milliseconds.
 * @spark org.apache.spark.scheduler.SparkListenerJobEnd
 */
export interface SparkListenerJobEnd {
  readonly jobId: number;
  readonly time: number;
  readonly jobResult: JobResult;
}
/**
 * What `onStageSubmitted` is told.
 * @spark org.apache.spark.scheduler.SparkListenerStageSubmitted
 */
export interface SparkListenerStageSubmitted {
  readonly stageInfo: StageInfo;
}
/**
 * What `onStageCompleted` is told.
 * @spark org.apache.spark.scheduler.SparkListenerStageCompleted
 */
export interface SparkListenerStageCompleted {
  readonly stageInfo: StageInfo;
}
/**
 * What `onTaskStart` is told.
 * @spark org.apache.spark.scheduler.SparkListenerTaskStart
 */
export interface SparkListenerTaskStart {
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly taskInfo: TaskInfo;
}
/**
 * What `onTaskEnd` is told.
 * @spark org.apache.spark.scheduler.SparkListenerTaskEnd
 */
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
 * throws is logged. Of Spark's callbacks there are those on jobs, stages and tasks.
 * @spark org.apache.spark.scheduler.SparkListener
 * @example
 * class Failures extends SparkListener {
 *   override onTaskEnd({ taskInfo, reason }: SparkListenerTaskEnd): void {
 *     if (taskInfo.failed) console.log(taskInfo.taskId, reason?.message);
 *   }
 * }
 * sc.addSparkListener(new Failures());
 */
export abstract class SparkListener {
  /**
   * The SparkContext has been stopped.
   * @spark SparkListener.onApplicationEnd
   */
  onApplicationEnd(_applicationEnd: SparkListenerApplicationEnd): unknown {
    return undefined;
  }

  /**
   * A job starts.
   * @spark SparkListener.onJobStart
   */
  onJobStart(_jobStart: SparkListenerJobStart): unknown {
    return undefined;
  }

  /**
   * A job has ended, well or not.
   * @spark SparkListener.onJobEnd
   */
  onJobEnd(_jobEnd: SparkListenerJobEnd): unknown {
    return undefined;
  }

  /**
   * A stage starts.
   * @spark SparkListener.onStageSubmitted
   */
  onStageSubmitted(_stageSubmitted: SparkListenerStageSubmitted): unknown {
    return undefined;
  }

  /**
   * A stage has ended, well or not.
   * @spark SparkListener.onStageCompleted
   */
  onStageCompleted(_stageCompleted: SparkListenerStageCompleted): unknown {
    return undefined;
  }

  /**
   * A task starts.
   * @spark SparkListener.onTaskStart
   */
  onTaskStart(_taskStart: SparkListenerTaskStart): unknown {
    return undefined;
  }

  /**
   * A task has ended, well or not.
   * @spark SparkListener.onTaskEnd
   */
  onTaskEnd(_taskEnd: SparkListenerTaskEnd): unknown {
    return undefined;
  }
}
