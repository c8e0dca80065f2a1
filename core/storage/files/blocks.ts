import type { ReviveEnvironment } from "../../closure/index.ts";
import type { Files } from "../../host/files.ts";
import { FRAME_HEADER } from "../codec/frame.ts";
import { CorruptBlockError, decode, frameLength, UnknownFormatError } from "../codec.ts";
import { uriOf } from "./path.ts";
import type { FileSplit } from "./splits.ts";

/**
 * The records of the blocks that begin in a split of an object file, a block at a time. A file is one block of the codec's after the other.
 * @throws CorruptBlockError, UnknownFormatError naming the file
 */
export function* blocksOf(files: Files, split: FileSplit, environment?: ReviveEnvironment): Generator<unknown[]> {
  for (let at = 0; at < split.end; ) {
    const length = frameLength(files.read(split.path, at, at + FRAME_HEADER)) ?? split.size - at;
    if (at >= split.start) {
      try {
        yield decode(files.read(split.path, at, at + length), environment);
      } catch (error) {
        throw named(error, split.path, at);
      }
    }
    at += length;
  }
}

function named(error: unknown, path: string, at: number): unknown {
  if (!(error instanceof CorruptBlockError || error instanceof UnknownFormatError)) return error;
  const owner = error.constructor as typeof CorruptBlockError;
  return new owner(`${uriOf(path)}, byte ${at}: ${error.message}`, {
    code: error.code,
    advice: error.advice,
    cause: error,
  });
}
