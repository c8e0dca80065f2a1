import { isPattern } from "../../../core/storage/files/glob.ts";
import { nameOf } from "../../../core/storage/files/path.ts";
import { lastBefore } from "../search.ts";
import type { StorageFold } from "../storage/fold.ts";
import type { Row } from "../timeline/model.ts";
import type { By, FileFact, WatchFact, WorldFold } from "./fold.ts";
import { isMatch } from "./wildcards.ts";

/** What became of a file in a directory that a stream reads. */
export type FileStatus =
  /** No batch has been made since it came. */
  | { readonly kind: "waiting" }
  | { readonly kind: "read"; readonly time: number }
  /** It was read in this batch, and has been changed since: what is new in it is not read. */
  | { readonly kind: "changed"; readonly time: number }
  /** Its name begins with a point. */
  | { readonly kind: "hidden" }
  /** It was written at `limit` or before. */
  | { readonly kind: "too-old"; readonly limit: number }
  /** The batch that would have read it could not be made. */
  | { readonly kind: "failed"; readonly time: number }
  /** A batch has passed it by: the program's own filter does not take it. */
  | { readonly kind: "left-out" };

/** A file where the reader looks. */
export interface WorldFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  /** When it was written to last: what counts for streams of files. */
  readonly modified: number;
  /** How it came to be as it is, and when. */
  readonly change: FileFact["change"];
  readonly by: By;
  readonly t: number;
  /** Of one that was moved, or moved away: the other place. */
  readonly other: string | undefined;
  /** It is there no more. */
  readonly isGone: boolean;
  /** The batch that it belongs to, as far as that is known. */
  readonly batch: number | undefined;
}

export interface WatchedFile extends WorldFile {
  readonly status: FileStatus;
}

/** A directory, and what is in it, the newest first. */
export interface Place<F extends WorldFile = WorldFile> {
  readonly directory: string;
  readonly files: readonly F[];
  readonly batch?: number | undefined;
}

/** A directory that a stream reads; or several, of a pattern. */
export interface Watched extends Place<WatchedFile> {
  readonly row: Row | undefined;
  readonly remember: number;
  readonly isPattern: boolean;
}

export interface WorldPeer {
  readonly host: string;
  readonly port: number;
  readonly listening: boolean;
  readonly connections: number;
  readonly waiting: number;
}

export interface WorldModel {
  readonly peers: readonly WorldPeer[];
  readonly watched: readonly Watched[];
  /** Where the driver and RDDs are checkpointed, with their logs. */
  readonly checkpoints: readonly Place[];
  /** What the program has written elsewhere, by directory. */
  readonly outputs: readonly Place[];
  /** What somebody else has put elsewhere. */
  readonly others: readonly Place[];
  /** The last of what was to be done and could not be. */
  readonly refusal: { readonly t: number; readonly message: string } | undefined;
  readonly isEmpty: boolean;
}

/** So many directories of a kind are told apart: no program has more. */
const MOST_PLACES = 50;

/** Files that Hadoop's committer has under its hands. */
const UNFINISHED = "/_temporary/";

/** The world around the program where the reader looks: a pure function of what was folded and the position. */
export function worldAt(fold: WorldFold, storage: StorageFold, rows: readonly Row[], position: number): WorldModel {
  // a driver that comes after another one says the same of the same streams
  const known = fold.watches.filter(({ at }) => at < position);
  const watches = [...new Map(known.map((watch) => [watch.dstream, watch])).values()].slice(0, MOST_PLACES);
  const roots = checkpointRoots(storage, position);
  const batchOf = batchesOfFiles(storage, position);
  const watched = new Map<WatchFact, WatchedFile[]>(watches.map((watch) => [watch, []]));
  const [checkpoints, outputs, others] = [new Places(), new Places(), new Places()];
  for (const root of roots) checkpoints.open(root);
  for (const [path, facts] of fold.files) {
    const fact = lastBefore(facts, position);
    if (fact === undefined || path.includes(UNFINISHED)) continue;
    const directory = directoryOf(path);
    const isGone = fact.change === "removed" || fact.change === "moved-away";
    const { change, by, t, bytes, modified, other } = fact;
    const file = { path, name: nameOf(path), bytes, modified, change, by, t, other, isGone, batch: batchOf(path) };
    const readers = watches.filter(
      (watch) => isMatch(watch.directory, directory) || isReadBy(path, watch, fold, position),
    );
    for (const watch of readers) {
      const status = statusOf(path, watch, fold, position);
      const batch = status.kind === "read" || status.kind === "changed" ? status.time : undefined;
      // one that was moved on before a batch came has only passed through
      if (!isGone || batch !== undefined) watched.get(watch)!.push({ ...file, status, batch });
    }
    if (readers.length > 0 || isGone) continue;
    const root = roots.find((each) => path.startsWith(`${each}/`));
    if (root !== undefined) checkpoints.open(root).push(file);
    else if (by === "program" || (by === "before" && /^(part-\d|_SUCCESS$)/.test(file.name)))
      outputs.open(directory).push(file);
    else others.open(directory).push(file);
  }
  const model = {
    peers: peersAt(fold, position),
    watched: watches.map((watch) => ({
      row: rows.find(({ dstream }) => dstream === watch.dstream),
      directory: watch.directory,
      remember: watch.remember,
      isPattern: isPattern(watch.directory),
      files: newestFirst(watched.get(watch)!),
    })),
    checkpoints: checkpoints.newestFirst(),
    outputs: outputs.newestFirst(),
    others: others.newestFirst(),
    refusal: lastBefore(fold.refusals, position),
  };
  const isEmpty = [model.peers, model.watched, model.checkpoints, model.outputs, model.others].every(
    (each) => each.length === 0,
  );
  return { ...model, isEmpty };
}

