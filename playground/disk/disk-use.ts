import type { FileChange, WorldFile } from "../sandbox/protocol.ts";
import { LIMITS } from "../sandbox/wire.ts";

/** What the files of a program take. */
export class DiskUse {
  readonly #lengths = new Map<string, number>();
  #bytes = 0;

  constructor(files: readonly WorldFile[]) {
    for (const { path, bytes } of files) this.#set(path, bytes?.length ?? 0);
  }

  /** More than a program may keep. */
  get isOver(): boolean {
    return this.#bytes > LIMITS.keptBytes || this.#lengths.size > LIMITS.keptFiles;
  }

  change(change: FileChange): void {
    const { path } = change;
    const before = this.#lengths.get(path) ?? 0;
    if (change.change === "put") this.#set(path, change.bytes?.length ?? 0);
    else if (change.change === "append") this.#set(path, before + change.bytes.length);
    else if (this.#lengths.delete(path)) this.#bytes -= before;
  }

  #set(path: string, length: number): void {
    this.#bytes += length - (this.#lengths.get(path) ?? 0);
    this.#lengths.set(path, length);
  }
}
