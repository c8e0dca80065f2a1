import type { Files } from "../../host/files.ts";
import { pathFrom } from "../../storage/files/path.ts";
import type { Checkpoint } from "./checkpoint.ts";

/**
 * A checkpoint that was read in `directory`. When there is nothing any more where its own directory was, that was moved, as from another machine, and is here
 * now. On Spark a directory that was moved cannot be recovered from: its paths are absolute.
 */
export function whereItIs(checkpoint: Checkpoint, directory: string, files: Files): Checkpoint {
  if (checkpoint.directory === directory || files.stat(checkpoint.directory) !== undefined) return checkpoint;
  return { ...checkpoint, directory, movedFrom: checkpoint.directory };
}

/** Where a file is now that the checkpoint's driver had at a path. */
export function pathsNow({ directory, movedFrom }: Checkpoint): (path: string) => string {
  if (movedFrom === undefined) return (path) => path;
  return (path) => pathFrom(path, movedFrom, directory);
}
