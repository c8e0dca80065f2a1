import type { TraceDetail } from "../trace/events.ts";
import type { Author, PathChange, SimFiles } from "./files.ts";
import type { SimNetwork } from "./network.ts";

type FileChanged = Extract<TraceDetail, { readonly kind: "file-changed" }>;

/** What has become of a path since it was told of last. */
interface Touch {
  readonly author: Author;
  readonly from: string | undefined;
  /** Was it only written to at its end? */
  readonly appended: boolean;
}

/** A file as it was told of last. */
interface Told {
  readonly bytes: number;
  readonly modified: number;
}

/** Nothing is told of what is below. */
const TEMPORARY = "/tmp/";

/**
 * Sees what changes in a simulated world's files and netcats, and says so once all has come to rest: a file that is written aside and renamed has been
 * written once, and one that was there in between has never been there.
 */
export class WorldWatch {
  readonly #files: SimFiles;
  readonly #network: SimNetwork;
  readonly #told: Map<string, Told>;
  #touched = new Map<string, Touch>();

  /** The world of `after` goes on: what is other than it has told is told now. */
  constructor(files: SimFiles, network: SimNetwork, after?: WorldWatch) {
    this.#files = files;
    this.#network = network;
    this.#told = after === undefined ? new Map() : after.#told;
    files.listen((path, change, author) => this.#touch(path, change, author));
    if (after === undefined) return;
    for (const path of new Set([...this.#told.keys(), ...files.everyFile()])) this.#touch(path, {}, "outsider");
  }

  /** What has changed since this was asked last, but for what is as it was. */
  takeChanges(): TraceDetail[] {
    const peers = this.#network.takeChanges().map((peer): TraceDetail => ({ kind: "peer-changed", ...peer }));
    if (this.#touched.size === 0) return peers;
    const touched = this.#touched;
    this.#touched = new Map();
    const changes: FileChanged[] = [];
    for (const [path, touch] of touched) {
      const moved = this.#moved(path, touch);
      if (moved !== undefined) changes.push(moved);
    }
    for (const [path, touch] of touched) {
      const changed = this.#changed(path, touch);
      if (changed !== undefined) changes.push(changed);
    }
    return [...peers, ...changes];
  }

  #touch(path: string, { appended = false, from }: PathChange, author: Author): void {
    if (path.startsWith(TEMPORARY)) return;
    const before = this.#touched.get(path);
    this.#touched.set(path, { author, from: from ?? before?.from, appended: appended && (before?.appended ?? true) });
  }

  /** A file that there was at another place, and that is here now. */
  #moved(path: string, { author, from }: Touch): FileChanged | undefined {
    if (from === undefined || !this.#told.has(from) || this.#files.stat(from) !== undefined) return undefined;
    const entry = this.#files.stat(path);
    if (entry?.kind !== "file") return undefined;
    const { size: bytes, modified } = entry;
    this.#told.delete(from);
    this.#told.set(path, { bytes, modified });
    return { kind: "file-changed", change: "moved", path, by: author, bytes, modified, from };
  }

  #changed(path: string, { author, appended }: Touch): FileChanged | undefined {
    const entry = this.#files.stat(path);
    const told = this.#told.get(path);
    if (entry?.kind !== "file")
      return this.#told.delete(path) ? { kind: "file-changed", change: "removed", path, by: author } : undefined;
    const { size: bytes, modified } = entry;
    if (told?.bytes === bytes && told.modified === modified) return undefined;
    this.#told.set(path, { bytes, modified });
    const change = appended && told !== undefined ? "appended" : "written";
    return { kind: "file-changed", change, path, by: author, bytes, modified };
  }
}
