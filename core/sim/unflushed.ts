/** A file of a simulated disk. Its bytes are replaced, never changed. */
export interface SimFile {
  readonly kind: "file";
  bytes: Uint8Array;
  modified: number;
}

export interface SimDirectory {
  readonly kind: "directory";
  readonly entries: Map<string, SimFile | SimDirectory>;
  modified: number;
}

/**
 * What a disk was told and keeps in its memory only, until it is flushed: when the power goes, some of it is lost. Of each file, what was written since its
 * last flush is there, or not, or in part; of each directory, the last changes to its entries are undone. Nothing is promised of the order.
 */
export class Unflushed {
  /** What is on the disk for certain. */
  readonly #contents = new Map<SimFile, Uint8Array>();
  /** How each change is undone, the oldest first. */
  readonly #changes = new Map<SimDirectory, (() => void)[]>();

  /** To be called before the bytes of `file` are replaced. */
  contentChanges(file: SimFile): void {
    if (!this.#contents.has(file)) this.#contents.set(file, file.bytes);
  }

  /** To be called before the entry `name` of `directory` changes; together with that, `undoMore` is undone. */
  entryChanges(directory: SimDirectory, name: string, undoMore?: () => void): void {
    const before = directory.entries.get(name);
    let changes = this.#changes.get(directory);
    if (changes === undefined) {
      changes = [];
      this.#changes.set(directory, changes);
    }
    changes.push(() => {
      if (before === undefined) directory.entries.delete(name);
      else directory.entries.set(name, before);
      undoMore?.();
    });
  }

  flush(flushed: SimFile | SimDirectory): void {
    if (flushed.kind === "file") this.#contents.delete(flushed);
    else this.#changes.delete(flushed);
  }

  /** The power goes. `random` says how much is lost. */
  lose(random: () => number): void {
    for (const changes of this.#changes.values()) {
      const kept = Math.floor(random() * (changes.length + 1));
      for (const undo of changes.slice(kept).reverse()) undo();
    }
    for (const [file, certain] of this.#contents) file.bytes = partOf(file.bytes, certain, random);
    this.#changes.clear();
    this.#contents.clear();
  }
}

/** What is left of `written` where `certain` had been before: all, nothing, a beginning, or a beginning and zeros. */
function partOf(written: Uint8Array, certain: Uint8Array, random: () => number): Uint8Array {
  const kind = Math.floor(random() * 4);
  if (kind === 0) return written;
  if (kind === 1) return certain;
  const isLonger = written.length >= certain.length && certain.every((byte, i) => byte === written[i]);
  const start = isLonger ? certain.length : 0;
  const end = start + Math.floor(random() * (written.length - start));
  if (kind === 2) return written.slice(0, end);
  return written.slice().fill(0, end);
}
