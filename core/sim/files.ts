import type { FileEntry, FileLock, Files, LockedByOther } from "../host/files.ts";
import { fileFailure } from "./file-failure.ts";
import { type SimDirectory, type SimFile, Unflushed } from "./unflushed.ts";

/** What outlives whoever reads and writes it. */
interface SimDisk {
  readonly root: SimDirectory;
  readonly capacity: number;
  used: number;
  /** Where the power can go. */
  readonly unflushed: Unflushed | undefined;
  /** By path; what somebody who is dead had is free. */
  readonly locks: Map<string, { readonly owner: SimFiles; readonly purpose: string }>;
  /** What the disk does not write at present. */
  refused: RefusedWrites[];
}

/** Writes of the program that a disk refuses: the next one to a path that matches; or where `until` is set, all until then, since it is full. */
export interface RefusedWrites {
  readonly matches: (path: string) => boolean;
  readonly until: number | undefined;
}

export interface SimFilesOptions {
  /** How many bytes all files together may have, as on a disk that fills up; no limit if left out. */
  readonly capacity?: number;
  /** Can the power go, so that what was not flushed is lost? */
  readonly losesPower?: boolean;
}

/** Who changed a file: the program; somebody else, as long as it runs; or whoever did before it began. */
export type Author = "program" | "outsider" | "before";

/** How a file or directory was changed: at its end alone, or by having had another place. */
export interface PathChange {
  readonly appended?: boolean;
  /** The place that it had. */
  readonly from?: string;
}

const encoder = new TextEncoder();

/** A file system in memory, whose times are the simulated world's. Relative paths start at `/`. */
export class SimFiles implements Files {
  readonly #clock: { now(): number };
  readonly #disk: SimDisk;
  #halted = false;
  #author: Author = "program";
  #heard: ((path: string, change: PathChange, author: Author) => void) | undefined;

  constructor(clock: { now(): number }, options: SimFilesOptions = {}, sharedWith?: SimFiles) {
    this.#clock = clock;
    this.#disk =
      sharedWith === undefined
        ? {
            root: { kind: "directory", entries: new Map(), modified: clock.now() },
            capacity: options.capacity ?? Number.POSITIVE_INFINITY,
            used: 0,
            unflushed: options.losesPower ? new Unflushed() : undefined,
            locks: new Map(),
            refused: [],
          }
        : sharedWith.#disk;
  }

  /** Whoever had these files has died: every call fails, and what is on the disk stays as it is. */
  halt(): void {
    this.#halted = true;
  }

  /** The same files for somebody else, who may die. */
  sharedOn(clock: { now(): number }): SimFiles {
    return new SimFiles(clock, {}, this);
  }

  /** From now on the disk refuses to write these, as it does already with others. */
  refuseWrites(writes: RefusedWrites): void {
    this.#disk.refused.push(writes);
  }

  /** The power goes, and what was not flushed with it, as `random` has it. Whoever had these files has died. */
  losePower(random: () => number): void {
    const disk = this.#disk;
    disk.unflushed?.lose(random);
    disk.used = sizeOf(disk.root);
  }

  /** Who changes files now. */
  protected get author(): Author {
    return this.#author;
  }

  /** What `change` does to files is done by somebody else than the program. */
  asOutsider(change: () => void, author: Author = "outsider"): void {
    const before = this.#author;
    this.#author = author;
    try {
      change();
    } finally {
      this.#author = before;
    }
  }

  /** Calls `hear` with the absolute path of everything that changes, after it has. One can hear. */
  listen(hear: (path: string, change: PathChange, author: Author) => void): void {
    this.#heard = hear;
  }

  /** The file or directory at this path has changed, or is gone. */
  protected changed(path: string, change: PathChange = {}): void {
    this.#heard?.(path, change, this.#author);
  }

