import { readBefore, removeBefore } from "./before.ts";
import { type Draft, type KeptDraft, MARKS, type Mark, openWorkStore, type WorkStore } from "./store.ts";

/** Why work is kept for this visit alone: the browser lets the page store nothing, it has no room, it has closed what was stored. */
export type WorkFailure = "unavailable" | "full" | "closed";

/** What a keeper tells. */
export interface KeeperListener {
  /** Another tab has put this in the place of a draft; or had, when this one was put in its place. */
  replaced(name: string, theirs: Draft): void;
  /** Another tab has marked something. */
  marked(mark: Mark): void;
  /** What is done from now on is not kept; undefined: it is again. */
  failed(failure: WorkFailure | undefined): void;
}

/** What tabs tell each other. */
type Word = { readonly draft: string } | { readonly mark: Mark };

/** A store that does not open within so many milliseconds counts as none: nobody should have to wait for it. */
const PATIENCE = 10_000;

/**
 * The reader's work: all of it in memory, and kept in the browser as well as it can. Writing takes place behind what asks for it,
 * and of one program only the latest is written.
 */
export class Keeper {
  readonly #storage: Storage | undefined;
  readonly #openStore: typeof openWorkStore;
  readonly #drafts = new Map<string, Draft & { version?: string }>();
  readonly #marks: Mark[] = [];
  readonly #unwritten = new Set<string>();
  readonly #channel: BroadcastChannel | undefined;
  #store: WorkStore | undefined;
  #listener: KeeperListener | undefined;
  #failure: WorkFailure | undefined;
  #turn = Promise.resolve();

  /** `storage` is where earlier versions kept it. */
  constructor(storage: Storage | undefined, openStore = openWorkStore) {
    this.#storage = storage;
    this.#openStore = openStore;
    this.#channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("sluice.work");
  }

  /** What was marked until now. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** Reads everything; from then on it is there at once. Tells where nothing can be kept, and goes on in memory. */
  async open(listener: KeeperListener): Promise<void> {
    this.#listener = listener;
    try {
      const store = await inTime(this.#openStore(() => this.#close()));
      const { drafts, marks } = await store.load();
      for (const [name, draft] of drafts) this.#drafts.set(name, draft);
      this.#marks.push(...marks);
      this.#store = store;
      if (this.#channel !== undefined) {
        this.#channel.onmessage = ({ data }) => this.#inTurn(() => this.#hear(data as Word));
      }
    } catch (error) {
      this.#fail(failureOf(error));
    }
    if (this.#storage !== undefined) this.#takeOver(this.#storage);
  }

  /** A program as it was last edited. */
  draft(name: string): Draft | undefined {
    return this.#drafts.get(name);
  }

  /** Keeps a program as it is now. */
  save(name: string, draft: Draft): void {
    this.#drafts.set(name, { ...draft, version: this.#drafts.get(name)?.version });
    this.#unwritten.add(name);
    this.#inTurn(() => this.#write());
  }

  /** Keeps that something was done. */
  mark(mark: Mark): void {
    this.#marks.push(mark);
    this.#inTurn(() => this.#keepMark(mark));
  }

  /** Hears and tells no more. */
  dispose(): void {
    this.#channel?.close();
  }

  /** One thing after the other: what is heard of a draft is not mixed with what is written of it. */
  #inTurn(run: () => Promise<void>): void {
    this.#turn = this.#turn.then(run);
  }

  /** What an older version has kept since the last time is newer than what is kept here. It stays there until all of it is kept here. */
  #takeOver(storage: Storage): void {
    const before = readBefore(storage);
    if (before === undefined) return;
    for (const [name, draft] of before.drafts) this.save(name, draft);
    for (const mark of before.marks) this.mark(mark);
    this.#inTurn(async () => {
      if (this.#failure === undefined) removeBefore(storage);
    });
  }

  /** What could not be written is tried again with the next change. */
  async #write(): Promise<void> {
    const store = this.#store;
    if (store === undefined) return;
    const failed: string[] = [];
    for (const name of this.#unwritten) {
      this.#unwritten.delete(name);
      if (!(await this.#writeDraft(name, store))) failed.push(name);
    }
    for (const name of failed) this.#unwritten.add(name);
    if (failed.length === 0 && this.#store === store) this.#fail(undefined);
  }

  async #writeDraft(name: string, store: WorkStore): Promise<boolean> {
    const { program, start, version: known } = this.#drafts.get(name)!;
    try {
      const { version, replaced } = await store.save(name, { program, start }, known);
      this.#drafts.set(name, { ...this.#drafts.get(name)!, version });
      if (replaced !== undefined) this.#listener?.replaced(name, replaced);
      this.#tell({ draft: name });
      return true;
    } catch (error) {
      this.#fail(failureOf(error));
      return false;
    }
  }

  async #keepMark(mark: Mark): Promise<void> {
    try {
      await this.#store?.mark(mark);
      this.#tell({ mark });
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  #tell(word: Word): void {
    this.#channel?.postMessage(word);
  }

  async #hear(word: Word): Promise<void> {
    if ("mark" in word) {
      if (!MARKS.includes(word.mark.kind)) return;
      this.#marks.push(word.mark);
      this.#listener?.marked(word.mark);
      return;
    }
    let theirs: KeptDraft | undefined;
    try {
      theirs = await this.#store?.draft(word.draft);
    } catch (error) {
      this.#fail(failureOf(error));
    }
    const mine = this.#drafts.get(word.draft);
    // a draft that is still to be written here takes the place of theirs in turn, and then this tab is told
    if (theirs === undefined || theirs.version === mine?.version || this.#unwritten.has(word.draft)) return;
    this.#drafts.set(word.draft, theirs);
    this.#listener?.replaced(word.draft, theirs);
  }

  /** What is open in memory stays; nothing more is kept. */
  #close(): void {
    this.#store = undefined;
    this.#fail("closed");
  }

  #fail(failure: WorkFailure | undefined): void {
    this.#failure = failure;
    this.#listener?.failed(failure);
  }
}

function failureOf(error: unknown): WorkFailure {
  return error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "unavailable";
}

async function inTime<T>(opening: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The browser's storage does not open")), PATIENCE);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}
