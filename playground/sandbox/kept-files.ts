import { type PathChange, SimFiles } from "../../core/sim/files.ts";
import { SimHost, type SimHostOptions } from "../../core/sim/sim-host.ts";
import type { FileChange, KeptWorld } from "./protocol.ts";
import { LIMITS } from "./wire.ts";

export interface KeptFilesOptions {
  /** Is there something by now that goes on with the files? Until then they wait. */
  readonly isNeeded: () => boolean;
  /** Part of a group of changes, which ends with the `last`. */
  readonly post: (group: number, changes: readonly FileChange[], last: boolean) => void;
  /** Runs something when what is running has come to its end. */
  readonly soon: (run: () => void) => void;
}

/** What is known to be kept, or on its way: how long a file is, and nothing of a directory. */
type Known = number | "directory";

/** Nothing is kept of what is below. */
const TEMPORARY = "/tmp";

/**
 * Files in memory that are kept elsewhere as well, in order, but for temporary ones. What changes without a pause in between, such as a file
 * that is written aside and then renamed, is one group of changes; while one is on its way, what changes becomes the next one, so that a slow disk gets
 * fewer and bigger groups and nobody waits for it. At every moment what is kept is what the files once were.
 */
export class KeptFiles extends SimFiles {
  readonly #options: KeptFilesOptions;
  /** The first of those that share a disk, which keep what all of them change. */
  readonly #keeping: KeptFiles;
  /** Sees the disk also when whoever had these files has died. */
  readonly #disk: SimFiles;
  readonly #known = new Map<string, Known>();
  /** The changed paths, and whether bytes were only added at the end. */
  #touched = new Map<string, boolean>();
  #scheduled = false;
  #groups = 0;
  #durable = 0;
  #failed = false;

  constructor(clock: { now(): number }, options: KeptFilesOptions, sharedWith?: KeptFiles) {
    super(clock, {}, sharedWith);
    this.#options = options;
    this.#keeping = sharedWith === undefined ? this : sharedWith.#keeping;
    this.#disk = new SimFiles(clock, {}, this);
  }

  override sharedOn(clock: { now(): number }): KeptFiles {
    return new KeptFiles(clock, this.#options, this);
  }

  /** How many groups of changes are durable. */
  get durable(): number {
    return this.#durable;
  }

  /** Puts in place what was kept of another world. */
  restore({ files }: KeptWorld): void {
    this.asOutsider(() => {
      for (const { path, bytes, modified } of files) {
        if (bytes === undefined) this.makeDirectory(path);
        else this.put(path, bytes, modified);
        this.#known.set(path, bytes?.length ?? "directory");
      }
    }, "before");
  }

  /** A group is durable, or none is kept any more. */
  settled(group: number, failed: boolean): void {
    this.#failed ||= failed;
    this.#durable = group;
    if (this.#failed) this.#touched.clear();
    this.#commit();
  }

  /** Tells of all changes at once, also when the group before is still on its way. */
  commitAll(): void {
    if (!this.#failed && this.#options.isNeeded() && this.#touched.size > 0) this.#send();
  }

  /** What was renamed in a directory is told when the directory is flushed. */
  override flush(path: string): void {
    super.flush(path);
    if (this.stat(path)?.kind === "directory") this.#keeping.#commit();
  }

  protected override changed(path: string, change: PathChange = {}): void {
    super.changed(path, change);
    if (this.author !== "before") this.#keeping.#touch(path, change.appended === true);
  }

  #touch(path: string, appended: boolean): void {
    if (this.#failed || `${path}/`.startsWith(`${TEMPORARY}/`)) return;
    this.#touched.set(path, appended && (this.#touched.get(path) ?? true));
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.soon(() => {
      this.#scheduled = false;
      this.#commit();
    });
  }

  #commit(): void {
    if (this.#touched.size > 0 && this.#groups === this.#durable && this.#options.isNeeded()) this.#send();
  }

  #send(): void {
    const touched = this.#touched;
    this.#touched = new Map();
    const changes = [...touched].flatMap(([path, appended]) => this.#changes(path, appended));
    if (changes.length === 0) return;
    const group = ++this.#groups;
    const messages = [...inMessages(changes)];
    messages.forEach((part, i) => {
      this.#options.post(group, part, i === messages.length - 1);
    });
  }

  /** What has to be done with what is known to be kept, so that it is as it is here. */
  #changes(path: string, appended: boolean): FileChange[] {
    const known = this.#known.get(path);
    const entry = this.#disk.stat(path);
    if (entry === undefined) {
      if (!this.#known.delete(path)) return [];
      return [{ change: "remove", path }];
    }
    const { kind, modified, size } = entry;
    if (kind === "directory") {
      if (known === "directory") return [];
      this.#known.set(path, kind);
      return [{ change: "put", path, modified }];
    }
    this.#known.set(path, size);
    if (!appended || typeof known !== "number")
      return inPieces({ change: "put", path, modified, bytes: this.#disk.read(path) });
    return inPieces({ change: "append", path, modified, at: known, bytes: this.#disk.read(path, known) });
  }
}

/** A simulated world whose files are kept. */
export class KeptHost extends SimHost {
  declare readonly files: KeptFiles;

  constructor(options: SimHostOptions, kept: KeptWorld, keptOptions: KeptFilesOptions) {
    super({ ...options, start: kept.now, files: (clock) => new KeptFiles(clock, keptOptions) });
    this.files.restore(kept);
  }
}

type WithBytes = Extract<FileChange, { readonly change: "put" | "append" }> & { readonly bytes: Uint8Array };

/** The same as several changes that each fit into a message. */
function inPieces(change: WithBytes): FileChange[] {
  const { path, modified, bytes } = change;
  const most = LIMITS.changedBytesPerMessage;
  const start = change.change === "append" ? change.at : 0;
  const pieces: FileChange[] = [{ ...change, bytes: bytes.slice(0, most) }];
  for (let at = most; at < bytes.length; at += most)
    pieces.push({ change: "append", path, modified, at: start + at, bytes: bytes.slice(at, at + most) });
  return pieces;
}

function* inMessages(changes: readonly FileChange[]): Generator<readonly FileChange[]> {
  let part: FileChange[] = [];
  let size = 0;
  for (const change of changes) {
    const length = change.change === "remove" ? 0 : (change.bytes?.length ?? 0);
    const isFull = part.length === LIMITS.changesPerMessage || size + length > LIMITS.changedBytesPerMessage;
    if (isFull && part.length > 0) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(change);
    size += length;
  }
  yield part;
}