  /** Makes a file with all directories above it, as somebody outside of the application would; `modified` is now if left out. */
  put(path: string, content: string | Uint8Array, modified?: number): void {
    const put = (): void => {
      const absolute = this.absolute(path);
      this.makeDirectory(absolute.slice(0, absolute.lastIndexOf("/")) || "/");
      this.write(absolute, typeof content === "string" ? encoder.encode(content) : content);
      if (modified !== undefined) this.#file(absolute, "open").modified = modified;
    };
    if (this.#author === "program") this.asOutsider(put);
    else put();
  }

  absolute(path: string): string {
    return `/${partsOf(path).join("/")}`;
  }

  stat(path: string): FileEntry | undefined {
    const found = this.#find(path);
    return found && entryOf(partsOf(path).at(-1) ?? "", found);
  }

  list(path: string): FileEntry[] {
    const { entries } = this.#directory(path, "scandir");
    return [...entries.keys()].sort().map((name) => entryOf(name, entries.get(name)!));
  }

  read(path: string, start = 0, end?: number): Uint8Array {
    return this.#file(path, "open").bytes.slice(start, end);
  }

  write(path: string, bytes: Uint8Array): void {
    const [directory, name] = this.#place(path, "open");
    const known = directory.entries.get(name);
    if (known?.kind === "directory") throw fileFailure("EISDIR", "open", path);
    this.#checkWrite(path);
    this.#use(bytes.length - (known?.bytes.length ?? 0), path);
    const file: SimFile = known ?? { kind: "file", bytes: new Uint8Array(), modified: 0 };
    this.#disk.unflushed?.contentChanges(file);
    file.bytes = bytes.slice();
    file.modified = this.#clock.now();
    if (known === undefined) this.#enter(directory, name, file);
    this.changed(this.absolute(path));
  }

  append(path: string, bytes: Uint8Array): void {
    const known = this.#find(path);
    if (known === undefined || known.kind === "directory") {
      this.write(path, bytes);
      return;
    }
    this.#checkWrite(path);
    this.#use(bytes.length, path);
    const longer = new Uint8Array(known.bytes.length + bytes.length);
    longer.set(known.bytes);
    longer.set(bytes, known.bytes.length);
    this.#disk.unflushed?.contentChanges(known);
    known.bytes = longer;
    known.modified = this.#clock.now();
    this.changed(this.absolute(path), { appended: true });
  }

  flush(path: string): void {
    const found = this.#find(path);
    if (found === undefined) throw missing("open", path);
    this.#disk.unflushed?.flush(found);
  }

  makeDirectory(path: string): void {
    let directory = this.#root();
    let at = "";
    for (const name of partsOf(path)) {
      at += `/${name}`;
      let next = directory.entries.get(name);
      if (next?.kind === "file") throw fileFailure("EEXIST", "mkdir", path);
      if (next === undefined) {
        next = { kind: "directory", entries: new Map(), modified: this.#clock.now() };
        this.#enter(directory, name, next);
        this.changed(at);
      }
      directory = next;
    }
  }

  rename(from: string, to: string): void {
    const [source, sourceName] = this.#place(from, "rename");
    const moved = source.entries.get(sourceName);
    if (moved === undefined) throw missing("rename", from);
    const [target, targetName] = this.#place(to, "rename");
    const replaced = target.entries.get(targetName);
    if (replaced === moved) return;
    if (moved.kind === "directory") {
      if (`${this.absolute(to)}/`.startsWith(`${this.absolute(from)}/`)) throw fileFailure("EINVAL", "rename", from);
      if (replaced?.kind === "file") throw fileFailure("ENOTDIR", "rename", from);
      if (replaced !== undefined && replaced.entries.size > 0) throw fileFailure("ENOTEMPTY", "rename", from);
    } else if (replaced?.kind === "directory") {
      throw fileFailure("EISDIR", "rename", from);
    } else if (replaced !== undefined) {
      this.#disk.used -= replaced.bytes.length;
    }
    this.#enter(target, targetName, moved, () => source.entries.set(sourceName, moved));
    source.entries.delete(sourceName);
    source.modified = this.#clock.now();
    const [gone, come] = [this.absolute(from), this.absolute(to)];
    for (const below of namesIn(moved)) {
      this.changed(gone + below);
      this.changed(come + below, { from: gone + below });
    }
  }

  remove(path: string): void {
    const found = this.#find(path);
    if (found === undefined) return;
    const [directory, name] = this.#place(path, "rm");
    this.#disk.unflushed?.entryChanges(directory, name);
    directory.entries.delete(name);
    directory.modified = this.#clock.now();
    this.#disk.used -= sizeOf(found);
    const absolute = this.absolute(path);
    for (const below of namesIn(found)) this.changed(absolute + below);
  }

  /** The absolute paths of all files. */
  everyFile(): string[] {
    return namesIn(this.#disk.root).filter((path) => this.#find(path)?.kind === "file");
  }

  lock(path: string, purpose: string): FileLock | LockedByOther {
    const { locks } = this.#disk;
    const absolute = this.absolute(path);
    if (this.#find(absolute) === undefined) this.write(absolute, new Uint8Array());
    this.#file(absolute, "open");
    const held = locks.get(absolute);
    if (held !== undefined && !held.owner.#halted) return { lockedBy: held.purpose };
    const lock = { owner: this, purpose };
    locks.set(absolute, lock);
    return {
      release: () => {
        if (locks.get(absolute) === lock) locks.delete(absolute);
      },
    };
  }

  temporaryDirectory(): string {
    this.makeDirectory("/tmp/sluice");
    return "/tmp/sluice";
  }

  // ── paths ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  #root(): SimDirectory {
    if (this.#halted) throw fileFailure("EIO", "open", "/");
    return this.#disk.root;
  }

  #find(path: string): SimFile | SimDirectory | undefined {
    let found: SimFile | SimDirectory | undefined = this.#root();
    for (const name of partsOf(path)) {
      if (found?.kind !== "directory") return undefined;
      found = found.entries.get(name);
    }
    return found;
  }

  #file(path: string, operation: string): SimFile {
    const found = this.#find(path);
    if (found === undefined) throw missing(operation, path);
    if (found.kind === "directory") throw fileFailure("EISDIR", "read", path);
    return found;
  }

  #directory(path: string, operation: string): SimDirectory {
    const found = this.#find(path);
    if (found === undefined) throw missing(operation, path);
    if (found.kind === "file") throw fileFailure("ENOTDIR", operation, path);
    return found;
  }

  /** The directory in which `path` lies, and its name in there. */
  #place(path: string, operation: string): [SimDirectory, string] {
    const parts = partsOf(path);
    const name = parts.pop();
    if (name === undefined) throw fileFailure("EPERM", operation, path);
    const directory = this.#find(parts.join("/"));
    if (directory === undefined) throw missing(operation, path);
    if (directory.kind === "file") throw fileFailure("ENOTDIR", operation, path);
    return [directory, name];
  }

  /** `undoMore` is what has to be undone when this entry is lost with the power. */
  #enter(directory: SimDirectory, name: string, entry: SimFile | SimDirectory, undoMore?: () => void): void {
    this.#disk.unflushed?.entryChanges(directory, name, undoMore);
    directory.entries.set(name, entry);
    directory.modified = this.#clock.now();
  }

