import { callSite } from "../conf/call-site.ts";
import { require, SparkError } from "../conf/errors.ts";
import { Duration, type Time } from "../conf/time.ts";
import type { DStream } from "./dstream.ts";
import type { InputKind } from "./kind.ts";
import type { BatchJob, OutputOperation } from "./output.ts";

/** The streams of a program, from its inputs to its output operations. Spark: `DStreamGraph`. */
export class DStreamGraph {
  readonly batchDuration: Duration;
  /** In the order in which they were made: their place is the number by which Spark knows them. */
  readonly inputs: { readonly dstream: DStream<unknown>; readonly kind: InputKind<unknown> }[] = [];
  readonly outputs: OutputOperation[] = [];
  #rememberDuration: Duration | undefined;
  #zeroTime: Time | undefined;

  constructor(batchDuration: Duration) {
    this.batchDuration = batchDuration;
  }

  /** The time from which batches count: one interval before the first batch. */
  get zeroTime(): Time | undefined {
    return this.#zeroTime;
  }

  get rememberDuration(): Duration | undefined {
    return this.#rememberDuration;
  }

  /** Becomes what a checkpoint kept. */
  restore(
    zeroTime: Time | undefined,
    rememberDuration: Duration | undefined,
    inputs: DStreamGraph["inputs"],
    outputs: readonly OutputOperation[],
  ): void {
    this.#zeroTime = zeroTime;
    this.#rememberDuration = rememberDuration;
    this.inputs.push(...inputs);
    this.outputs.push(...outputs);
  }

  validate(): void {
    require(this.outputs.length > 0, () => "No output operations registered, so nothing to execute", {
      code: "NO_OUTPUT_OPERATIONS",
      advice: "Transformations are lazy: end at least one stream with an output operation, for instance print().",
    });
  }

  /** Every stream remembers its RDDs at least so long. It can be said once, also when a checkpoint has kept it. */
  remember(duration: Duration): void {
    const known = this.#rememberDuration;
    require(known === undefined, () => `Remember duration already set as ${known}. Cannot set it again.`, {
      code: "REMEMBER_TWICE",
      advice: "Call ssc.remember() once, with the longest duration that is needed.",
      site: callSite(),
    });
    this.#rememberDuration = duration;
  }

  /**
   * Goes on after a recovery: the streams know their times.
   * @throws SparkError when the program has declared more streams than the checkpoint has
   */
  restart(): void {
    for (const { parent, site } of this.outputs) {
      if (parent.lifecycle.isInitialized) continue;
      throw new SparkError(`${parent} has not been initialized`, {
        code: "NOT_INITIALIZED",
        advice:
          "This context was recovered from a checkpoint, with the streams of then. Declare streams only in the function that makes the context when there is no " +
          "checkpoint; a program that has other streams begins anew in another checkpoint directory.",
        site,
      });
    }
    for (const { dstream, kind } of this.inputs) kind.start(dstream);
  }

  start(zeroTime: Time): void {
    this.#zeroTime = zeroTime;
    for (const { parent } of this.outputs) parent.lifecycle.initialize(zeroTime);
    for (const { parent } of this.outputs) parent.lifecycle.remember(this.#rememberDuration);
    for (const { parent } of this.outputs) parent.lifecycle.validateAtStart();
    for (const { dstream, kind } of this.inputs) kind.start(dstream);
  }

  stop(): void {
    for (const input of this.inputs) input.kind.stop();
  }

  /** The jobs of the batch at `time`, one for every output operation whose stream has an RDD. */
  generateJobs(time: Time): BatchJob[] {
    return this.outputs.map((output) => output.generateJob(time)).filter((job) => job !== undefined);
  }

  /** From now on records come in with `dstream`, which is of a kind of input. */
  addInput<T>(dstream: DStream<T>): void {
    this.inputs.push({ dstream: dstream as unknown as DStream<unknown>, kind: dstream.kind as InputKind<unknown> });
  }

  /** Which of the input streams `dstream` is. */
  inputNumber(dstream: DStream<unknown>): number {
    return this.inputs.findIndex((input) => input.dstream === dstream);
  }

  clearMetadata(time: Time, unpersist: boolean): void {
    for (const output of this.outputs) output.parent.lifecycle.clearMetadata(time, unpersist);
  }

  /** Before a checkpoint of the driver is made, as of the batch at `time`. */
  updateCheckpointData(time: Time): void {
    for (const output of this.outputs) output.parent.lifecycle.updateCheckpointData(time);
  }

  /** After it has been written. An RDD may be that of several streams, as `transform` may give the one that it got: its files go with the last of them. */
  clearCheckpointData(time: Time): void {
    const streams = this.#streams();
    const isShared = (directory: string): boolean =>
      streams.filter((stream) => stream.lifecycle.hasCheckpointIn(directory)).length > 1;
    for (const output of this.outputs) output.parent.lifecycle.clearCheckpointData(time, isShared);
  }

  /** All streams that lead to an output operation. */
  #streams(): DStream<unknown>[] {
    const streams = new Set<DStream<unknown>>();
    const add = (stream: DStream<unknown>): void => {
      if (streams.has(stream)) return;
      streams.add(stream);
      for (const parent of stream.kind.parents) add(parent);
    };
    for (const { parent } of this.outputs) add(parent);
    return [...streams];
  }

  /** How long blocks of receivers have to be kept: as long as any input stream remembers its RDDs. */
  maxInputRememberDuration(): Duration {
    let longest = new Duration(0);
    for (const { dstream } of this.inputs) {
      const remember = dstream.lifecycle.rememberDuration;
      if (remember !== undefined) longest = longest.max(remember);
    }
    return longest;
  }
}
