import type { FileChange, KeptWorld, WorldFile } from "../../playground/sandbox/protocol.ts";

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
  readonly #files = new Map<string, WorldFile>();
  #now: number;

  constructor(before: KeptText = { now: 0, files: [] }) {
    this.#now = before.now;
    for (const file of worldOf(before).files) this.#files.set(file.path, file);
  }

  apply(changes: readonly FileChange[], now: number): void {
    this.#now = now;
    for (const change of changes) {
      const { path } = change;
      if (change.change === "remove") {
        this.#files.delete(path);
        continue;
      }
      const before = change.change === "append" ? this.#files.get(path)?.bytes : undefined;
      const bytes = before === undefined ? change.bytes : new Uint8Array(Buffer.concat([before, change.bytes!]));
      this.#files.set(path, { path, modified: change.modified, ...(bytes && { bytes }) });
    }
  }

  get text(): KeptText {
    const files = [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    return {
      now: this.#now,
      files: files.map(({ path, modified, bytes }) => ({
        path,
        modified,
        ...(bytes && { base64: Buffer.from(bytes).toString("base64") }),
      })),
    };
  }
}
