import { MemoryDisk } from "../../playground/disk/memory-disk.ts";
import type { FileChange, KeptWorld } from "../../playground/sandbox/protocol.ts";

/** A kept world as JSON: bytes in base64. */
export interface KeptText {
  readonly now: number;
  readonly files: readonly { readonly path: string; readonly modified: number; readonly base64?: string }[];
}

export function worldOf({ now, files }: KeptText): KeptWorld {
  return {
    now,
    files: files.map(({ path, modified, base64 }) => ({
      path,
      modified,
      ...(base64 !== undefined && { bytes: Uint8Array.from(Buffer.from(base64, "base64")) }),
    })),
  };
}

/** What is kept of a world, in the place of the page's disk. */
export class KeptFolder {
  readonly #disk: MemoryDisk;
  #now: number;

  constructor(before: KeptText = { now: 0, files: [] }) {
    this.#now = before.now;
    this.#disk = new MemoryDisk(worldOf(before).files);
  }

  apply(changes: readonly FileChange[], now: number): void {
    this.#now = now;
    void this.#disk.commit(changes);
  }

  get text(): KeptText {
    return {
      now: this.#now,
      files: this.#disk.files.map(({ path, modified, bytes }) => ({
        path,
        modified,
        ...(bytes && { base64: Buffer.from(bytes).toString("base64") }),
      })),
    };
  }
}
