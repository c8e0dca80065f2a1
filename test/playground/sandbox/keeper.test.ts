import { describe, expect, test } from "vitest";
import { HostileMessageError } from "../../../playground/sandbox/check-message.ts";
import { KeepError } from "../../../playground/sandbox/keep-error.ts";
import { Keeper } from "../../../playground/sandbox/keeper.ts";
import type { FileChange } from "../../../playground/sandbox/protocol.ts";
import { LIMITS } from "../../../playground/sandbox/wire.ts";

const put = (path: string, length = 1): FileChange => ({
  change: "put",
  path,
  modified: 0,
  bytes: new Uint8Array(length),
});

function setUp(commit: (changes: readonly FileChange[], now: number) => Promise<void> = async () => {}) {
  const told: unknown[] = [];
  const keeper = new Keeper(
    { commit },
    {
      kept: (group, changes, now) => told.push(["kept", group, changes.length, now]),
      failed: (group, failure) => told.push(["failed", group, failure]),
    },
  );
  const take = (group: number, last: boolean, ...changes: FileChange[]): void =>
    keeper.take({ type: "files", group, now: 7, changes, last });
  return { take, told };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("what keeps files", () => {
  test("commits the messages of a group at once, group after group", async () => {
    const commits: string[][] = [];
    const { take, told } = setUp(async (changes) => {
      commits.push(changes.map(({ path }) => path));
    });
    take(1, false, put("/a"), put("/b"));
    await turn();
    expect(commits).toEqual([]);
    take(1, true, put("/c"));
    take(2, true, { change: "remove", path: "/a" });
    await turn();
    expect(commits).toEqual([["/a", "/b", "/c"], ["/a"]]);
    expect(told).toEqual([
      ["kept", 1, 3, 7],
      ["kept", 2, 1, 7],
    ]);
  });

  test("refuses groups out of order, and more of them than the engine has on its way", () => {
    const { take } = setUp(() => new Promise(() => {}));
    expect(() => take(2, true, put("/a"))).toThrow(HostileMessageError);
    for (let group = 1; group <= LIMITS.keptGroups; group++) take(group, true, put("/a"));
    expect(() => take(LIMITS.keptGroups + 1, true, put("/a"))).toThrow(HostileMessageError);
  });

  test("a group without end is cut off before it fills the memory, and nothing of it is kept", async () => {
    const commits: unknown[] = [];
    const { take, told } = setUp(async (changes) => void commits.push(changes));
    const part = put("/big", LIMITS.changedBytesPerMessage);
    for (let i = 0; i < 20; i++) take(1, false, part);
    take(1, true, part);
    await turn();
    expect({ commits, told }).toEqual({ commits: [], told: [["failed", 1, "quota"]] });
  });

  test.each(["full", "taken", "removed"] as const)(
    "says why when a disk cannot keep them (%s), once, and keeps no more",
    async (failure) => {
      let commits = 0;
      const { take, told } = setUp(async () => {
        commits++;
        throw new KeepError(failure);
      });
      take(1, true, put("/a"));
      take(2, true, put("/b"));
      await turn();
      take(3, true, put("/c"));
      await turn();
      expect({ told, commits }).toEqual({ told: [["failed", 1, failure]], commits: 1 });
    },
  );
});
