import { describeError, IllegalStateError, SparkError } from "../../conf/errors.ts";
import type { FileLock, Files } from "../../host/files.ts";
import type { Trace } from "../../trace/trace.ts";
import { readCheckpoint } from "./checkpoint-files.ts";

/** Held by the driver that writes to the directory. */
const LOCK = ".driver.lock";

/**
 * Does `make`, which makes the directories of a program's checkpoints.
 * @throws SparkError when that cannot be done, for instance since a file has that name
 */
export function makingCheckpointDirectory(directory: string, make: () => void): void {
  try {
    make();
  } catch (reason) {
    throw unusable(directory, reason);
  }
}

/**
 * Makes sure that this driver alone writes to the directory until the lock is released or the driver dies. Where files cannot be locked there is a warning
 * and no lock. Spark has no such lock.
 * @param recoveredAt the time in milliseconds of the checkpoint from which this driver goes on
 * @throws IllegalStateError when another driver has it, or had it after that checkpoint was read; SparkError when nothing can be written there
 */
export function lockCheckpointDirectory(
  files: Files,
  directory: string,
  application: string,
  trace: Trace,
  recoveredAt: number | undefined,
): FileLock | undefined {
  const lock = takeLock(files, directory, application, trace);
  if (recoveredAt === undefined) return lock;
  const newest = readCheckpoint(files, directory, () => {}, true)?.time;
  if (newest === undefined || newest <= recoveredAt) return lock;
  lock?.release();
  throw new IllegalStateError(
    `Another driver went on in checkpoint directory ${directory} after this one had read it: as of ${recoveredAt} ms, and it holds ${newest} ms now`,
    { code: "CHECKPOINT_MOVED_ON", advice: "Start the program again: it goes on from the newest checkpoint." },
  );
}

function takeLock(files: Files, directory: string, application: string, trace: Trace): FileLock | undefined {
  let lock: ReturnType<Files["lock"]>;
  try {
    lock = files.lock(`${directory}/${LOCK}`, application);
  } catch (reason) {
    if ((reason as { code?: unknown }).code !== "ENOTSUP") throw unusable(directory, reason);
    trace.warn(
      `Nothing keeps a second driver from writing to checkpoint directory ${directory}: ${describeError(reason)}`,
      "NO_CHECKPOINT_LOCK",
    );
    return undefined;
  }
  if ("release" in lock) return lock;
  throw inUse(directory, lock.lockedBy);
}

/**
 * The checkpoint in `directory` could not be restored for `reason`. When another driver writes to it and removes what it needs no longer, then that is
 * what is wrong.
 */
export function notRestored(files: Files, directory: string, reason: unknown): Error {
  try {
    const lock = files.lock(`${directory}/${LOCK}`, "a look");
    if ("lockedBy" in lock) return inUse(directory, lock.lockedBy);
    lock.release();
  } catch {
    // where there is no lock, nobody is known to have it
  }
  return new SparkError(`Failed to read checkpoint from directory ${directory}`, {
    code: "CHECKPOINT_NOT_RESTORED",
    cause: reason,
  });
}

function inUse(directory: string, owner: string): IllegalStateError {
  return new IllegalStateError(
    `Checkpoint directory ${directory} is in use by another driver${owner === "" ? "" : `: ${owner}`}`,
    {
      code: "CHECKPOINT_LOCKED",
      advice:
        "Stop that driver first, or give this program a directory of its own: each of two drivers would undo what the other has done.",
    },
  );
}

function unusable(directory: string, reason: unknown): SparkError {
  return new SparkError(`Checkpoint directory ${directory} cannot be used: ${describeError(reason)}`, {
    code: "CHECKPOINT_DIRECTORY",
    advice: "Give ssc.checkpoint() a directory that this program may write to, or the name of one that it may make.",
    cause: reason,
  });
}
