import { afterEach, describe, expect, test, vi } from "vitest";
import { oneFile } from "../../../playground/work/files.ts";
import { Keeper, type KeeperListener, type WorkFailure } from "../../../playground/work/keeper.ts";
import type { Draft, KeptDraft, Mark, WorkStore } from "../../../playground/work/store.ts";

const draftOf = (text: string): Draft => ({ program: oneFile("program.ts", text) });

/** What all tabs share. */
class SharedStore {
  readonly drafts = new Map<string, KeptDraft>();
  readonly marks: Mark[] = [];
  writes = 0;
  failure: Error | undefined;
  /** Until it is resolved, nothing is written. */
  gate: Promise<void> = Promise.resolve();

  readonly store: WorkStore = {
    load: async () => ({ drafts: new Map(this.drafts), marks: [...this.marks] }),
    draft: async (name) => this.drafts.get(name),
    save: async (name, draft, known) => {
      await this.gate;
      if (this.failure !== undefined) throw this.failure;
      const before = this.drafts.get(name);
      const version = String(++this.writes);
      this.drafts.set(name, { ...draft, version });
      return before !== undefined && before.version !== known ? { version, replaced: before } : { version };
    },
    mark: async (mark) => {
      if (this.failure !== undefined) throw this.failure;
      this.marks.push(mark);
    },
  };
}

interface Heard extends KeeperListener {
  readonly theirs: [name: string, text: string | undefined][];
  readonly marks: Mark[];
  readonly failures: (WorkFailure | undefined)[];
}

function listening(): Heard {
  const heard: Heard = {
    theirs: [],
    marks: [],
    failures: [],
    replaced: (name, { program }) => heard.theirs.push([name, program.files.get(program.entry)]),
    marked: (mark) => heard.marks.push(mark),
    failed: (failure) => heard.failures.push(failure),
  };
  return heard;
}

const keepers: Keeper[] = [];
afterEach(() => {
  for (const keeper of keepers.splice(0)) keeper.dispose();
});

async function tabOn(shared: SharedStore): Promise<{ readonly keeper: Keeper; readonly heard: Heard }> {
  const keeper = new Keeper(undefined, async () => shared.store);
  keepers.push(keeper);
  const heard = listening();
  await keeper.open(heard);
  return { keeper, heard };
}

describe("the keeper of the reader's work", () => {
  test("writes the latest of a program, not every letter", async () => {
    const shared = new SharedStore();
    const { keeper } = await tabOn(shared);
    const { promise, resolve } = Promise.withResolvers<void>();
    shared.gate = promise;
    for (const text of ["a", "ab", "abc", "abcd"]) keeper.save("program.ts", draftOf(text));
    expect(keeper.draft("program.ts")).toMatchObject(draftOf("abcd"));
    resolve();
    await vi.waitFor(() => expect(shared.drafts.get("program.ts")).toMatchObject(draftOf("abcd")));
    expect(shared.writes).toBeLessThan(4);
  });

  test("tells other tabs what was written and marked, and them alone", async () => {
    const shared = new SharedStore();
    const [one, two] = [await tabOn(shared), await tabOn(shared)];
    one.keeper.save("program.ts", draftOf("one"));
    one.keeper.mark({ kind: "solved", name: "a", value: "" });
    await vi.waitFor(() => expect(two.heard.theirs).toEqual([["program.ts", "one"]]));
    await vi.waitFor(() => expect(two.heard.marks).toEqual([{ kind: "solved", name: "a", value: "" }]));
    expect(two.keeper.draft("program.ts")).toMatchObject(draftOf("one"));
    // it knows of it now: its own writing replaces nothing unseen
    two.keeper.save("program.ts", draftOf("two"));
    await vi.waitFor(() => expect(one.heard.theirs).toEqual([["program.ts", "two"]]));
    expect(two.heard.theirs).toHaveLength(1);
  });

  test("who writes over what another has written unheard gets it to see", async () => {
    const shared = new SharedStore();
    const { keeper, heard } = await tabOn(shared);
    shared.drafts.set("program.ts", { ...draftOf("of a tab that was asleep"), version: "x" });
    keeper.save("program.ts", draftOf("mine"));
    await vi.waitFor(() => expect(heard.theirs).toEqual([["program.ts", "of a tab that was asleep"]]));
    expect(shared.drafts.get("program.ts")).toMatchObject(draftOf("mine"));
  });

  test("tells that there is no room, and that there is again", async () => {
    const shared = new SharedStore();
    const { keeper, heard } = await tabOn(shared);
    shared.failure = new DOMException("full", "QuotaExceededError");
    keeper.save("program.ts", draftOf("a"));
    await vi.waitFor(() => expect(heard.failures.at(-1)).toBe("full"));
    shared.failure = undefined;
    keeper.save("program.ts", draftOf("ab"));
    await vi.waitFor(() => expect(heard.failures.at(-1)).toBeUndefined());
    expect(shared.drafts.get("program.ts")).toMatchObject(draftOf("ab"));
  });

  test("tries again what found no room, with the next change of anything", async () => {
    const shared = new SharedStore();
    const { keeper, heard } = await tabOn(shared);
    shared.failure = new DOMException("full", "QuotaExceededError");
    keeper.save("a", draftOf("a"));
    await vi.waitFor(() => expect(heard.failures.at(-1)).toBe("full"));
    shared.failure = undefined;
    keeper.save("b", draftOf("b"));
    await vi.waitFor(() => expect([...shared.drafts.keys()].sort()).toEqual(["a", "b"]));
  });

  test("what is typed while another tab's draft is being read is not lost", async () => {
    const shared = new SharedStore();
    const [one, two] = [await tabOn(shared), await tabOn(shared)];
    const { promise, resolve } = Promise.withResolvers<void>();
    const read = shared.store.draft;
    const reading = vi.spyOn(shared.store, "draft").mockImplementation(async (name) => {
      await promise;
      return read(name);
    });
    one.keeper.save("program.ts", draftOf("one"));
    await vi.waitFor(() => expect(reading).toHaveBeenCalled());
    two.keeper.save("program.ts", draftOf("two"));
    resolve();
    await vi.waitFor(() => expect(shared.drafts.get("program.ts")).toMatchObject(draftOf("two")));
    expect(two.keeper.draft("program.ts")).toMatchObject(draftOf("two"));
    expect(two.heard.theirs).toEqual([["program.ts", "one"]]);
  });

  test("keeps in memory what cannot be kept elsewhere, and says so", async () => {
    const keeper = new Keeper(undefined, () => Promise.reject(new DOMException("no", "InvalidStateError")));
    keepers.push(keeper);
    const heard = listening();
    await keeper.open(heard);
    expect(heard.failures).toEqual(["unavailable"]);
    keeper.save("program.ts", draftOf("a"));
    expect(keeper.draft("program.ts")).toMatchObject(draftOf("a"));
  });

  test("does not wait for a store that never opens", async () => {
    vi.useFakeTimers();
    const keeper = new Keeper(undefined, () => new Promise(() => {}));
    keepers.push(keeper);
    const heard = listening();
    const opened = keeper.open(heard);
    await vi.advanceTimersByTimeAsync(60_000);
    await opened;
    vi.useRealTimers();
    expect(heard.failures).toEqual(["unavailable"]);
  });
});
