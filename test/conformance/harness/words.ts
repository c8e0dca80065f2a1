import { type DStream, Milliseconds, SparkConf, SparkContext, StreamingContext } from "../../../core/index.ts";
import type { SimFiles } from "../../../core/sim/files.ts";
import type { SimHost } from "../../../core/sim/sim-host.ts";
import { attempt, firstRun, kill9, observe, out } from "./record.ts";
import type { CaseRecording } from "./recording.ts";
import { testInput } from "./test-input.ts";
import { decode } from "./values.ts";

/** Where a case that has a checkpoint directory has it. */
export const CHECKPOINTS = "/case/cp";

/** The words that the recorded programs use; a Scala program's `in` is `input` here. */
export class Words {
  readonly ssc: StreamingContext;
  readonly sc: SparkContext;
  /** For what a program keeps for its `before` and `after`. */
  readonly bag = new Map<string, unknown>();
  /** A directory of the case's own. */
  readonly dir = "/case";
  readonly #recording: CaseRecording;
  readonly #host: SimHost;

  constructor(recording: CaseRecording, host: SimHost, batchMs = recording.batchMs) {
    this.#recording = recording;
    this.#host = host;
    const conf = new SparkConf()
      .setMaster("local[2]")
      .setAppName("oracle")
      .setAll(Object.entries(recording.conf ?? {}));
    this.sc = new SparkContext(conf);
    this.ssc = new StreamingContext(this.sc, Milliseconds(batchMs));
    if (recording.checkpointDirectory === true) this.ssc.checkpoint(CHECKPOINTS);
  }

  /** A new input stream with the batches that the case gives for `name`. */
  readonly input = <T>(name: string): DStream<T> => {
    const recorded = this.#recording.inputs[name];
    if (recorded === undefined) throw new Error(`${this.#recording.id} has no input "${name}"`);
    const batches = recorded.batches.map((batch) =>
      batch === null ? null : batch.map((record) => decode(record) as T),
    );
    return testInput<T>(this.ssc, batches, recorded.partitions);
  };

  /** An input stream of another context's. */
  readonly testInput = testInput;

  readonly out = out;
  readonly observe = observe;
  readonly attempt = attempt;
  readonly firstRun = firstRun;
  readonly kill9 = kill9;

  /** The files of the case's world. */
  get files(): SimFiles {
    return this.#host.files;
  }

  /** Moves the clock on. */
  readonly advance = (milliseconds: number): Promise<void> => this.#host.clock.advance(milliseconds);

  /** Takes its time, in which others get their turn; the batch clock stands still. What `Thread.sleep` does to a recorded program. */
  readonly sleep = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await this.#host.turn();
  };
}

/** A recorded program in TypeScript, with what ran before some of its batches and after the last. */
export interface Program {
  readonly program: (words: Words) => unknown;
  /** What happened to the files between the first driver and the second. */
  readonly between?: (files: SimFiles) => unknown;
  /** By batch time, just before the clock is moved to it. */
  readonly before?: Readonly<Record<number, (words: Words) => unknown>>;
  readonly after?: (words: Words) => unknown;
}

/** The programs of a group, by the id of their case. */
export type Programs = Readonly<Record<string, ((words: Words) => unknown) | Program>>;
