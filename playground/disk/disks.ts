import { KeepError } from "../sandbox/keep-error.ts";
import type { FileChange, KeepFailure, KeptDisk, KeptWorld } from "../sandbox/protocol.ts";
import type { Store } from "./store.ts";

/** Where the files of programs are kept beyond a run, each program's by itself. */
export interface Disks {
  /** The batch time of the newest checkpoint that is kept of a program; undefined when there is none. */
  checkpointOf(program: string): Promise<number | undefined>;
  /**
   * What is kept of a program, to be looked at.
   * @throws KeepError with `removed` when there is nothing, `unavailable` when the browser lets the page keep nothing
   */
  read(program: string): Promise<KeptWorld>;
  /**
   * Keeps a world that was left at `at` (milliseconds of the page's clock) in place of what is kept of a program; that is gone on with next.
   * @throws KeepError when it cannot be kept; then all is as it was
   */
  replace(program: string, world: KeptWorld, at: number): Promise<void>;
  /**
   * What is kept of a program, and a disk that keeps on from there. Its time has gone on while nothing ran, but by a minute at most.
   * @throws KeepError with `removed` when there is nothing, `unavailable` when the browser lets the page keep nothing
   */
  goOn(program: string): Promise<{ readonly world: KeptWorld; readonly disk: KeptDisk }>;
  /** Deletes what is kept of a program; the disk that begins anew. What goes wrong is told by the disk. */
  beginAnew(program: string): KeptDisk;
}

/**
 * So much of the time in which nothing ran counts, in milliseconds: a driver that recovers makes up for it, batch by batch, as on Spark. More than that would
 * keep whoever comes back the next day from going on.
 */
const MOST_AWAY = 60_000;

const CHECKPOINT = /\/checkpoint-(\d+)$/;

/** The batch time of the newest driver's checkpoint among the paths. */
export function newestCheckpoint(paths: Iterable<string>): number | undefined {
  let newest: number | undefined;
  for (const path of paths) {
    const time = CHECKPOINT.exec(path)?.[1];
    if (time !== undefined) newest = Math.max(newest ?? 0, Number(time));
  }
  return newest;
}

/** The checkpoint that changes have brought, as its batch time. */
export function checkpointIn(changes: readonly FileChange[]): number | undefined {
  return newestCheckpoint(changes.flatMap((each) => (each.change === "put" ? [each.path] : [])));
}

/**
 * The world of a program that begins anew. One that can go on from a checkpoint lives in today's time, so that its checkpoints mean the same in this page, in
 * Node and on any day; the others' time begins at 0, where it is easy to read.
 */
export function newWorld(recovers: boolean): KeptWorld {
  return { now: recovers ? Date.now() : 0, files: [] };
}

/** The disks of this browser. Nothing of it is loaded before it is needed. */
export function openDisks(): Disks {
  let opening: Promise<Store> | undefined;
  const forget = (): void => {
    opening = undefined;
  };
  const load = async (): Promise<Store> => {
    try {
      return await (await import("./store.ts")).openStore(forget);
    } catch (error) {
      forget();
      throw new KeepError("unavailable", { cause: error });
    }
  };
  const store = (): Promise<Store> => {
    opening ??= load();
    return opening;
  };
  return {
    checkpointOf: async (program) => newestCheckpoint(await (await store()).paths(program)),
    read: async (program) => (await store()).read(program),
    replace: async (program, world, at) => (await store()).replace(program, world, at),
    goOn: async (program) => (await store()).goOn(program, MOST_AWAY),
    beginAnew: (program) => {
      const begun = store().then((each) => each.beginAnew(program));
      // told with the first commit, if there is one
      begun.catch(() => {});
      return { commit: async (changes, now) => (await begun).commit(changes, now) };
    },
  };
}

/** Why nothing could be kept. */
export function keepFailureOf(error: unknown): KeepFailure {
  return error instanceof KeepError ? error.failure : "unavailable";
}
