import { afterEach, beforeEach, expect, test } from "vitest";
import { type DStream, Milliseconds, Seconds, type StreamingContext } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World({ start: 100_000 });
});
afterEach(() => world.end());

/** What each batch had, as sorted text, by seconds since the start. */
function collected<T>(stream: DStream<T>): string[] {
  const batches: string[] = [];
  stream.foreachRDD(async (rdd, time) => {
    const records = await rdd.collect();
    batches.push(`${(time.milliseconds - 100_000) / 1000}: ${records.map(String).sort().join(" ")}`.trim());
  });
  return batches;
}

const files = () => world.host.files;
const put = (path: string, text: string | Uint8Array, at: number) => files().put(path, text, 100_000 + at);

async function run(ssc: StreamingContext, seconds: number, happen: Readonly<Record<number, () => void>> = {}) {
  ssc.start();
  for (let second = 1; second <= seconds; second++) {
    await world.clock.advance(500);
    happen[second]?.();
    await world.clock.advance(500);
  }
}

test("a file is read once, in the batch after it was written; what is appended to it is not, and that is said", async () => {
  const ssc = world.ssc();
  const batches = collected(ssc.textFileStream("/in"));
  files().makeDirectory("/in");
  await run(ssc, 4, {
    1: () => put("/in/a", "one\ntwo", 400),
    3: () => files().append("/in/a", new TextEncoder().encode("\nthree")),
  });
  expect(batches).toEqual(["1: one two", "2:", "3:", "4:"]);
  expect(world.codes.filter((code) => code === "FILE_CHANGED")).toHaveLength(1);
});

test("a file whose time is ahead of the batch waits for the batch of its time", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  const batches = collected(ssc.textFileStream("/in"));
  await run(ssc, 3, { 1: () => put("/in/a", "later", 2500) });
  expect(batches).toEqual(["1:", "2:", "3: later"]);
});

test("new files begin where the stream was made, not where it was started; a file at that very time is old", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  const batches = collected(ssc.textFileStream("/in"));
  put("/in/before", "before", 0);
  await world.clock.advance(3000);
  put("/in/between", "between", 1000);
  await run(ssc, 1);
  expect(batches).toEqual(["4: between"]);
});

test("files that were there are read when they are asked for, if they are not older than what is remembered", async () => {
  const ssc = world.ssc();
  const batches = collected(ssc.fileStream("/in", { newFilesOnly: false }));
  put("/in/young", "young", -50_000);
  put("/in/old", "old", -70_000);
  await run(ssc, 2);
  expect(batches).toEqual(["1: young", "2:"]);
});

test("spark.streaming.fileStream.minRememberDuration says how old a file may be, in whole batches", async () => {
  const conf = { "spark.streaming.fileStream.minRememberDuration": "5" };
  const ssc = world.ssc("local[2]", conf, Seconds(2));
  const batches = collected(ssc.fileStream("/in", { newFilesOnly: false }));
  // the first batch is at 2 s, and three intervals of 2 s are remembered
  put("/in/young", "young", -3_999);
  put("/in/old", "old", -4_000);
  await run(ssc, 2);
  expect(batches).toEqual(["2: young"]);
});

test("a file that is forgotten and written again is a new one", async () => {
  const ssc = world.ssc("local[2]", { "spark.streaming.fileStream.minRememberDuration": "2s" });
  const batches = collected(ssc.textFileStream("/in"));
  files().makeDirectory("/in");
  await run(ssc, 8, {
    1: () => put("/in/a", "first", 500),
    2: () => put("/in/a", "unseen", 1500),
    7: () => put("/in/a", "again", 6500),
  });
  expect(batches.filter((batch) => !batch.endsWith(":"))).toEqual(["1: first", "7: again"]);
});

test("a file that was written long before it is moved in is never read, and that is said once", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  put("/staging/a", "old", -10);
  const batches = collected(ssc.textFileStream("/in"));
  await run(ssc, 4, { 2: () => files().rename("/staging/a", "/in/a") });
  expect(batches).toEqual(["1:", "2:", "3:", "4:"]);
  expect(world.codes.filter((code) => code === "FILE_TOO_OLD")).toHaveLength(1);
});

test("names with a point are left out, unless a filter says otherwise: it decides alone, and sees Hadoop's paths", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  const plain = collected(ssc.textFileStream("/in"));
  const seen: string[] = [];
  const filter = (path: string) => {
    seen.push(path);
    return path.endsWith(".csv");
  };
  const filtered = collected(ssc.fileStream("/in", { filter }));
  await run(ssc, 1, {
    1: () => {
      put("/in/.half.csv.tmp", "half", 400);
      put("/in/a.csv", "a", 400);
      put("/in/b.txt", "b", 400);
    },
  });
  expect(plain).toEqual(["1: a b"]);
  expect(filtered).toEqual(["1: a"]);
  expect(seen).toEqual(["file:/in/.half.csv.tmp", "file:/in/a.csv", "file:/in/b.txt"]);
});

