/** One entry of a directory. */
export interface FileEntry {
  readonly name: string;
  readonly kind: "file" | "directory";
  /** In bytes. */
  readonly size: number;
  /** When it was changed last, in milliseconds since 1970. */
  readonly modified: number;
}

/**
 * The host's file system. Synchronous, since tasks are: a partition is read while it is being computed. Paths are absolute or relative to where the
 * program was started, with `/` between the parts. What goes wrong is thrown with a `code` as Node's errors have it (`ENOENT`, `EEXIST`, `ENOSPC`, …).
 */
export interface Files {
  /** The path as an absolute one, without `.`, `..` and a `/` at its end. */
  absolute(path: string): string;
  /** Undefined when there is nothing. */
  stat(path: string): FileEntry | undefined;
  /** The entries of a directory, by name. */
  list(path: string): FileEntry[];
  /** The bytes from `start` up to, without, `end` (to the end of the file if left out). */
  read(path: string, start?: number, end?: number): Uint8Array;
  /** Makes the file, or replaces what is in it. */
  write(path: string, bytes: Uint8Array): void;
  append(path: string, bytes: Uint8Array): void;
  /** Makes sure that what was written is on the disk, of a file or of a directory's entries. */
  flush(path: string): void;
  makeDirectory(path: string): void;
  /** Moves a file or directory in one step; an existing file is replaced. */
  rename(from: string, to: string): void;
  /** Removes a file, or a directory with all that is in it; nothing happens when there is none. */
  remove(path: string): void;
  /**
   * What was deflated (RFC 1951) from `start` of `bytes` on, and where behind it they go on; undefined when it is not that, or not all of it. Where the platform cannot
   * do it at once, there is none.
   */
  inflate?(bytes: Uint8Array, start: number): { readonly bytes: Uint8Array; readonly end: number } | undefined;
  /**
   * Takes the lock of the file `path`, which is made if there is none: until its release, or the death of its owner, nobody else gets it. `purpose` is told
   * to others who ask. Where files cannot be locked the error's code is `ENOTSUP`.
   */
  lock(path: string, purpose: string): FileLock | LockedByOther;
  /** A directory for what need not outlive the application; made when it is first asked for. */
  temporaryDirectory(): string;
}

/** A lock that was got. */
export interface FileLock {
  /** Gives it back; once. */
  release(): void;
}

/** It was not got. */
export interface LockedByOther {
  /** Who has it and what for, as far as that is known; may be empty. */
  readonly lockedBy: string;
}
