import { describe, expect, test } from "vitest";
import { DiskUse } from "../../../playground/disk/disk-use.ts";
import { checkpointIn, keepFailureOf, newestCheckpoint, openDisks } from "../../../playground/disk/disks.ts";
import { LIMITS } from "../../../playground/sandbox/wire.ts";

describe("where programs' files are kept", () => {
  test("the newest checkpoint is the one of the latest batch; backups and asides are none", () => {
    const paths = ["/a/checkpoint-9000", "/a/checkpoint-10000", "/a/checkpoint-11000.bk", "/a/.checkpoint-12000.tmp"];
    expect(newestCheckpoint(paths)).toBe(10_000);
    expect(newestCheckpoint(["/a/checkpoint-", "/a/local-0/rdd-3/part-00000"])).toBeUndefined();
    expect(
      checkpointIn([
        { change: "put", path: "/a/checkpoint-2000", modified: 0, bytes: new Uint8Array(1) },
        { change: "remove", path: "/a/checkpoint-3000" },
      ]),
    ).toBe(2000);
  });

  test("where there is no IndexedDB, everything says so, and nothing is left unhandled", async () => {
    const disks = openDisks();
    const disk = disks.beginAnew("program.ts");
    for (const attempt of [disks.checkpointOf("program.ts"), disks.goOn("program.ts"), disk.commit([], 0)]) {
      const failure = await attempt.then(() => undefined, keepFailureOf);
      expect(failure).toBe("unavailable");
    }
  });

  test("what a program keeps is counted as it is: replaced, longer, gone", () => {
    const use = new DiskUse([{ path: "/a", modified: 0, bytes: new Uint8Array(LIMITS.keptBytes) }]);
    const one = new Uint8Array(1);
    use.change({ change: "put", path: "/a", modified: 0, bytes: new Uint8Array(LIMITS.keptBytes - 1) });
    use.change({ change: "append", path: "/a", modified: 0, at: LIMITS.keptBytes - 1, bytes: one });
    expect(use.isOver).toBe(false);
    use.change({ change: "put", path: "/b", modified: 0, bytes: one });
    expect(use.isOver).toBe(true);
    use.change({ change: "remove", path: "/b" });
    expect(use.isOver).toBe(false);
    for (let i = 0; i < LIMITS.keptFiles; i++) use.change({ change: "put", path: `/d/${i}`, modified: 0 });
    expect(use.isOver).toBe(true);
  });
});
