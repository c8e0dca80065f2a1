import { siteText, userStack } from "../conf/call-site.ts";
import { Time } from "../conf/time.ts";
import type { BatchInput, ErrorInfo, TraceEvent, TraceEventOf } from "../trace/events.ts";
import { ListenerBus } from "../trace/listener-bus.ts";
import type { Trace } from "../trace/trace.ts";
import type {
  BatchInfo,
  OutputOperationInfo,
  ReceiverInfo,
  StreamInputInfo,
  StreamingListener,
} from "./streaming-listener.ts";

/** What is known of a batch so far. */
interface Batch {
  readonly time: number;
  readonly submitted: number;
  readonly inputs: readonly BatchInput[];
  readonly outputs: Map<number, OutputRun>;
  started: number | undefined;
  ended: number | undefined;
}

interface OutputRun {
  readonly started?: number;
  readonly ended?: number;
  readonly error?: ErrorInfo | undefined;
}

type Delivery = (listener: Partial<StreamingListener>) => unknown;

/** Turns the trace of a StreamingContext into what Spark's listeners hear. Spark: `StreamingListenerBus`. */
export class StreamingListenerBus {
  readonly #bus: ListenerBus<Partial<StreamingListener>, Delivery>;
  readonly #declared = new Map<number, TraceEventOf<"output-declared">>();
  readonly #receivers = new Map<number, ReceiverInfo>();
  readonly #batches = new Map<number, Batch>();
  /** What receivers did before the start was told: on Spark they start a little later than the context. */
  #beforeStart: Delivery[] | undefined = [];

  constructor(trace: Trace) {
    this.#bus = new ListenerBus(trace, (listener, deliver) => deliver(listener));
    const unsubscribe = trace.subscribe((event) => {
      this.#take(event);
      if (event.kind === "context-state" && event.state === "STOPPED") unsubscribe();
    });
  }

  add(listener: Partial<StreamingListener>): void {
    this.#bus.add(listener);
  }

  remove(listener: Partial<StreamingListener>): void {
    this.#bus.remove(listener);
  }

  #take(event: TraceEvent): void {
    switch (event.kind) {
      case "output-declared":
        this.#declared.set(event.output, event);
        break;
      case "streaming-started":
        this.#bus.post((listener) => listener.onStreamingStarted?.({ time: event.t }));
        for (const delivery of this.#beforeStart ?? []) this.#bus.post(delivery);
        this.#beforeStart = undefined;
        break;
      case "receiver-started":
      case "receiver-error":
      case "receiver-stopped":
        this.#receiver(event);
        break;
      case "batch-submitted":
        this.#submitted(event);
        break;
      case "batch-started":
      case "batch-completed":
        this.#batch(event);
        break;
      case "output-started":
      case "output-completed":
        this.#output(event);
        break;
      default:
    }
  }

