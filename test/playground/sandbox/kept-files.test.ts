import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkMessage } from "../../../playground/sandbox/check-message.ts";
import { KeptFiles } from "../../../playground/sandbox/kept-files.ts";
import type { FileChange, WorldFile } from "../../../playground/sandbox/protocol.ts";
import { LIMITS } from "../../../playground/sandbox/wire.ts";

/** The other side: what the changes leave behind. */
class Model {
  readonly files = new Map<string, WorldFile>();

  apply(changes: readonly FileChange[]): void {
    for (const each of changes) {
      const { path } = each;
      const before = this.files.get(path)?.bytes ?? new Uint8Array();
      if (each.change === "remove") expect(this.files.delete(path)).toBe(true);
      else if (each.change === "put") this.files.set(path, { path, modified: each.modified, bytes: each.bytes });
      else {
        expect(before.length).toBe(each.at);
        const bytes = new Uint8Array([...before, ...each.bytes]);
        this.files.set(path, { path, modified: each.modified, bytes });
      }
    }
  }

  get texts(): Record<string, string> {
    return Object.fromEntries([...this.files].sort().map(([path, { bytes }]) => [path, textOf(bytes)]));
  }
}

const textOf = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? "(directory)" : new TextDecoder().decode(bytes);

function keptOf(files: KeptFiles, directory: string): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (path: string): void => {
    for (const { name, kind } of files.list(path)) {
      const inside = `${path}/${name}`;
      found[inside] = textOf(kind === "file" ? files.read(inside) : undefined);
      if (kind === "directory") visit(inside);
    }
  };
  if (files.stat(directory) !== undefined) visit(directory);
  return Object.fromEntries(Object.entries(found).sort());
}

