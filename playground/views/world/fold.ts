import type { FilesInfo, TraceEvent, TraceEventOf, TraceKind } from "../../../core/trace/events.ts";
import { count, isNumber, list, text } from "../checks.ts";

/** Files of a batch that are kept: more than anybody drops by hand. */
const KEPT_FILES = 10_000;
/** Characters of a path. */
const LONGEST_PATH = 1_000;

/** A fact is true from the event with this index on: it shows at every position greater than `at`. */
interface Fact {
  readonly at: number;
  /** When it came to be, on the run's clock. */
  readonly t: number;
}

export type By = "program" | "outsider" | "before";

/** What became of a path. */
export interface FileFact extends Fact {
  readonly change: "written" | "appended" | "moved" | "removed" | "moved-away";
  readonly by: By;
  /** Of what was moved: where it was, or where it is now. */
  readonly other: string | undefined;
  /** Unless it is gone. */
  readonly bytes: number;
  readonly modified: number;
}

/** A stream that reads the files of a directory. */
export interface WatchFact extends Fact, FilesInfo {
  readonly dstream: number;
  /** Which of the streams without parents it is, by which batches tell of their input. */
  readonly input: number;
}

/** A netcat. */
export interface PeerFacts {
  readonly host: string;
  readonly port: number;
  readonly changes: (Fact & {
    readonly listening: boolean;
    readonly connections: number;
    readonly waiting: number;
  })[];
}

/** What a trace says about the world around the program, folded event by event beside `TimelineFold`. */
export class WorldFold {
  length = 0;
  /** By path; in the order in which there was word of them. */
  readonly files = new Map<string, FileFact[]>();
  readonly watches: WatchFact[] = [];
  /** By path, the batches that read it. */
  readonly reads = new Map<string, (Fact & { readonly time: number; readonly input: number })[]>();
  /** The batches that were made, or could not be. */
  readonly batches: (Fact & { readonly time: number; readonly failed: boolean })[] = [];
  readonly peers = new Map<string, PeerFacts>();
  /** What was to be done to the world and could not be. */
  readonly refusals: (Fact & { readonly message: string })[] = [];
  /** How many streams without parents were declared. */
  sources = 0;

  append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      const at = this.length++;
      const kind = (event as TraceEvent | null | undefined)?.kind;
      const fold = Object.hasOwn(FOLDS, kind as string) && isNumber(event.t) ? FOLDS[kind!] : undefined;
      (fold as ((fold: WorldFold, event: TraceEvent, fact: Fact) => void) | undefined)?.(this, event, {
        at,
        t: event.t,
      });
    }
  }

  add(path: string, fact: FileFact): void {
    const facts = this.files.get(path);
    if (facts === undefined) this.files.set(path, [fact]);
    else facts.push(fact);
  }
}

type Folds = { readonly [K in TraceKind]?: (fold: WorldFold, event: TraceEventOf<K>, fact: Fact) => void };

const FOLDS: Folds = {
  "file-changed": (fold, event, fact) => {
    const { change, by } = event;
    const path = text(event.path, LONGEST_PATH);
    if (path === "" || (by !== "program" && by !== "outsider" && by !== "before")) return;
    const from = text(event.from, LONGEST_PATH);
    const [bytes, modified] = [count(event.bytes), isNumber(event.modified) ? event.modified : event.t];
    if (change === "moved" && from !== "") {
      fold.add(from, { ...fact, change: "moved-away", by, other: path, bytes: 0, modified });
      fold.add(path, { ...fact, change, by, other: from, bytes, modified });
    } else if (change === "written" || change === "appended" || change === "removed") {
      fold.add(path, { ...fact, change, by, other: undefined, bytes, modified });
    }
  },
  "dstream-declared": (fold, event, fact) => {
    if (list(event.parents).length > 0) return;
    const input = fold.sources++;
    const { files } = event as { readonly files?: Partial<FilesInfo> | null };
    if (!isNumber(event.dstream) || typeof files !== "object" || files === null) return;
    const { ignoreUpTo, remember } = files;
    if (!isNumber(ignoreUpTo) || !isNumber(remember)) return;
    const directory = text(files.directory, LONGEST_PATH);
    fold.watches.push({ ...fact, dstream: event.dstream, input, directory, ignoreUpTo, remember });
  },
  "batch-submitted": (fold, event, fact) => {
    const { time } = event;
    if (!isNumber(time)) return;
    fold.batches.push({ ...fact, time, failed: false });
    for (const value of list(event.inputs).slice(0, KEPT_FILES)) {
      const { stream, files } = (value ?? {}) as { stream?: unknown; files?: unknown };
      if (!isNumber(stream)) continue;
      for (const uri of list(files).slice(0, KEPT_FILES)) {
        const path = text(uri, LONGEST_PATH).replace(/^file:/, "");
        const reads = fold.reads.get(path);
        const read = { ...fact, time, input: stream };
        if (reads === undefined) fold.reads.set(path, [read]);
        else reads.push(read);
      }
    }
  },
  "generation-failed": (fold, event, fact) => {
    if (isNumber(event.time)) fold.batches.push({ ...fact, time: event.time, failed: true });
  },
  "peer-changed": (fold, event, fact) => {
    const { listening, port } = event;
    if (typeof listening !== "boolean" || !isNumber(port)) return;
    const host = text(event.host);
    const name = `${host}:${port}`;
    let peer = fold.peers.get(name);
    if (peer === undefined) {
      peer = { host, port, changes: [] };
      fold.peers.set(name, peer);
    }
    peer.changes.push({ ...fact, listening, connections: count(event.connections), waiting: count(event.waiting) });
  },
  // it declares its streams anew
  "driver-started": (fold) => {
    fold.sources = 0;
  },
  log: (fold, event, fact) => {
    if (event.code === "DEED_FAILED") fold.refusals.push({ ...fact, message: text(event.message, 2_000) });
  },
};