  #receiver(event: TraceEventOf<"receiver-started" | "receiver-error" | "receiver-stopped">): void {
    const known = this.#receivers.get(event.stream);
    if (event.kind === "receiver-started") {
      const receiverInfo: ReceiverInfo = {
        streamId: event.stream,
        name: `${event.name}-${event.stream}`,
        active: true,
        location: "localhost",
        executorId: "driver",
        lastErrorMessage: "",
        lastError: "",
        lastErrorTime: -1,
      };
      this.#receivers.set(event.stream, receiverInfo);
      this.#postOfReceiver((listener) => listener.onReceiverStarted?.({ receiverInfo }));
      return;
    }
    // an error that the receiver starts again for is told when it stops
    if (known === undefined || (event.kind === "receiver-error" && event.restart === true)) return;
    const { message, error = "" } = event;
    const stopped = event.kind === "receiver-stopped";
    const receiverInfo: ReceiverInfo = {
      ...known,
      active: !stopped,
      lastErrorMessage: message,
      lastError: error,
      lastErrorTime: stopped ? (error === "" ? -1 : event.t) : known.lastErrorTime,
    };
    this.#receivers.set(event.stream, receiverInfo);
    this.#postOfReceiver((listener) =>
      stopped ? listener.onReceiverStopped?.({ receiverInfo }) : listener.onReceiverError?.({ receiverInfo }),
    );
  }

  #postOfReceiver(delivery: Delivery): void {
    if (this.#beforeStart === undefined) this.#bus.post(delivery);
    else this.#beforeStart.push(delivery);
  }

  #submitted(event: TraceEventOf<"batch-submitted">): void {
    const batch: Batch = {
      time: event.time,
      submitted: event.t,
      inputs: event.inputs ?? [],
      outputs: new Map(event.operations?.map((id) => [id, {}])),
      started: undefined,
      ended: undefined,
    };
    this.#batches.set(event.time, batch);
    if (!this.#bus.isHeard) return;
    const batchInfo = this.#batchInfo(batch);
    this.#bus.post((listener) => listener.onBatchSubmitted?.({ batchInfo }));
  }

  #batch(event: TraceEventOf<"batch-started" | "batch-completed">): void {
    const batch = this.#batches.get(event.time);
    if (batch === undefined) return;
    const completed = event.kind === "batch-completed";
    batch.started = batch.submitted + event.schedulingDelay;
    if (completed) {
      batch.ended = batch.started + event.processingTime;
      this.#batches.delete(event.time);
    }
    if (!this.#bus.isHeard) return;
    const batchInfo = this.#batchInfo(batch);
    this.#bus.post((listener) =>
      completed ? listener.onBatchCompleted?.({ batchInfo }) : listener.onBatchStarted?.({ batchInfo }),
    );
  }

  #output(event: TraceEventOf<"output-started" | "output-completed">): void {
    const batch = this.#batches.get(event.time);
    if (batch === undefined) return;
    const completed = event.kind === "output-completed";
    const started = completed ? (batch.outputs.get(event.output)?.started ?? event.t - event.duration) : event.t;
    const run: OutputRun = completed ? { started, ended: started + event.duration, error: event.error } : { started };
    batch.outputs.set(event.output, run);
    if (!this.#bus.isHeard) return;
    const outputOperationInfo = this.#outputInfo(batch.time, event.output, run);
    this.#bus.post((listener) =>
      completed
        ? listener.onOutputOperationCompleted?.({ outputOperationInfo })
        : listener.onOutputOperationStarted?.({ outputOperationInfo }),
    );
  }

  #outputInfo(time: number, id: number, { started, ended, error }: OutputRun): OutputOperationInfo {
    const { operation = "foreachRDD", site } = this.#declared.get(id) ?? {};
    return {
      batchTime: new Time(time),
      id,
      name: `${operation} at ${siteText(site)}`,
      description: site === undefined ? siteText(site) : `${siteText(site)}:${site.column}`,
      startTime: started,
      endTime: ended,
      failureReason: error && reasonOf(error),
      duration: difference(ended, started),
    };
  }

  #batchInfo({ time, submitted, started, ended, inputs, outputs }: Batch): BatchInfo {
    return {
      batchTime: new Time(time),
      streamIdToInputInfo: new Map(inputs.map((input) => [input.stream, inputInfo(input)])),
      submissionTime: submitted,
      processingStartTime: started,
      processingEndTime: ended,
      outputOperationInfos: new Map([...outputs].map(([id, run]) => [id, this.#outputInfo(time, id, run)])),
      schedulingDelay: difference(started, submitted),
      processingDelay: difference(ended, started),
      totalDelay: difference(ended, submitted),
      numRecords: inputs.reduce((sum, input) => sum + input.records, 0),
    };
  }
}

function inputInfo({ stream, records, files }: BatchInput): StreamInputInfo {
  const description = files?.join("\n");
  return {
    inputStreamId: stream,
    numRecords: records,
    metadata: files === undefined ? {} : { files, Description: description },
    metadataDescription: description,
  };
}

function difference(end: number | undefined, start: number | undefined): number | undefined {
  return end === undefined || start === undefined ? undefined : end - start;
}

function reasonOf({ name, message, stack }: ErrorInfo): string {
  const frames = userStack(stack)
    .split("\n")
    .filter((frame) => frame !== "")
    .map((frame) => `\n\t${frame}`);
  return `${name}: ${message}${frames.join("")}`;
}
