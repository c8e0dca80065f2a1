import { Time } from "../../conf/time.ts";
import type { Files } from "../../host/files.ts";
import { type Checkpoint, checkpointName, decodeCheckpoint, encodeCheckpoint, unreadable } from "./checkpoint.ts";

const NAME = /^checkpoint-(\d+)(\.bk)?$/;
/** How many files are kept, with the backups. Spark's number. */
const KEPT = 10;

/** A checkpoint file, by its path. */
export interface CheckpointFile {
  readonly path: string;
  readonly time: number;
  readonly backup: boolean;
}

/** The checkpoint files in a directory, from the oldest to the newest; of one time the backup first. None where there is no directory. */
export function checkpointFiles(files: Files, directory: string): CheckpointFile[] {
  if (files.stat(directory)?.kind !== "directory") return [];
  const found: CheckpointFile[] = [];
  for (const { name, kind } of files.list(directory)) {
    const match = kind === "file" ? NAME.exec(name) : null;
    if (match !== null)
      found.push({ path: `${directory}/${name}`, time: Number(match[1]), backup: match[2] !== undefined });
  }
  return found.sort((a, b) => a.time - b.time || Number(b.backup) - Number(a.backup));
}

/** A checkpoint that is there, and the files that it made superfluous and that are gone. */
export interface WrittenCheckpoint {
  readonly path: string;
  readonly bytes: number;
  /** What had its name before. */
  readonly backup: string | undefined;
  readonly removed: readonly string[];
}

/** Writes checkpoints into a directory so that at every moment the newest whole one can be read. Spark: `CheckpointWriter`. */
export class CheckpointWriter {
  readonly #files: Files;
  readonly #directory: string;
  /** The time in the newest file's name. */
  #latest: number | undefined;

  constructor(files: Files, directory: string) {
    this.#files = files;
    this.#directory = directory;
  }

  /** Aside first and flushed; then what has its name becomes the backup, then it takes its name. */
  write(checkpoint: Checkpoint): WrittenCheckpoint {
    const files = this.#files;
    const bytes = encodeCheckpoint(checkpoint);
    // What is written for a batch of old is nevertheless the newest there is to know, also when another driver had come further: what that one's newest file
    // refers to is removed as soon as this one does not need it.
    this.#latest = Math.max(this.#latest ?? checkpointFiles(files, this.#directory).at(-1)?.time ?? 0, checkpoint.time);
    const name = checkpointName(new Time(this.#latest));
    const [path, aside] = [`${this.#directory}/${name}`, `${this.#directory}/.${name}.tmp`];
    files.write(aside, bytes);
    files.flush(aside);
    const isThere = files.stat(path) !== undefined;
    const backup = isThere ? `${this.#directory}/${checkpointName(new Time(this.#latest), true)}` : undefined;
    if (backup !== undefined) files.rename(path, backup);
    files.rename(aside, path);
    files.flush(this.#directory);
    const removed = checkpointFiles(files, this.#directory).slice(0, -KEPT);
    for (const old of removed) files.remove(old.path);
    return { path, bytes: bytes.length, backup, removed: removed.map((old) => old.path) };
  }
}

/**
 * The newest checkpoint in a directory that can be read; undefined when there is no file. `warn` hears of those that could not be read. What a driver that
 * still writes there has moved away in the meantime is no damage: the directory is looked through again.
 * @throws SparkError when there are files and none can be read, unless `ignoreErrors`
 */
export function readCheckpoint(
  files: Files,
  directory: string,
  warn: (path: string, error: unknown) => void,
  ignoreErrors = false,
): Checkpoint | undefined {
  const unread = new Map<string, unknown>();
  for (;;) {
    const next = checkpointFiles(files, directory).findLast(({ path }) => !unread.has(path));
    if (next === undefined) break;
    try {
      return decodeCheckpoint(files.read(next.path));
    } catch (reason) {
      if ((reason as { code?: unknown }).code === "ENOENT") continue;
      unread.set(next.path, reason);
      warn(next.path, reason);
    }
  }
  const [failure] = unread.values();
  if (unread.size === 0 || ignoreErrors) return undefined;
  throw unreadable(directory, failure);
}