/** The netcats where the reader looks. */
export function peersAt(fold: WorldFold, position: number): WorldPeer[] {
  return [...fold.peers.values()].flatMap(({ host, port, changes }) => {
    const last = lastBefore(changes, position);
    if (last === undefined) return [];
    const { listening, connections, waiting } = last;
    return [{ host, port, listening, connections, waiting }];
  });
}

/** What Spark does with a file of a directory that it reads. */
function statusOf(path: string, watch: WatchFact, fold: WorldFold, position: number): FileStatus {
  const facts = fold.files.get(path)!;
  const fact = lastBefore(facts, position)!;
  const read = lastBefore(readsBy(path, watch, fold), position);
  if (read !== undefined) {
    const isSame = fact.change === "removed" || lastBefore(facts, read.at)?.modified === fact.modified;
    return { kind: isSame ? "read" : "changed", time: read.time };
  }
  if (nameOf(path).startsWith(".")) return { kind: "hidden" };
  if (fact.modified <= watch.ignoreUpTo) return { kind: "too-old", limit: watch.ignoreUpTo };
  const batch = fold.batches.find(({ at, time }) => at > fact.at && at < position && time >= fact.modified);
  if (batch === undefined) return { kind: "waiting" };
  const limit = batch.time - watch.remember;
  if (fact.modified <= limit) return { kind: "too-old", limit };
  return batch.failed ? { kind: "failed", time: batch.time } : { kind: "left-out" };
}

function readsBy(path: string, watch: WatchFact, fold: WorldFold) {
  return fold.reads.get(path)?.filter(({ input }) => input === watch.input);
}

function isReadBy(path: string, watch: WatchFact, fold: WorldFold, position: number): boolean {
  return lastBefore(readsBy(path, watch, fold), position) !== undefined;
}

/** The directories in which checkpoints are. */
function checkpointRoots({ files }: StorageFold, position: number): string[] {
  const roots = new Set<string>();
  for (const { kind, path, writes } of files) {
    if ((writes[0]?.at ?? position) >= position) continue;
    // `DIR/checkpoint-TIME`; `DIR/UUID/rdd-N`
    if (kind === "checkpoint") roots.add(directoryOf(path));
    else if (kind === "rdd") roots.add(directoryOf(directoryOf(path)));
  }
  return [...roots].filter((root) => root !== "/").slice(0, MOST_PLACES);
}

/** The batch of a checkpoint's file, or of one that is named by its batch: `PREFIX-TIME/part-00000`. */
function batchesOfFiles({ files, batchOfJob }: StorageFold, position: number): (path: string) => number | undefined {
  const batches = new Set(batchOfJob.values());
  const known = new Map<string, number | undefined>();
  for (const { path, time, writes } of files) if ((writes[0]?.at ?? position) < position) known.set(path, time);
  return (path) => {
    const found = known.get(path) ?? known.get(directoryOf(path));
    if (found !== undefined) return found;
    const time = Number(/-(\d+)(?:\.[^/]*)?$/.exec(directoryOf(path))?.[1]);
    return batches.has(time) ? time : undefined;
  };
}

class Places {
  readonly #places = new Map<string, WorldFile[]>();

  open(directory: string): WorldFile[] {
    const known = this.#places.get(directory);
    if (known !== undefined) return known;
    const files: WorldFile[] = [];
    this.#places.set(directory, files);
    return files;
  }

  /** By their newest files. */
  newestFirst(): Place[] {
    return [...this.#places]
      .map(([directory, files]) => ({ directory, files: newestFirst(files), batch: files[0]?.batch }))
      .sort((a, b) => (b.files[0]?.t ?? 0) - (a.files[0]?.t ?? 0) || (a.directory < b.directory ? -1 : 1));
  }
}

function newestFirst<F extends WorldFile>(files: readonly F[]): F[] {
  return [...files].sort((a, b) => b.t - a.t || (a.path < b.path ? -1 : 1));
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