function setUp(needed = { now: true }) {
  let now = 0;
  const soon: (() => void)[] = [];
  const model = new Model();
  const groups: FileChange[][] = [];
  let open: FileChange[] = [];
  const files = new KeptFiles(
    { now: () => now++ },
    {
      isNeeded: () => needed.now,
      soon: (run) => soon.push(run),
      post: (group, changes, last) => {
        // as the page sees it
        const { message } = checkMessage(structuredClone({ type: "files", group, now: 0, changes, last }));
        if (message.type === "files") open.push(...message.changes);
        if (!last) return;
        groups.push(open);
        open = [];
      },
    },
  );
  const rest = (): void => {
    for (const run of soon.splice(0)) run();
  };
  /** What is on its way arrives, and is kept. */
  const arrive = (): void => {
    const group = groups.shift();
    if (group === undefined) return;
    model.apply(group);
    files.settled(files.durable + 1, false);
  };
  const arriveAll = (): void => {
    rest();
    while (groups.length > 0) arrive();
  };
  return { files, model, groups, rest, arrive, arriveAll };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("files that are kept", () => {
  test("a file that is written aside and renamed is one change, told when its directory is flushed", () => {
    const { files, groups } = setUp();
    files.makeDirectory("/kept");
    files.write("/kept/.a.tmp", bytes("a"));
    files.flush("/kept/.a.tmp");
    files.rename("/kept/.a.tmp", "/kept/a");
    expect(groups).toEqual([]);
    files.flush("/kept");
    expect(groups).toEqual([
      [
        { change: "put", path: "/kept", modified: expect.any(Number) },
        { change: "put", path: "/kept/a", modified: expect.any(Number), bytes: bytes("a") },
      ],
    ]);
  });

  test("temporary files are nobody's business", () => {
    const { files, groups, rest } = setUp();
    files.put(`${files.temporaryDirectory()}/a`, "a");
    rest();
    expect(groups).toEqual([]);
  });

  test("nothing is told before somebody could go on with it; then all that there is by then", () => {
    const needed = { now: false };
    const { files, groups, rest } = setUp(needed);
    files.put("/in/a", "a");
    files.put("/in/b", "b");
    rest();
    files.remove("/in/b");
    files.flush("/in");
    files.commitAll();
    expect(groups).toEqual([]);
    needed.now = true;
    files.makeDirectory("/kept");
    rest();
    expect(groups.map((group) => group.map(({ path }) => path))).toEqual([["/in", "/in/a", "/kept"]]);
  });

  test("what is added to a log goes alone; while a group is on its way, others become the next", () => {
    const { files, groups, rest, arrive } = setUp();
    files.put("/kept/log", "1");
    rest();
    files.append("/kept/log", bytes("2"));
    rest();
    files.append("/kept/log", bytes("3"));
    rest();
    expect(groups).toHaveLength(1);
    arrive();
    expect(groups).toEqual([
      [{ change: "append", path: "/kept/log", modified: expect.any(Number), at: 1, bytes: bytes("23") }],
    ]);
  });

  test("what does not fit into a message goes in several, and is still one group", () => {
    const { files, model, arriveAll } = setUp();
    const big = new Uint8Array(2.5 * LIMITS.changedBytesPerMessage).map((_, i) => i % 251);
    files.put("/kept/big", big);
    for (let i = 0; i < LIMITS.changesPerMessage + 10; i++) files.put(`/kept/${i}`, "x");
    arriveAll();
    expect(Buffer.compare(model.files.get("/kept/big")!.bytes!, big)).toBe(0);
    expect(model.files.size).toBe(LIMITS.changesPerMessage + 12);
    expect(files.durable).toBe(1);
  });

  test("nothing is told any more when nothing can be kept", () => {
    const { files, groups, rest } = setUp();
    files.put("/kept/a", "a");
    rest();
    groups.length = 0;
    files.settled(1, true);
    files.put("/kept/b", "b");
    rest();
    files.commitAll();
    expect(groups).toEqual([]);
  });

  test("what was kept is there again, and is not told a second time", () => {
    const first = setUp();
    first.files.put("/kept/a/b", "b");
    first.files.makeDirectory("/kept/empty");
    first.arriveAll();
    const { files, groups, rest } = setUp();
    files.restore({ now: 5, files: [...first.model.files.values()] });
    expect(keptOf(files, "/kept")).toEqual({
      "/kept/a": "(directory)",
      "/kept/a/b": "b",
      "/kept/empty": "(directory)",
    });
    expect(files.stat("/kept/a/b")?.modified).toBe(first.files.stat("/kept/a/b")?.modified);
    rest();
    expect(groups).toEqual([]);
    files.append("/kept/a/b", bytes("c"));
    rest();
    expect(groups).toMatchObject([[{ change: "append", at: 1 }]]);
  });

  test("whatever is done, what is kept is what the files were at one moment, and in the end what they are", () => {
    const path = fc.constantFrom("/kept/a", "/kept/b", "/kept/d", "/kept/d/x", "/kept/d/y", "/tmp/a", "/kept/e");
    const step = fc.oneof(
      fc.tuple(fc.constantFrom("write", "append"), path, fc.string({ maxLength: 3 })),
      fc.tuple(fc.constant("rename"), path, path),
      fc.tuple(fc.constantFrom("remove", "makeDirectory", "flush"), path, fc.constant("")),
      fc.tuple(fc.constantFrom("rest", "arrive"), path, fc.constant("")),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { files, model, rest, arrive, arriveAll } = setUp();
        const moments = new Set<string>(["{}"]);
        files.makeDirectory("/kept");
        const kept = (): string => JSON.stringify({ "/kept": "(directory)", ...keptOf(files, "/kept") });
        for (const [what, where, arg] of steps) {
          try {
            if (what === "write" || what === "append") files[what](where, bytes(arg));
            else if (what === "rename") files.rename(where, arg);
            else if (what === "remove" || what === "makeDirectory" || what === "flush") files[what](where);
          } catch (error) {
            expect(error).toHaveProperty("code"); // the disk's own refusals
          }
          moments.add(kept());
          if (what === "rest") rest();
          if (what === "arrive") arrive();
          const there = { ...model.texts };
          expect(moments).toContain(JSON.stringify(there));
        }
        arriveAll();
        expect(JSON.stringify(model.texts)).toBe(kept());
      }),
      { numRuns: 500 },
    );
  });
});