  #checkWrite(path: string): void {
    const disk = this.#disk;
    if (disk.refused.length === 0 || this.#author !== "program") return;
    const now = this.#clock.now();
    const refused = disk.refused.find(
      ({ until, matches }) => (until === undefined || now < until) && matches(this.absolute(path)),
    );
    disk.refused = disk.refused.filter((each) => (each.until === undefined ? each !== refused : now < each.until));
    if (refused !== undefined) throw fileFailure(refused.until === undefined ? "EIO" : "ENOSPC", "write", path);
  }

  #use(bytes: number, path: string): void {
    if (this.#disk.used + bytes > this.#disk.capacity) throw fileFailure("ENOSPC", "write", path);
    this.#disk.used += bytes;
  }
}

/** The names along a path; `.` and `..` are followed. */
function partsOf(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

function entryOf(name: string, entry: SimFile | SimDirectory): FileEntry {
  return { name, kind: entry.kind, size: entry.kind === "file" ? entry.bytes.length : 0, modified: entry.modified };
}

/** An entry, as nothing, and all that is below it, as what follows its path. */
function namesIn(entry: SimFile | SimDirectory): string[] {
  if (entry.kind === "file") return [""];
  const below = [...entry.entries].flatMap(([name, inner]) => namesIn(inner).map((path) => `/${name}${path}`));
  return ["", ...below];
}

function sizeOf(entry: SimFile | SimDirectory): number {
  if (entry.kind === "file") return entry.bytes.length;
  return [...entry.entries.values()].reduce((sum, each) => sum + sizeOf(each), 0);
}

function missing(operation: string, path: string): Error {
  return fileFailure("ENOENT", operation, path);
}
