import { type DBSchema, openDB } from "idb";
import type { ProgramFiles } from "./files.ts";

/** A program as it was last edited. */
export interface Draft {
  readonly program: ProgramFiles;
  /** What it began with, where nothing else says so: that of a program that was opened from elsewhere as the reader's own. */
  readonly start?: ProgramFiles;
}

/** A draft, and by which writing it came there. */
export interface KeptDraft extends Draft {
  readonly version: string;
}

/** What a reader has done in the lessons. */
export const MARKS = ["read", "solved", "predicted"] as const;
export type MarkKind = (typeof MARKS)[number];

/** One thing that was done: a page `LESSON/PAGE` was read, a lesson was solved, on a page an option was predicted. */
export interface Mark {
  readonly kind: MarkKind;
  readonly name: string;
  /** The option that was predicted; otherwise empty. */
  readonly value: string;
}

/** All that is kept. */
export interface Everything {
  /** By the programs' names. */
  readonly drafts: ReadonlyMap<string, KeptDraft>;
  readonly marks: readonly Mark[];
}

/** Where the reader's work is kept. Everything is written as a whole or not at all. */
export interface WorkStore {
  load(): Promise<Everything>;
  draft(name: string): Promise<KeptDraft | undefined>;
  /**
   * Keeps a draft in place of what there is. `known` is the version that it was made from.
   * Gives its version, and what it has replaced where that is another one.
   */
  save(
    name: string,
    draft: Draft,
    known: string | undefined,
  ): Promise<{ readonly version: string; readonly replaced?: KeptDraft }>;
  mark(mark: Mark): Promise<void>;
}

interface Schema extends DBSchema {
  drafts: { key: string; value: KeptDraft };
  marks: { key: [kind: MarkKind, name: string]; value: string };
}

/**
 * Opens the page's IndexedDB; `closed` is called when the browser has closed it, as when its data is deleted.
 * @throws DOMException when the browser does not let the page keep anything
 */
export async function openWorkStore(closed: () => void): Promise<WorkStore> {
  const database = await openDB<Schema>("sluice.work", 1, {
    upgrade: (it) => {
      it.createObjectStore("drafts");
      it.createObjectStore("marks");
    },
    // a newer page is not held up
    blocking: (_, __, event) => {
      (event.target as IDBDatabase).close();
      closed();
    },
    terminated: closed,
  });
  return {
    load: async () => {
      const tx = database.transaction(["drafts", "marks"]);
      const [names, drafts, done, values] = await Promise.all([
        tx.objectStore("drafts").getAllKeys(),
        tx.objectStore("drafts").getAll(),
        tx.objectStore("marks").getAllKeys(),
        tx.objectStore("marks").getAll(),
      ]);
      return {
        drafts: new Map(names.map((name, index) => [name, drafts[index]!])),
        marks: done.map(([kind, name], index) => ({ kind, name, value: values[index]! })),
      };
    },
    draft: (name) => database.get("drafts", name),
    save: async (name, draft, known) => {
      const version = crypto.randomUUID();
      const tx = database.transaction("drafts", "readwrite");
      const [before] = await Promise.all([tx.store.get(name), tx.store.put({ ...draft, version }, name), tx.done]);
      return before !== undefined && before.version !== known ? { version, replaced: before } : { version };
    },
    mark: async ({ kind, name, value }) => {
      await database.put("marks", value, [kind, name]);
    },
  };
}
