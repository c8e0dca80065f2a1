import { afterEach, expect, test } from "vitest";
import { installHost } from "../../core/host/host.ts";
import { StreamingContext } from "../../core/index.ts";
import type { SimFiles } from "../../core/sim/files.ts";
import type { Driver } from "./drivers.ts";
import { driver } from "./each-test.ts";
import { slowSums } from "./programs/slow.ts";
import { Outputs, writeInto } from "./simulation/outputs.ts";

const BATCHES = 12;

afterEach(() => writeInto(undefined));

/** One driver's life until `end`; gives what its context ended with, if it did. */
async function live({ host }: Driver, end: number): Promise<unknown> {
  installHost(host);
  let failure: unknown;
  const ssc = StreamingContext.getOrCreate("/checkpoints", () => slowSums("/checkpoints", BATCHES, 0));
  ssc.awaitTermination().catch((error: unknown) => {
    failure = error;
  });
  ssc.start();
  await host.clock.advanceTo(end);
  return failure;
}

/** What is thrown, with all that caused it. */
function chain(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chain(error.cause)] : [];
}

/** The parts of the newest states that were written. */
function newestParts(files: SimFiles): string[] {
  const [data] = files.list("/checkpoints").filter(({ name }) => name.startsWith("local-"));
  const folder = `/checkpoints/${data!.name}`;
  const number = ({ name }: { readonly name: string }): number => Number(name.slice("rdd-".length));
  const newest = files.list(folder).sort((a, b) => number(b) - number(a))[0]!;
  const path = `${folder}/${newest.name}`;
  return files
    .list(path)
    .filter(({ name }) => name.startsWith("part-"))
    .map(({ name }) => `${path}/${name}`);
}

const WHOSE = String.raw`updateStateByKey at slow\.ts:\d+, batch 6000 ms`;
const unread = (path: string): RegExp =>
  new RegExp(`^Could not read ${path}, a part of the checkpointed records of ${WHOSE}$`);
const incomplete = (path: string): RegExp =>
  new RegExp(
    `^Checkpoint directory ${path.replace(/\/part-.*/, "")}, with the records of ${WHOSE}, has 1 of 2 parts: ${path.slice(-10)} is not there$`,
  );

test.each<[string, 0 | 1, (files: SimFiles, path: string) => void, (path: string) => RegExp]>([
  ["one byte is another", 0, changed, unread],
  ["it is cut off", 0, (files, path) => files.write(path, files.read(path, 0, -5)), unread],
  ["it is empty", 0, (files, path) => files.write(path, new Uint8Array()), unread],
  ["the first is missing", 0, (files, path) => files.remove(path), incomplete],
  ["the last is missing, and those before it are all there", 1, (files, path) => files.remove(path), incomplete],
])(
  "a part of checkpointed states, %s: the driver that would go on from it says which, and counts nothing anew (SPARK-58883)",
  async (_what, n, damage, message) => {
    const first = driver();
    let lives = first;
    const outputs = new Outputs(() => lives.host, BATCHES * 1000);
    writeInto(outputs);
    await live(first, 7500);
    first.host.die();
    const before = outputs.entries;
    expect(before["output 0 at 7000"]).toBe('["a",21]');

    lives = driver(first);
    const path = newestParts(lives.host.files)[n]!;
    damage(lives.host.files, path);
    const failure = await live(lives, BATCHES * 1000).catch((error: unknown) => error);
    const said = chain(failure).find((error) => message(path).test(error.message));
    expect(said, chain(failure).map(String).join("\n")).toMatchObject({
      code: "CHECKPOINT_PART",
      advice: expect.stringContaining("Restore the directory from a backup, or begin anew in another one"),
    });
    // what was written is right
    expect(outputs.entries).toMatchObject(before);
    for (const [entry, written] of Object.entries(outputs.entries)) {
      const batches = Number(/\d+$/.exec(entry)![0]) / 1000;
      expect(written, entry).toBe(`["a",${(batches * (batches - 1)) / 2}]`);
    }
  },
);

function changed(files: SimFiles, path: string): void {
  const bytes = files.read(path);
  bytes[bytes.length >> 1]! ^= 0x10;
  files.write(path, bytes);
}

test("from states that are whole it goes on", async () => {
  const first = driver();
  let lives = first;
  const outputs = new Outputs(() => lives.host, BATCHES * 1000);
  writeInto(outputs);
  await live(first, 7500);
  first.host.die();
  lives = driver(first);
  expect(newestParts(lives.host.files)).toHaveLength(2);
  expect(await live(lives, BATCHES * 1000)).toBeUndefined();
  expect(outputs.entries["output 0 at 12000"]).toBe('["a",66]');
});
