import type { Files } from "../host/files.ts";

/** Blocks as files of the application's own, in a directory that is removed with it. Spark: `DiskStore`. */
export class DiskStore {
  readonly #files: () => Files;
  #directory: string | undefined;

  /** The host's files are asked for when the first block is written. */
  constructor(files: () => Files) {
    this.#files = files;
  }

  write(id: string, bytes: Uint8Array): void {
    this.#directory ??= this.#makeDirectory();
    this.#files().write(this.#path(id), bytes);
  }

  /** Undefined when the file is not there. */
  read(id: string): Uint8Array | undefined {
    if (this.#directory === undefined) return undefined;
    const path = this.#path(id);
    return this.#files().stat(path) === undefined ? undefined : this.#files().read(path);
  }

  remove(id: string): void {
    if (this.#directory !== undefined) this.#files().remove(this.#path(id));
  }

  /** Removes all that was written. */
  clear(): void {
    if (this.#directory !== undefined) this.#files().remove(this.#directory);
    this.#directory = undefined;
  }

  #makeDirectory(): string {
    const directory = `${this.#files().temporaryDirectory()}/blocks`;
    this.#files().makeDirectory(directory);
    return directory;
  }

  #path(id: string): string {
    return `${this.#directory}/${id}`;
  }
}
