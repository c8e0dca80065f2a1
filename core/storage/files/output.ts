import { describeError } from "../../conf/errors.ts";
import type { Files } from "../../host/files.ts";
import { FileAlreadyExistsError, IOError } from "./errors.ts";
import { absolutePath, uriOf } from "./path.ts";

/**
 * A directory that a job fills with a file a partition. Until the job has succeeded, everything lies in `_temporary`, where nobody reads: each attempt at a
 * task writes into a directory of its own, which is renamed as a whole when the attempt has succeeded. As Hadoop's `FileOutputCommitter`.
 */
export class OutputDirectory {
  /** Absolute. */
  readonly path: string;
  readonly #files: Files;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.path = absolutePath(files, path);
  }

  get #pending(): string {
    return `${this.path}/_temporary`;
  }

  /**
   * Before the job. `validate` is off where the same directory may be written again: by the output operation of a batch that is computed anew.
   * @throws FileAlreadyExistsError
   */
  setUp(validate: boolean): void {
    if (validate && this.#files.stat(this.path) !== undefined) {
      throw new FileAlreadyExistsError(`Output directory ${uriOf(this.path)} already exists`, {
        code: "OUTPUT_EXISTS",
        advice: "Remove it first, or write to another path; what is there is not overwritten.",
      });
    }
    try {
      this.#files.makeDirectory(`${this.#pending}/0`);
    } catch (cause) {
      throw this.#notMade(cause);
    }
  }

  #notMade(cause: unknown): IOError {
    const details = { code: "OUTPUT_NOT_MADE", cause };
    let parent = this.path;
    while (parent !== "/" && this.#files.stat(parent) === undefined)
      parent = parent.slice(0, parent.lastIndexOf("/")) || "/";
    return this.#files.stat(parent)?.kind === "file"
      ? new IOError(`Parent path is not a directory: ${uriOf(parent)}`, details)
      : new IOError(`Mkdirs failed to create ${uriOf(this.path)}: ${describeError(cause)}`, details);
  }

  /** After the job: the files of all tasks come to their place, and `_SUCCESS` says that they are all there. */
  commit(): void {
    for (const task of this.#files.list(`${this.#pending}/0`)) {
      if (task.kind !== "directory" || !task.name.startsWith("task_")) continue;
      const directory = `${this.#pending}/0/${task.name}`;
      for (const { name } of this.#files.list(directory))
        this.#files.rename(`${directory}/${name}`, `${this.path}/${name}`);
    }
    this.#files.remove(this.#pending);
    this.#files.write(`${this.path}/_SUCCESS`, new Uint8Array(0));
  }

  /** After a job that failed. */
  abort(): void {
    this.#files.remove(this.#pending);
  }
}

/** `part-00003`. */
export function partName(partition: number): string {
  return `part-${String(partition).padStart(5, "0")}`;
}

/** In a task: what `write` appends becomes the file of the partition if `write` comes to its end, and nothing stays of it otherwise. */
export function writePart(
  files: Files,
  directory: string,
  task: { readonly partitionId: number; readonly taskAttemptId: number },
  write: (append: (bytes: Uint8Array) => void) => void,
): void {
  const pending = `${directory}/_temporary/0`;
  const attempt = `${pending}/_temporary/attempt_${task.partitionId}_${task.taskAttemptId}`;
  files.makeDirectory(attempt);
  try {
    const path = `${attempt}/${partName(task.partitionId)}`;
    files.write(path, new Uint8Array(0));
    write((bytes) => files.append(path, bytes));
  } catch (error) {
    files.remove(attempt);
    throw error;
  }
  const committed = `${pending}/task_${task.partitionId}`;
  files.remove(committed);
  files.rename(attempt, committed);
}
