import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { KeepError } from "../sandbox/keep-error.ts";
import type { FileChange, KeptDisk, KeptWorld, WorldFile } from "../sandbox/protocol.ts";
import { DiskUse } from "./disk-use.ts";

interface Schema extends DBSchema {
  /** Files and directories, by the program and their path. */
  files: { key: [program: string, path: string]; value: Omit<WorldFile, "path"> };
  /** The run that writes, and its time when it wrote last. */
  programs: { key: string; value: { readonly run: string; readonly now: number } };
}

const DATABASE = "sluice.disks";

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

/** Files of programs' worlds in the page's IndexedDB. */
export class Store {
  readonly #database: IDBPDatabase<Schema>;

  constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  async paths(program: string): Promise<string[]> {
    return (await this.#database.getAllKeys("files", filesOf(program))).map(([, path]) => path);
  }

  async goOn(program: string): Promise<{ readonly world: KeptWorld; readonly disk: KeptDisk }> {
    const run = crypto.randomUUID();
    const tx = this.#database.transaction(["files", "programs"], "readwrite", { durability: "strict" });
    const [keys, values, before] = await Promise.all([
      tx.objectStore("files").getAllKeys(filesOf(program)),
      tx.objectStore("files").getAll(filesOf(program)),
      tx.objectStore("programs").get(program),
    ]);
    if (before === undefined || keys.length === 0) throw new KeepError("removed");
    // later than all that was kept, so that no two contexts have one start time and thereby one directory
    const now = before.now + 1;
    await tx.objectStore("programs").put({ run, now }, program);
    await tx.done;
    const files = keys.map(([, path], i) => ({ path, ...values[i]! }));
    return { world: { now, files }, disk: new Disk(this.#database, program, run, new DiskUse(files)) };
  }

  async beginAnew(program: string): Promise<KeptDisk> {
    const run = crypto.randomUUID();
    const tx = this.#database.transaction(["files", "programs"], "readwrite", { durability: "strict" });
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
    try {
      await this.#write(changes, now);
    } catch (error) {
      if (error instanceof KeepError) throw error;
      const name = error instanceof DOMException ? error.name : "";
      throw new KeepError(name === "QuotaExceededError" ? "full" : "unavailable", { cause: error });
    }
  }

  async #write(changes: readonly FileChange[], now: number): Promise<void> {
    const tx = this.#database.transaction(["files", "programs"], "readwrite", { durability: "strict" });
    try {
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
      await programs.put({ run: this.#run, now }, this.#program);
      await tx.done;
    } catch (error) {
      abort(tx);
      throw error;
    }
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

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  const both = new Uint8Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}

/** The keys of a program: nothing sorts behind a list as a key. */
function filesOf(program: string): IDBKeyRange {
  return IDBKeyRange.bound([program], [program, []]);
}
