import { type ProgramModule, TaskNotSerializableError } from "../../closure/index.ts";
import type { SparkConf } from "../../conf/spark-conf.ts";
import type { Time } from "../../conf/time.ts";
import type { DStreamGraph } from "../../dstream/graph.ts";
import { packGraph } from "../../dstream/snapshot.ts";
import type { FileLock, Files } from "../../host/files.ts";
import { NotSerializableError } from "../../storage/codec.ts";
import type { Trace } from "../../trace/trace.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { lockCheckpointDirectory } from "./checkpoint-directory.ts";
import { CheckpointWriter } from "./checkpoint-files.ts";
import { programOf, warnOfOtherProgram } from "./program.ts";

const ATTEMPTS = 3;

export interface CheckpointingOptions {
  readonly files: Files;
  readonly trace: Trace;
  readonly conf: SparkConf;
  readonly graph: DStreamGraph;
  readonly pendingTimes: () => readonly number[];
}

/** Writes a checkpoint after each generation and each completion of a batch, once a directory has been given. */
export class Checkpointing {
  readonly #options: CheckpointingOptions;
  #directory: string | undefined;
  #writer: CheckpointWriter | undefined;
  #isPossible = true;
  #lock: FileLock | undefined;
  #isClosed = false;
  #program: readonly ProgramModule[] = [];

  constructor(options: CheckpointingOptions) {
    this.#options = options;
  }

  get directory(): string | undefined {
    return this.#directory;
  }

  set directory(directory: string | undefined) {
    this.#directory = directory;
    this.#writer = directory === undefined ? undefined : new CheckpointWriter(this.#options.files, directory);
  }

  get isEnabled(): boolean {
    return this.#writer !== undefined && this.#isPossible;
  }

  /**
   * Keeps all other drivers from the directory until `close`. Of the driver that goes on from a checkpoint, it is told when its program has changed.
   * @throws IllegalStateError when another driver writes to it, or has since; SparkError when nothing can be written there
   */
  begin(recovered: Checkpoint | undefined): void {
    if (!this.isEnabled) return;
    const { files, conf, trace } = this.#options;
    const application = conf.get("spark.app.name", "an application");
    this.#lock = lockCheckpointDirectory(files, this.#directory!, application, trace, recovered?.time);
    if (recovered === undefined) return;
    this.#program = recovered.program;
    warnOfOtherProgram(recovered, trace);
  }

  /** Writes no more, and leaves the directory to others. */
  close(): void {
    this.#isClosed = true;
    this.#lock?.release();
    this.#lock = undefined;
  }

  /**
   * Can the streams be written down? Where functions were not compiled by Sluice there is a warning, and no checkpoint of the driver.
   * @throws NotSerializableError
   */
  validate(): void {
    if (this.#writer === undefined) return;
    const { graph, trace } = this.#options;
    for (const { dstream } of graph.inputs) {
      const { notRecovered } = dstream.kind;
      if (notRecovered !== undefined) trace.warn(notRecovered, "NOT_RECOVERED");
    }
    try {
      this.#program = programOf(graph, packGraph(graph));
    } catch (error) {
      if (!(error instanceof TaskNotSerializableError)) throw error;
      if (!error.isUncompiled) throw notSerializable(error);
      this.#isPossible = false;
      trace.warn(
        `A driver cannot be recovered from this checkpoint directory: ${error.message.replace("Task not serializable: ", "")}. Start the program with ` +
          "`sluice run`, or with `node --import sluice/register`, or use the plugin of sluice/vite.",
        "NO_DRIVER_CHECKPOINT",
      );
    }
  }

  /**
   * Writes what a new driver would need, as of `time`. A store that refuses is tried again, then there is a warning: the batches go on. With `clearData`,
   * files of checkpointed RDDs that are too old for this checkpoint are removed once it is there. Gives false when there should be one and is not.
   */
  write(time: Time, clearData: boolean): boolean {
    if (this.#isClosed) return false;
    const { graph } = this.#options;
    graph.updateCheckpointData(time);
    if (this.isEnabled && !this.#written(time)) return false;
    if (clearData) graph.clearCheckpointData(time);
    return true;
  }

  #written(time: Time): boolean {
    const checkpoint = this.#checkpoint(time);
    for (let attempt = 1; ; attempt++) {
      try {
        const { path, bytes, backup, removed } = this.#writer!.write(checkpoint);
        const { trace } = this.#options;
        trace.emit({ kind: "checkpoint-written", time: time.milliseconds, bytes, path, backup });
        for (const old of removed) trace.emit({ kind: "file-removed", path: old });
        return true;
      } catch (error) {
        if (attempt < ATTEMPTS) continue;
        this.#options.trace.error(
          `Could not write checkpoint for time ${time} to ${this.#directory}`,
          error,
          "CHECKPOINT_WRITE",
        );
        return false;
      }
    }
  }

  #checkpoint(time: Time): Checkpoint {
    const { conf, graph, pendingTimes } = this.#options;
    try {
      return {
        time: time.milliseconds,
        conf: conf.getAll(),
        batchDuration: graph.batchDuration.milliseconds,
        directory: this.#directory!,
        pendingTimes: pendingTimes(),
        program: this.#program,
        graph: packGraph(graph),
      };
    } catch (error) {
      throw error instanceof TaskNotSerializableError ? notSerializable(error) : error;
    }
  }
}

function notSerializable(error: TaskNotSerializableError): NotSerializableError {
  const reason = error.message.replace("Task not serializable: ", "");
  return new NotSerializableError(
    `DStream checkpointing has been enabled but the DStreams with their functions are not serializable\n${reason}`,
    { code: "GRAPH_NOT_SERIALIZABLE", advice: error.advice, site: error.site, cause: error },
  );
}
