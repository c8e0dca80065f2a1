import type { FileChange, KeptDisk, WorldFile } from "../sandbox/protocol.ts";

/** Keeps the files of a world in memory, and no longer than that. */
export class MemoryDisk implements KeptDisk {
  readonly #files = new Map<string, WorldFile>();

  constructor(files: readonly WorldFile[]) {
    for (const file of files) this.#files.set(file.path, file);
  }

  /** What is kept, in the order of the paths. */
  get files(): readonly WorldFile[] {
    return [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  commit(changes: readonly FileChange[]): Promise<void> {
    for (const change of changes) this.#apply(change);
    return Promise.resolve();
  }

  #apply(change: FileChange): void {
    const { path } = change;
    if (change.change === "remove") {
      this.#files.delete(path);
      return;
    }
    const before = change.change === "append" ? this.#files.get(path)?.bytes : undefined;
    const bytes = before === undefined ? change.bytes : joined(before, change.bytes ?? new Uint8Array());
    this.#files.set(path, { path, modified: change.modified, ...(bytes && { bytes }) });
  }
}

/** Bytes behind others. */
export function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  const both = new Uint8Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}
