import { type Packed, type ProgramModule, portable } from "../../closure/index.ts";
import { SparkError } from "../../conf/errors.ts";
import type { Time } from "../../conf/time.ts";
import { decode, encode, UnknownFormatError } from "../../storage/codec.ts";

const FORMAT = "sluice-checkpoint";
/** Changes whenever a reader of the version before could not make sense of what is written. */
const VERSION = 2;

/** What a new driver needs to go on where another one was at `time`. Spark: `Checkpoint`. */
export interface Checkpoint {
  /** The batch after whose generation or completion it was made, in milliseconds. */
  readonly time: number;
  /** The driver's settings. */
  readonly conf: readonly (readonly [key: string, value: string])[];
  /** In milliseconds. */
  readonly batchDuration: number;
  readonly directory: string;
  /** Where the directory was when this was written, of one that was moved since. Not written. */
  readonly movedFrom?: string;
  /** Batches that had been generated and were not done, in milliseconds. */
  readonly pendingTimes: readonly number[];
  /** The modules that made the streams, as they were when the first driver made them. */
  readonly program: readonly ProgramModule[];
  /** The streams with their functions. */
  readonly graph: Packed;
}

/** A checkpoint as bytes, the same in Node and in browsers, with checksums. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  return encode([{ format: FORMAT, version: VERSION, ...checkpoint, graph: portable(checkpoint.graph) }]);
}

/**
 * The checkpoint in `bytes`. Nothing in it is evaluated.
 * @throws CorruptBlockError, UnknownFormatError when they are not whole, or not a checkpoint of this version
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const [read] = decode(bytes, { evaluates: false }) as [
    { readonly format?: unknown; readonly version?: unknown } | undefined,
  ];
  if (read?.format !== FORMAT) {
    throw new UnknownFormatError("This is no checkpoint of Sluice's", {
      code: "CHECKPOINT_FORMAT",
      advice: "Give ssc.checkpoint() and getOrCreate() a directory that nothing else is kept in.",
    });
  }
  if (read.version !== VERSION) {
    throw new UnknownFormatError(
      `This checkpoint was written in version ${String(read.version)} of the format; this Sluice reads version ${VERSION}`,
      {
        code: "CHECKPOINT_VERSION",
        advice: "Recover with the version of Sluice that wrote it, or begin anew in another directory.",
      },
    );
  }
  return read as unknown as Checkpoint;
}

/** Nothing in a directory could be read. */
export function unreadable(directory: string, cause: unknown): SparkError {
  return new SparkError(`Failed to read checkpoint from directory ${directory}`, {
    code: "CHECKPOINT_UNREADABLE",
    advice:
      "Every file in it is broken, or was written by something else. Restore one from a backup, or give another directory to begin anew.",
    cause,
  });
}

/** `checkpoint-TIME`, or `checkpoint-TIME.bk` of the one that it replaced. */
export function checkpointName(time: Time, backup = false): string {
  return `checkpoint-${time.milliseconds}${backup ? ".bk" : ""}`;
}
