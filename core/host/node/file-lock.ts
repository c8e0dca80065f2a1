import { spawnSync } from "node:child_process";
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import type { FileLock, LockedByOther } from "../files.ts";

/** Where opening can take the lock at once: `O_EXLOCK`, on Windows as libuv spells it. Linux has no such flag. */
const EXCLUSIVE: Partial<Record<NodeJS.Platform, number>> = {
  darwin: 0x20 | constants.O_NONBLOCK,
  freebsd: 0x20 | constants.O_NONBLOCK,
  openbsd: 0x20 | constants.O_NONBLOCK,
  win32: 0x1000_0000,
};

/**
 * Takes the operating system's lock on a file. It belongs to the open file, so that it ends with the process, however that ends, and no process that has
 * the same number later can be taken for its owner.
 */
export function lockFile(path: string, purpose: string): FileLock | LockedByOther {
  const flag = EXCLUSIVE[process.platform];
  const file = flag === undefined ? openAndLock(path) : openLocked(path, flag);
  if (file === undefined) return { lockedBy: ownerOf(path) };
  ftruncateSync(file);
  writeSync(file, `${purpose}, process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}`);
  return {
    release: () => {
      ftruncateSync(file);
      closeSync(file);
    },
  };
}

function openLocked(path: string, flag: number): number | undefined {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT | flag);
  } catch (error) {
    if (["EAGAIN", "EWOULDBLOCK", "EBUSY"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/** `flock` locks the file that it inherits, which is this process's own: when it has ended the lock is ours. */
function openAndLock(path: string): number | undefined {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT);
  const { status, stderr, error } = spawnSync("flock", ["-n", "3"], {
    stdio: ["ignore", "ignore", "pipe", file],
    encoding: "utf8",
  });
  if (status === 0) return file;
  closeSync(file);
  if (status === 1 && stderr === "") return undefined;
  const why = error === undefined ? stderr.trim() : error.message;
  throw Object.assign(new Error(`ENOTSUP: files cannot be locked here, ${why}, lock '${path}'`), { code: "ENOTSUP" });
}

/** Empty where its owner has not said it yet, and where a locked file cannot be read. */
function ownerOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
