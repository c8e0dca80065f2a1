import type { ErrorInfo, TraceEvent, TraceEventOf } from "../trace/events.ts";
import { ListenerBus } from "../trace/listener-bus.ts";
import type { Trace } from "../trace/trace.ts";
import type { SparkListener, StageInfo, TaskInfo } from "./spark-listener.ts";

type Delivery = (listener: Partial<SparkListener>) => unknown;

/** Turns the trace into what Spark's listeners of jobs, stages and tasks hear; it looks at it from its first listener on. Spark: `LiveListenerBus`. */
export class SparkListenerBus {
  readonly #bus: ListenerBus<Partial<SparkListener>, Delivery>;
  readonly #trace: Trace;
  readonly #actions = new Map<number, string>();
  readonly #stages = new Map<number, { readonly info: StageInfo; readonly isMap: boolean }>();
  readonly #tasks = new Map<number, TaskInfo>();
  #unsubscribe: (() => void) | undefined;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#bus = new ListenerBus(trace, (listener, deliver) => deliver(listener));
  }

  add(listener: Partial<SparkListener>): void {
    this.#bus.add(listener);
    this.#unsubscribe ??= this.#trace.subscribe((event) => this.#take(event));
  }

  remove(listener: Partial<SparkListener>): void {
    this.#bus.remove(listener);
    if (this.#bus.isHeard) return;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #take(event: TraceEvent): void {
    switch (event.kind) {
      case "application-stopped":
        this.#bus.post((listener) => listener.onApplicationEnd?.({ time: event.t }));
        break;
      case "job-started":
        this.#actions.set(event.job, event.action);
        this.#bus.post((listener) =>
          listener.onJobStart?.({
            jobId: event.job,
            time: event.t,
            stageIds: event.stages,
            properties: propertiesOf(event),
          }),
        );
        break;
      case "job-completed":
        this.#actions.delete(event.job);
        this.#bus.post((listener) =>
          listener.onJobEnd?.({
            jobId: event.job,
            time: event.t,
            jobResult:
              event.error === undefined ? { kind: "JobSucceeded" } : { kind: "JobFailed", exception: event.error },
          }),
        );
        break;
      case "stage-submitted":
      case "stage-completed":
        this.#stage(event);
        break;
      case "task-started":
      case "task-completed":
        this.#task(event);
        break;
      default:
    }
  }

  #stage(event: TraceEventOf<"stage-submitted" | "stage-completed">): void {
    if (event.kind === "stage-submitted") {
      const stageInfo: StageInfo = {
        stageId: event.stage,
        attemptNumber: event.attempt,
        name: this.#actions.get(event.job) ?? "",
        numTasks: event.tasks,
        submissionTime: event.t,
        completionTime: undefined,
        failureReason: undefined,
      };
      this.#stages.set(event.stage, { info: stageInfo, isMap: event.shuffle !== undefined });
      this.#bus.post((listener) => listener.onStageSubmitted?.({ stageInfo }));
      return;
    }
    const stage = this.#stages.get(event.stage);
    if (stage === undefined) return;
    this.#stages.delete(event.stage);
    const stageInfo: StageInfo = {
      ...stage.info,
      completionTime: event.t,
      failureReason: event.error && describe(event.error),
    };
    this.#bus.post((listener) => listener.onStageCompleted?.({ stageInfo }));
  }

  #task(event: TraceEventOf<"task-started" | "task-completed">): void {
    const { stage, task } = event;
    const known = this.#stages.get(stage);
    const stageAttemptId = known?.info.attemptNumber ?? 0;
    if (event.kind === "task-started") {
      const taskInfo: TaskInfo = {
        taskId: task,
        index: event.partition,
        attemptNumber: event.attempt,
        launchTime: event.t,
        finishTime: undefined,
        duration: undefined,
        executorId: String(event.slot),
        failed: false,
      };
      this.#tasks.set(task, taskInfo);
      this.#bus.post((listener) => listener.onTaskStart?.({ stageId: stage, stageAttemptId, taskInfo }));
      return;
    }
    const started = this.#tasks.get(task);
    if (started === undefined) return;
    this.#tasks.delete(task);
    const { duration, error: reason } = event;
    const taskInfo: TaskInfo = {
      ...started,
      finishTime: started.launchTime + duration,
      duration,
      failed: reason !== undefined,
    };
    const taskType = known?.isMap ? "ShuffleMapTask" : "ResultTask";
    this.#bus.post((listener) => listener.onTaskEnd?.({ stageId: stage, stageAttemptId, taskType, reason, taskInfo }));
  }
}

function propertiesOf({ time, output }: TraceEventOf<"job-started">): Record<string, string> {
  if (time === undefined || output === undefined) return {};
  return {
    "spark.streaming.internal.batchTime": String(time),
    "spark.streaming.internal.outputOpId": String(output),
  };
}

function describe({ name, message }: ErrorInfo): string {
  return message === "" ? name : `${name}: ${message}`;
}