test("a file with an underscore is found and then fails the whole batch; the next ones go on without it", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  const batches = collected(ssc.textFileStream("/in"));
  await run(ssc, 3, {
    1: () => {
      put("/in/_x", "x", 400);
      put("/in/good", "lost with it", 400);
    },
    3: () => put("/in/next", "next", 2400),
  });
  expect(batches).toEqual(["2:", "3: next"]);
  const [failed] = world.of("generation-failed");
  expect(failed?.error.message).toBe("Input path does not exist: file:/in/_x");
  expect(failed?.error.advice).toContain("hidden");
  await expect(ssc.awaitTermination()).rejects.toThrow("Input path does not exist: file:/in/_x");
});

test("an empty file makes no partition, and is complained about", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  const partitions: number[] = [];
  ssc.textFileStream("/in").foreachRDD((rdd) => {
    partitions.push(rdd.getNumPartitions());
  });
  await run(ssc, 2, {
    1: () => {
      put("/in/empty", "", 400);
      put("/in/full", "x", 400);
    },
  });
  expect(partitions).toEqual([1, 0]);
  expect(world.codes).toContain("EMPTY_FILE");
});

test("wildcards stand for directories, also such that appear later; a file is no directory", async () => {
  const ssc = world.ssc();
  put("/logs/2024.txt", "a file right there", 100);
  const batches = collected(ssc.textFileStream("/logs/202?*"));
  await run(ssc, 2, {
    1: () => put("/logs/2024/a", "a", 400),
    2: () => put("/logs/2025/b", "b", 1400),
  });
  expect(batches).toEqual(["1: a", "2: b"]);
});

test("a directory in the directory is taken as it is found, once: its files of that moment are read", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  const batches = collected(ssc.textFileStream("/in"));
  await run(ssc, 3, {
    1: () => put("/in/sub/a", "a", 400),
    2: () => put("/in/sub/b", "b", 1400),
  });
  expect(batches).toEqual(["1: a", "2:", "3:"]);
});

test("a missing directory gives empty batches until there is one, and one warning", async () => {
  const ssc = world.ssc();
  const batches = collected(ssc.textFileStream("/later"));
  await run(ssc, 3, { 3: () => put("/later/a", "found", 2400) });
  expect(batches).toEqual(["1:", "2:", "3: found"]);
  expect(world.codes.filter((code) => code === "NO_DIRECTORY")).toHaveLength(1);
});

test("a file is a partition, however many lines it has", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  const sizes: number[][] = [];
  ssc.textFileStream("/in").foreachRDD(async (rdd) => {
    sizes.push((await rdd.glom().collect()).map((lines) => lines.length));
  });
  await run(ssc, 1, {
    1: () => {
      put("/in/a", "1\n2\n3\n", 400);
      put("/in/b", "4", 400);
    },
  });
  expect(sizes).toEqual([[3, 1]]);
});

test("a function of the program's reads files in its own way, in tasks", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  const read = (content: Uint8Array, path: string): [string, number][] => [[path, content.length]];
  const batches = collected(ssc.fileStream<[string, number]>("/in", { read }).mapValues((bytes) => bytes * 2));
  await run(ssc, 1, { 1: () => put("/in/a", "four", 400) });
  expect(batches).toEqual(["1: file:/in/a,8"]);
});

test("binary records all have their length; a file that ends within one fails its batch", async () => {
  const ssc = world.ssc();
  files().makeDirectory("/in");
  const batches = collected(ssc.binaryRecordsStream("/in", 3).map((bytes) => [...bytes].join("-")));
  await run(ssc, 2, {
    1: () => put("/in/a", Uint8Array.of(1, 2, 3, 4, 5, 6), 400),
    2: () => put("/in/b", Uint8Array.of(1, 2, 3, 4), 1400),
  });
  expect(batches).toEqual(["1: 1-2-3 4-5-6"]);
  await expect(ssc.awaitTermination()).rejects.toThrow("1 bytes are left where 3 make one");
  expect(() => ssc.binaryRecordsStream("/in", 0)).toThrow("Record length must be a positive whole number");
});

test("what was found is in the batch's input, without a number of records", async () => {
  const ssc = world.ssc();
  put("/in/a", "one\ntwo", 400);
  ssc.queueStream([]).print();
  ssc.textFileStream("/in").print();
  await run(ssc, 1);
  expect(world.of("batch-submitted")[0]?.inputs).toEqual([{ stream: 1, records: 0, files: ["file:/in/a"] }]);
});

test("looking for files that takes longer than a batch is warned of", async () => {
  const ssc = world.ssc("local[2]", {}, Milliseconds(100));
  const list = world.host.files.list.bind(world.host.files);
  world.host.files.list = (path) => {
    world.clock.jumpTo(world.clock.now() + 101);
    return list(path);
  };
  files().makeDirectory("/in");
  ssc.textFileStream("/in").print();
  ssc.start();
  await world.clock.advance(100);
  const [warning] = world.of("log").filter((event) => event.code === "SLOW_LISTING");
  expect(warning?.message).toContain("Time taken to find new files 101 exceeds the batch size.");
});
