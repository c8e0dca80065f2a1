import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js/lib/zip-core-external.js";
import { describe, expect, test } from "vitest";
import { packWorld, unpackWorld } from "../../../playground/disk/archive.ts";
import type { KeptWorld } from "../../../playground/sandbox/protocol.ts";
import { LIMITS } from "../../../playground/sandbox/wire.ts";

const START = Date.UTC(2026, 4, 6, 7, 8, 9);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const WORLD: KeptWorld = {
  now: START + 5000,
  files: [
    { path: "/counts", modified: START },
    { path: `/counts/checkpoint-${START + 4000}`, modified: START + 4123, bytes: bytes("c".repeat(1000)) },
    { path: "/counts/empty", modified: START, bytes: new Uint8Array() },
    { path: `/counts/local-${START}`, modified: START },
    { path: `/counts/local-${START}/rdd-3/part-00000`, modified: START, bytes: new Uint8Array([0, 255, 1]) },
    { path: "/in/日志.txt", modified: START + 1, bytes: bytes("a line\n") },
  ],
};

async function zipOf(entries: Record<string, string | Uint8Array>): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const [name, content] of Object.entries(entries))
    await zip.add(name, new Uint8ArrayReader(typeof content === "string" ? bytes(content) : content));
  return await zip.close();
}

const fileOf = (archive: Uint8Array, name: string) => new File([archive as Uint8Array<ArrayBuffer>], name);

const failureOf = (archive: Uint8Array, name = "a.zip"): Promise<unknown> =>
  unpackWorld(fileOf(archive, name)).then(
    () => undefined,
    (error) => error.failure,
  );

describe("the files of a program as one file", () => {
  test("come out as they went in, with the times of the files; the world stands at the newest that its names tell", async () => {
    const { now, files } = await unpackWorld(fileOf(await packWorld(WORLD), "counts.zip"));
    const inSeconds = (ms: number): number => Math.floor(ms / 1000) * 1000;
    expect(files).toEqual(WORLD.files.map((file) => ({ ...file, modified: inSeconds(file.modified) })));
    expect(now).toBe(START + 4000);
  });

  test("without a directory come into one that is named after the archive", async () => {
    const { files } = await unpackWorld(
      fileOf(await zipOf({ "checkpoint-5": "x", "local-0/rdd-1/part-00000": "y" }), "mine.zip"),
    );
    expect(files.map(({ path }) => path)).toEqual(["/mine/checkpoint-5", "/mine/local-0/rdd-1/part-00000"]);
  });

  test("a file that is far too large is refused unread, and one that cannot be read is no zip", async () => {
    const file = { name: "a.zip", size: 3 * LIMITS.keptBytes, arrayBuffer: () => expect.fail("it was read") };
    await expect(unpackWorld(file)).rejects.toMatchObject({ failure: "too-big" });
    const gone = { name: "a.zip", size: 10, arrayBuffer: () => Promise.reject(new Error("not readable")) };
    await expect(unpackWorld(gone)).rejects.toMatchObject({ failure: "not-zip" });
  });

  test("what a system adds is left out", async () => {
    const archive = await zipOf({ "a/checkpoint-5": "x", "__MACOSX/a/._checkpoint-5": "", "a/.DS_Store": "" });
    expect((await unpackWorld(fileOf(archive, "a.zip"))).files.map(({ path }) => path)).toEqual(["/a/checkpoint-5"]);
  });

  test.each(["../checkpoint-5", "a/../../checkpoint-5", "/a/checkpoint-5", "a//checkpoint-5", "a/./checkpoint-5"])(
    "a name that means another place is refused: %s",
    async (name) => {
      expect(await failureOf(await zipOf({ [name]: "x", "b/checkpoint-1": "y" }))).toBe("name");
    },
  );

  test("a name is a name, also where it is one of JavaScript's", async () => {
    const { files } = await unpackWorld(
      fileOf(await zipOf({ "__proto__/checkpoint-5": "x", "a/constructor": "y" }), "a.zip"),
    );
    expect(files.map(({ path }) => path)).toEqual(["/__proto__/checkpoint-5", "/a/constructor"]);
  });

  test("what is no zip, not whole, or without a checkpoint, is refused with its reason", async () => {
    expect(await failureOf(bytes("no zip at all"))).toBe("not-zip");
    expect(await failureOf(new Uint8Array())).toBe("not-zip");
    const whole = await packWorld(WORLD);
    expect(await failureOf(whole.slice(0, -30))).toBe("not-zip");
    expect(await failureOf(await zipOf({ "a/b": "x" }))).toBe("no-checkpoint");
    expect(await failureOf(new Uint8Array(100_000).fill(80))).toBe("not-zip");
  });

  test("whichever byte is changed, there is a reason, or the files are as they were", async () => {
    const small = await zipOf({ "a/checkpoint-5": "some bytes", "a/b": "others" });
    for (let i = 0; i < small.length; i++) {
      const changed = small.slice();
      changed[i]! ^= 0x15;
      const read = await unpackWorld(fileOf(changed, "a.zip")).then(
        ({ files }) => files.map(({ bytes }) => new TextDecoder().decode(bytes)).join(),
        (error) => error.name,
      );
      expect(["ArchiveError", "some bytes,others", ",others", "some bytes,"]).toContain(read);
    }
  });

  test("too much is refused before it takes room: by what it says, and by what it is", async () => {
    const bomb = await zipOf({ "a/checkpoint-5": "x", "a/big": new Uint8Array(LIMITS.keptBytes) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await failureOf(bomb)).toBe("too-big");
    // it claims to be small: local and central header
    const lying = bomb.slice();
    const view = new DataView(lying.buffer);
    for (let i = 0; i + 4 <= lying.length; i++)
      if (view.getUint32(i, true) === LIMITS.keptBytes) view.setUint32(i, 10, true);
    expect(["too-big", "not-zip"]).toContain(await failureOf(lying));
    const many = await zipOf({
      "a/checkpoint-5": "x",
      ...Object.fromEntries(Array.from({ length: LIMITS.keptFiles }, (_, i) => [`a/${i}`, ""])),
    });
    expect(await failureOf(many)).toBe("too-big");
  });
});
