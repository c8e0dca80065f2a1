import { describeError } from "../../conf/errors.ts";
import { NodeFiles } from "../../host/node/files.ts";
import { absolutePath } from "../../storage/files/path.ts";
import { type Checkpoint, decodeCheckpoint } from "../../streaming/checkpoint/checkpoint.ts";
import { checkpointFiles } from "../../streaming/checkpoint/checkpoint-files.ts";
import { contentsOf } from "../../streaming/checkpoint/contents.ts";
import { whereItIs } from "../../streaming/checkpoint/moved-checkpoint.ts";
import { CommandError, EXIT } from "../exit.ts";
import { type FileState, inspectionText } from "./layout.ts";

/** Writes what is in a checkpoint directory to stdout. Fails with `CommandError` when there is nothing that can be read. */
export function inspect(given: string, json: boolean): void {
  const files = new NodeFiles();
  const directory = absolutePath(files, given);
  const found = files.stat(directory);
  if (found === undefined) throw new CommandError(`There is no directory ${given}`, EXIT.usage);
  if (found.kind !== "directory") throw new CommandError(`${given} is not a directory`, EXIT.usage);
  const { newest, states } = lookThrough(files, directory);
  if (states.length === 0) throw new CommandError(`There is no checkpoint in ${given}`);
  const contents = newest && contentsOf(whereItIs(newest, directory, files), files);
  process.stdout.write(
    json
      ? `${JSON.stringify({ checkpoint: contents ?? null, files: states }, undefined, 2)}\n`
      : inspectionText(contents, states, directory),
  );
  if (contents === undefined) throw new CommandError(`No checkpoint in ${given} can be read`);
}

/** All checkpoint files, the newest first: which can be read, and why the others cannot. */
function lookThrough(files: NodeFiles, directory: string): { newest: Checkpoint | undefined; states: FileState[] } {
  let newest: Checkpoint | undefined;
  const states = checkpointFiles(files, directory)
    .reverse()
    .map(({ path, time, backup }): FileState => {
      const file = { file: path.slice(path.lastIndexOf("/") + 1), time, backup };
      try {
        const { size, modified } = files.stat(path)!;
        const checkpoint = decodeCheckpoint(files.read(path));
        const used = newest === undefined;
        newest ??= checkpoint;
        return { ...file, bytes: size, written: modified, used };
      } catch (error) {
        return { ...file, broken: describeError(error) };
      }
    });
  return { newest, states };
}
