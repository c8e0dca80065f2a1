import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import { KeepError } from "../sandbox/keep-error.ts";
import type { FileChange, KeptDisk, KeptWorld, WorldFile } from "../sandbox/protocol.ts";
import { DiskUse } from "./disk-use.ts";
import { joined } from "./memory-disk.ts";

interface Schema extends DBSchema {
  /** Files and directories, by the program and their path. */
  files: { key: [program: string, path: string]; value: Omit<WorldFile, "path"> };
  /** The run that writes; its time when it wrote last, and what the page's clock showed then. */
  programs: { key: string; value: { readonly run: string; readonly now: number; readonly at?: number } };
}

const DATABASE = "sluice.disks";
const STORES = ["files", "programs"] as const;
type Transaction<M extends IDBTransactionMode> = IDBPTransaction<Schema, typeof STORES, M>;

/** Opens the page's IndexedDB; `lost` is called when the browser has closed it, as when its data is deleted. */
export async function openStore(lost: () => void): Promise<Store> {
  return new Store(
    await openDB<Schema>(DATABASE, 1, {
      upgrade: (database) => {
        database.createObjectStore("files");
        database.createObjectStore("programs");
      },
      terminated: lost,
    }),
  );
}

/** Files of programs' worlds in the page's IndexedDB. All times are in milliseconds. */
export class Store {
  readonly #database: IDBPDatabase<Schema>;

  constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  async paths(program: string): Promise<string[]> {
    return (await this.#database.getAllKeys("files", filesOf(program))).map(([, path]) => path);
  }

  /** @throws KeepError when nothing is kept of the program */
  async read(program: string): Promise<KeptWorld> {
    return (await this.#read(this.#database.transaction(STORES), program)).world;
  }

  /** What is kept of a program, as of later than all of it; the time that has passed since counts, but for what is more than `mostAway`. */
  async goOn(program: string, mostAway: number): Promise<{ readonly world: KeptWorld; readonly disk: KeptDisk }> {
    const run = crypto.randomUUID();
    const tx = this.#database.transaction(STORES, "readwrite", { durability: "strict" });
    const { world, at } = await this.#read(tx, program);
    const wall = Date.now();
    const away = Math.min(Math.max(wall - (at ?? wall), 0), mostAway);
    // no two contexts have one start time, and thereby one directory
    const now = world.now + Math.max(away, 1);
    await tx.objectStore("programs").put({ run, now, at: wall }, program);
    await tx.done;
    return { world: { ...world, now }, disk: new Disk(this.#database, program, run, new DiskUse(world.files)) };
  }

  async #read(
    tx: Transaction<"readonly"> | Transaction<"readwrite">,
    program: string,
  ): Promise<{ readonly world: KeptWorld; readonly at?: number }> {
    const [keys, values, kept] = await Promise.all([
      tx.objectStore("files").getAllKeys(filesOf(program)),
      tx.objectStore("files").getAll(filesOf(program)),
      tx.objectStore("programs").get(program),
    ]);
    if (kept === undefined || keys.length === 0) throw new KeepError("removed");
    return { ...kept, world: { now: kept.now, files: keys.map(([, path], i) => ({ path, ...values[i]! })) } };
  }

  /**
   * Keeps a world in place of what is kept of a program, in one step; `at` is when it was left, by the page's clock.
   * @throws KeepError when it cannot be, and all is as it was
   */
  async replace(program: string, { now, files }: KeptWorld, at: number): Promise<void> {
    if (new DiskUse(files).isOver) throw new KeepError("quota");
    await writing(this.#database, async (tx) => {
      const kept = tx.objectStore("files");
      await kept.delete(filesOf(program));
      for (const { path, modified, bytes } of files) await kept.put(stored(modified, bytes), [program, path]);
      await tx.objectStore("programs").put({ run: crypto.randomUUID(), now, at }, program);
    });
  }

  async beginAnew(program: string): Promise<KeptDisk> {
    const run = crypto.randomUUID();
    const tx = this.#database.transaction(STORES, "readwrite", { durability: "strict" });
    await Promise.all([
      tx.objectStore("files").delete(filesOf(program)),
      tx.objectStore("programs").put({ run, now: 0 }, program),
      tx.done,
    ]);
    return new Disk(this.#database, program, run, new DiskUse([]));
  }
}

/** What one run of a program keeps. */
class Disk implements KeptDisk {
  readonly #database: IDBPDatabase<Schema>;
  readonly #program: string;
  readonly #run: string;
  readonly #use: DiskUse;

  constructor(database: IDBPDatabase<Schema>, program: string, run: string, use: DiskUse) {
    this.#database = database;
    this.#program = program;
    this.#run = run;
    this.#use = use;
  }

  async commit(changes: readonly FileChange[], now: number): Promise<void> {
    for (const change of changes) this.#use.change(change);
    if (this.#use.isOver) throw new KeepError("quota");
    await writing(this.#database, async (tx) => {
      const [files, programs] = [tx.objectStore("files"), tx.objectStore("programs")];
      const owner = await programs.get(this.#program);
      if (owner?.run !== this.#run) throw new KeepError(owner === undefined ? "removed" : "taken");
      for (const change of changes) {
        const key: [string, string] = [this.#program, change.path];
        if (change.change === "remove") await files.delete(key);
        else if (change.change === "put") await files.put(stored(change.modified, change.bytes), key);
        else {
          const before = (await files.get(key))?.bytes;
          if (before?.length !== change.at) throw new KeepError("removed");
          await files.put(stored(change.modified, joined(before, change.bytes)), key);
        }
      }
      await programs.put({ run: this.#run, now, at: Date.now() }, this.#program);
    });
  }
}

/** Everything that `write` does is durable when this resolves, or nothing of it: then there is a KeepError. */
async function writing(
  database: IDBPDatabase<Schema>,
  write: (tx: Transaction<"readwrite">) => Promise<void>,
): Promise<void> {
  const tx = database.transaction(STORES, "readwrite", { durability: "strict" });
  try {
    await write(tx);
    await tx.done;
  } catch (error) {
    abort(tx);
    if (error instanceof KeepError) throw error;
    const name = error instanceof DOMException ? error.name : "";
    throw new KeepError(name === "QuotaExceededError" ? "full" : "unavailable", { cause: error });
  }
}

function abort(tx: { abort(): void; readonly done: Promise<void>; readonly error: DOMException | null }): void {
  tx.done.catch(() => {}); // whoever aborts has told why
  if (tx.error === null) {
    try {
      tx.abort();
    } catch (error) {
      // it has ended by itself
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

function stored(modified: number, bytes: Uint8Array | undefined): Omit<WorldFile, "path"> {
  return bytes === undefined ? { modified } : { modified, bytes };
}

/** The keys of a program: nothing sorts behind a list as a key. */
function filesOf(program: string): IDBKeyRange {
  return IDBKeyRange.bound([program], [program, []]);
}
