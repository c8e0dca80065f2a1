import { type BatchInfo, type OutputOperationInfo, Receiver, type ReceiverInfo, StreamingListener } from "sluice";
import { javaError } from "../harness/java-errors.ts";
import { textOf } from "../harness/other-forms.ts";
import type { Programs, Words } from "../harness/words.ts";

/** Stores some lines after a while, and then complains. */
class FewLines extends Receiver<string> {
  readonly #lines: readonly string[];

  constructor(lines: readonly string[]) {
    super();
    this.#lines = lines;
  }

  onStart(): void {
    const { clock } = this.host;
    clock.schedule(clock.now() + 200, () => {
      for (const line of this.#lines) this.store(line);
      this.reportError("a complaint", new Error("why"));
    });
  }

  onStop(): void {}
}

/** Writes down every event that it hears, as the recordings do. */
function record({ ssc, observe }: Words): void {
  const note = (event: string, fields: object) => observe(event, null, textOf(fields));
  class Recorder extends StreamingListener {
    override onStreamingStarted = ({ time }: { time: number }) =>
      note("onStreamingStarted", { time: scrubbed(time, "TIME") });
    override onReceiverStarted = ({ receiverInfo }: { receiverInfo: ReceiverInfo }) =>
      note("onReceiverStarted", { receiverInfo: receiver(receiverInfo) });
    override onReceiverError = ({ receiverInfo }: { receiverInfo: ReceiverInfo }) =>
      note("onReceiverError", { receiverInfo: receiver(receiverInfo) });
    override onReceiverStopped = ({ receiverInfo }: { receiverInfo: ReceiverInfo }) =>
      note("onReceiverStopped", { receiverInfo: receiver(receiverInfo) });
    override onBatchSubmitted = ({ batchInfo }: { batchInfo: BatchInfo }) =>
      note("onBatchSubmitted", { batchInfo: batch(batchInfo) });
    override onBatchStarted = ({ batchInfo }: { batchInfo: BatchInfo }) =>
      note("onBatchStarted", { batchInfo: batch(batchInfo) });
    override onBatchCompleted = ({ batchInfo }: { batchInfo: BatchInfo }) =>
      note("onBatchCompleted", { batchInfo: batch(batchInfo) });
    override onOutputOperationStarted = ({ outputOperationInfo }: { outputOperationInfo: OutputOperationInfo }) =>
      note("onOutputOperationStarted", { outputOperationInfo: output(outputOperationInfo) });
    override onOutputOperationCompleted = ({ outputOperationInfo }: { outputOperationInfo: OutputOperationInfo }) =>
      note("onOutputOperationCompleted", { outputOperationInfo: output(outputOperationInfo) });
  }
  ssc.addStreamingListener(new Recorder());
}

/** A time or a duration, of which the recordings only tell that it is there. */
function scrubbed(milliseconds: number | undefined, word: "TIME" | "MS"): string | number | null {
  if (milliseconds === undefined) return null;
  return Number.isInteger(milliseconds) && milliseconds >= 0 ? word : milliseconds;
}

/** The first line of an error's text, with Java's name of it. */
function inJava(text: string): string {
  const [, name, message] = /^(\w+): (.*)/.exec(text) ?? [];
  if (name === undefined) return text;
  return `${javaError(Object.assign(new Error(message), { name })).exception}: ${message}`;
}

function receiver(info: ReceiverInfo): object {
  return { ...info, location: "HOST", lastError: inJava(info.lastError) };
}

function output(info: OutputOperationInfo): object {
  return {
    batchTime: String(info.batchTime),
    id: info.id,
    name: info.name.replace(/ at \S+:\d+$/, " at SOURCE:LINE"),
    startTime: scrubbed(info.startTime, "TIME"),
    endTime: scrubbed(info.endTime, "TIME"),
    duration: scrubbed(info.duration, "MS"),
    failureReason: info.failureReason === undefined ? null : inJava(info.failureReason),
  };
}

function batch(info: BatchInfo): object {
  return {
    batchTime: String(info.batchTime),
    numRecords: info.numRecords,
    submissionTime: scrubbed(info.submissionTime, "TIME"),
    processingStartTime: scrubbed(info.processingStartTime, "TIME"),
    processingEndTime: scrubbed(info.processingEndTime, "TIME"),
    schedulingDelay: scrubbed(info.schedulingDelay, "MS"),
    processingDelay: scrubbed(info.processingDelay, "MS"),
    totalDelay: scrubbed(info.totalDelay, "MS"),
    streamIdToInputInfo: Object.fromEntries(
      [...info.streamIdToInputInfo].map(([id, { inputStreamId, numRecords, metadata }]) => [
        id,
        { inputStreamId, numRecords, metadata },
      ]),
    ),
    outputOperationInfos: Object.fromEntries(
      [...info.outputOperationInfos].map(([id, operation]) => [id, output(operation)]),
    ),
  };
}

export const listener: Programs = {
  "listener/one-batch": (words) => {
    record(words);
    const a = words.input<number>("a");
    a.foreachRDD((rdd) => rdd.count());
    a.map((x) => x + 1).print();
  },

  "listener/failing": (words) => {
    record(words);
    const a = words.input<number>("a");
    a.foreachRDD(() => {
      throw new Error("A broke");
    });
    a.foreachRDD((rdd) => rdd.count());
  },

  "listener/receiver": (words) => {
    record(words);
    words.ssc.receiverStream(new FewLines(["a", "b", "c"])).foreachRDD((rdd, _time) => rdd.count());
  },

  "listener/names": (words) => {
    record(words);
    const a = words.input<string>("a");
    a.print();
    a.foreachRDD(() => {});
    a.saveAsTextFiles(`${words.dir}/x`);
    a.countByValue().print(3);
    a.map((x) => [x, 1])
      .reduceByKey((x, y) => x + y)
      .foreachRDD((_rdd, _time) => {});
  },
};
