import {
  appendFileSync,
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve, sep } from "node:path";
import { inflateRawSync } from "node:zlib";
import type { FileEntry, FileLock, Files, LockedByOther } from "../files.ts";
import { lockFile } from "./file-lock.ts";

/** What zlib gives, and how many bytes it has taken. */
interface Informed {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** The file system of this machine. */
export class NodeFiles implements Files {
  #temporary: string | undefined;

  absolute(path: string): string {
    const absolute = resolve(path);
    return sep === "/" ? absolute : absolute.replaceAll(sep, "/");
  }

  stat(path: string): FileEntry | undefined {
    const stats = statsOf(path);
    return stats && entry(basename(this.absolute(path)), stats);
  }

  list(path: string): FileEntry[] {
    const entries: FileEntry[] = [];
    for (const name of readdirSync(path).sort()) {
      // one that was removed in the meantime, or a link that leads nowhere, is not there
      const stats = statsOf(join(path, name));
      if (stats !== undefined) entries.push(entry(name, stats));
    }
    return entries;
  }

  read(path: string, start = 0, end?: number): Uint8Array {
    const file = openSync(path, "r");
    try {
      const size = fstatSync(file).size;
      const bytes = new Uint8Array(Math.max(0, Math.min(end ?? size, size) - start));
      let done = 0;
      while (done < bytes.length) {
        const count = readSync(file, bytes, done, bytes.length - done, start + done);
        if (count === 0) break;
        done += count;
      }
      return done === bytes.length ? bytes : bytes.subarray(0, done);
    } finally {
      closeSync(file);
    }
  }

  write(path: string, bytes: Uint8Array): void {
    writeFileSync(path, bytes);
  }

  append(path: string, bytes: Uint8Array): void {
    appendFileSync(path, bytes);
  }

  flush(path: string): void {
    const file = openSync(path, "r");
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  makeDirectory(path: string): void {
    mkdirSync(path, { recursive: true });
  }

  rename(from: string, to: string): void {
    renameSync(from, to);
  }

  remove(path: string): void {
    rmSync(path, { recursive: true, force: true });
  }

  inflate(bytes: Uint8Array, start: number): { readonly bytes: Uint8Array; readonly end: number } | undefined {
    try {
      // the types know nothing of `info`
      const inflated = inflateRawSync(bytes.subarray(start), { info: true }) as unknown as Informed;
      return { bytes: inflated.buffer, end: start + inflated.engine.bytesWritten };
    } catch {
      // who asked looks for what is wrong with it
      return undefined;
    }
  }

  lock(path: string, purpose: string): FileLock | LockedByOther {
    return lockFile(path, purpose);
  }

  temporaryDirectory(): string {
    if (this.#temporary === undefined) {
      const directory = this.absolute(mkdtempSync(join(tmpdir(), "sluice-")));
      process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
      this.#temporary = directory;
    }
    return this.#temporary;
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // a file stands where a directory should: nothing is below it
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}

function entry(name: string, stats: Stats): FileEntry {
  return {
    name,
    kind: stats.isDirectory() ? "directory" : "file",
    size: stats.size,
    modified: Math.floor(stats.mtimeMs),
  };
}
