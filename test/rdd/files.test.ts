import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { installHost } from "../../core/host/host.ts";
import { NodeHost } from "../../core/host/node/node-host.ts";
import { List, SparkConf, SparkContext } from "../../core/index.ts";
import { SimFiles } from "../../core/sim/files.ts";
import { linesOf } from "../../core/storage/files/lines.ts";
import { groupsOf, splitsOf } from "../../core/storage/files/splits.ts";
import { World } from "../support/world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});

/** A context in a world with these files. */
function withFiles(files: Record<string, string | Uint8Array>, master = "local[2]") {
  world = new World({ previews: 0 });
  for (const [path, content] of Object.entries(files)) world.host.files.put(path, content);
  return { sc: world.sc(master), files: world.host.files };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const failureOf = (work: () => PromiseLike<unknown>) =>
  (async () => work())().then(
    () => expect.fail("nothing failed"),
    (error: unknown) => error as Error & { code: string; advice: string },
  );

describe("splits, as Hadoop computes them", () => {
  const sizes = (files: number[], min: number, minSize?: number) =>
    splitsOf(
      files.map((size, i) => ({ path: `/f${i}`, size })),
      min,
      minSize,
    ).map(({ path, start, end }) => [path, start, end - start]);
  const MB = 1024 * 1024;

  test.each<[string, number[], number, unknown]>([
    [
      "two halves",
      [100],
      2,
      [
        ["/f0", 0, 50],
        ["/f0", 50, 50],
      ],
    ],
    [
      "a rest of up to a tenth stays with the last",
      [101],
      2,
      [
        ["/f0", 0, 50],
        ["/f0", 50, 51],
      ],
    ],
    [
      "a larger rest is a split of its own",
      [7],
      2,
      [
        ["/f0", 0, 3],
        ["/f0", 3, 3],
        ["/f0", 6, 1],
      ],
    ],
    ["one that is smaller than asked for", [1], 2, [["/f0", 0, 1]]],
    [
      "the goal is for all files together",
      [10, 90],
      2,
      [
        ["/f0", 0, 10],
        ["/f1", 0, 50],
        ["/f1", 50, 40],
      ],
    ],
    ["files with nothing in them are left out", [0, 4, 0], 1, [["/f1", 0, 4]]],
    [
      "no split is larger than a block",
      [70 * MB],
      1,
      [
        ["/f0", 0, 32 * MB],
        ["/f0", 32 * MB, 32 * MB],
        ["/f0", 64 * MB, 6 * MB],
      ],
    ],
    ["a rest of less than a tenth of a block", [35 * MB], 1, [["/f0", 0, 35 * MB]]],
    ["none asked for", [10], 0, [["/f0", 0, 10]]],
  ])("%s", (_name, files, min, expected) => {
    expect(sizes(files, min)).toEqual(expected);
  });

  test("a smallest size", () => {
    expect(sizes([100], 4, 60)).toEqual([
      ["/f0", 0, 60],
      ["/f0", 60, 40],
    ]);
  });

  test("what gzip has packed is read unpacked, beside files that are not", async () => {
    const { sc } = withFiles({ "/in/a.gz": gzipSync("packed\nlines"), "/in/b": "plain" });
    expect(await sc.textFile("/in", 4).collect()).toEqual(["packed", "lines", "plain"]);
    expect(await sc.wholeTextFiles("/in/a.gz").values().collect()).toEqual(["packed\nlines"]);
  });

  test("compressed files are not cut", () => {
    expect(splitsOf([{ path: "/a.gz", size: 100 }], 4)).toHaveLength(1);
  });

  test("whole files are put together until they are large enough", () => {
    const groups = (sizes: number[], min: number) =>
      groupsOf(
        sizes.map((size, i) => ({ path: `${i}`, size })),
        min,
      ).map((group) => group.map(({ path }) => path).join(""));
    expect(groups([5, 5, 5], 2)).toEqual(["01", "2"]);
    expect(groups([5, 5, 5, 5], 2)).toEqual(["01", "23"]);
    expect(groups([0, 0], 2)).toEqual(["01"]);
    expect(groups([9, 1, 1], 3)).toEqual(["0", "12"]);
    expect(groups([], 2)).toEqual([]);
  });
});

describe("lines", () => {
  /** The lines of every split when the file is cut after every `size` bytes. */
  const cut = (content: string | Uint8Array, size: number) => {
    const files = new SimFiles({ now: () => 0 });
    files.put("/f", content);
    const length = files.stat("/f")!.size;
    const splits = [];
    for (let start = 0; start < length; start += size)
      splits.push({ path: "/f", start, end: Math.min(start + size, length), size: length });
    return splits.map((split) => [...linesOf(files, split)].flat());
  };
  const whole = (content: string) => {
    const lines = content.split(/\r\n|\r|\n/);
    if (lines.at(-1) === "") lines.pop();
    return lines;
  };

  test.each([
    "one\ntwo\nthree\n",
    "one\ntwo\nthree",
    "one\r\ntwo\r\n\r\nthree\r\n",
    "one\rtwo\r\rthree\r",
    "mixed\r\nof\rall\n\nthree\r\r\n\n\r",
    "\n\n\n",
    "\r\n",
    "ä€😀\nö\n😀😀",
    "no end at all",
    `${"long ".repeat(3000)}\r\n${"longer ".repeat(20_000)}\nend`,
  ])("every line is in one split, wherever the file is cut: %j", (content) => {
    const length = new TextEncoder().encode(content).length;
    const sizes = length > 100 ? [length, 4096, 65_536, 7001] : Array.from({ length }, (_, i) => i + 1);
    for (const size of sizes) expect(cut(content, size).flat()).toEqual(whole(content));
  });

  test("a line belongs to the split in which it begins, or right at the end of which", () => {
    expect(cut("aa\nbb\ncc\ndd\n", 3)).toEqual([["aa", "bb"], ["cc"], ["dd"], []]);
    expect(cut("aa\nbb\ncc\ndd\n", 4)).toEqual([["aa", "bb"], ["cc"], ["dd"]]);
    expect(cut("aaaaaaaa\nb\n", 4)).toEqual([["aaaaaaaa"], [], ["b"]]);
  });

  test("pieces of many lines, and CR LF at their borders", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const lines = Array.from({ length: 30_000 }, (_, i) => `line ${i} ${"é".repeat(i % 5)}`);
      expect(cut(lines.join(end), 100_000).flat()).toEqual(lines);
    }
  });

  test("a byte order mark goes, what is not UTF-8 is replaced", () => {
    expect(cut("\ufeffa\n\ufeffb", 100)).toEqual([["a", "\ufeffb"]]);
    expect(cut(Uint8Array.of(0x61, 0xff, 0x62, 0x0a), 100)).toEqual([["a\ufffdb"]]);
  });
});

describe("textFile", () => {
  test("reads lines in partitions, lazily, and the lineage is Spark's", async () => {
    const { sc, files } = withFiles({});
    const lines = sc.textFile("/in/a.txt", 3);
    const long = lines.map((line) => line.length).filter((n) => n > 2);
    files.put("/in/a.txt", "one\ntwo\nthree\nfour\n");
    expect(await long.collect()).toEqual([3, 3, 5, 4]);
    expect(await lines.glom().collect()).toEqual([["one", "two"], ["three"], ["four"], []]);
    expect(
      lines
        .toDebugString()
        .split("\n")
        .map((line) => line.replace(/ at textFile at .*? \[\]/, "")),
    ).toEqual(["(4) /in/a.txt MapPartitionsRDD[1]", " |  /in/a.txt HadoopRDD[0]"]);
  });

  test("takes no more than it needs", async () => {
    const { sc } = withFiles({ "/a": "1\n2\n3\n", "/b": "4\n" });
    expect(await sc.textFile("/a,/b").take(2)).toEqual(["1", "2"]);
    expect(
      await sc
        .textFile("/a")
        .mapPartitions((lines) => lines.take(1))
        .collect(),
    ).toEqual(["1", "3"]);
  });

  test.each<[string, string[]]>([
    ["/in/2024-01/a", ["jan"]],
    ["file:/in/2024-01/a", ["jan"]],
    ["file:///in/2024-01/a", ["jan"]],
    ["in/2024-01/a", ["jan"]],
    ["/in/2024-01", ["jan"]],
    ["/in/2024-01/", ["jan"]],
    ["/in/2024-*", ["jan", "feb"]],
    ["/in/*/?", ["dec", "jan", "feb"]],
    ["/in/202[34]-{01,12}/*", ["dec", "jan"]],
    ["/in/{2023-12/a,2024-02/b}", ["dec", "feb"]],
    ["/in/[^0-9]*", ["star"]],
    ["/in/x\\*y", ["star"]],
    ["/in/2024-02,/in/2024-01", ["feb", "jan"]],
    ["/in/2024-0{1,2}/a,/in/2024-01", ["jan", "jan"]],
    ["/{in,nowhere}/2023-*/*", ["dec"]],
  ])("%s", async (path, expected) => {
    const { sc } = withFiles({
      "/in/2024-01/a": "jan",
      "/in/2024-01/_hidden": "no",
      "/in/2024-01/.hidden": "no",
      "/in/2024-02/b": "feb",
      "/in/2023-12/a": "dec",
      "/in/x*y": "star",
    });
    expect(await sc.textFile(path).collect()).toEqual(expected);
  });

  test("a folder without files has no partitions", async () => {
    const { sc, files } = withFiles({ "/in/_SUCCESS": "" });
    files.makeDirectory("/in");
    expect(sc.textFile("/in").getNumPartitions()).toBe(0);
    expect(await sc.textFile("/in").count()).toBe(0);
  });

  test.each<[string, string, string]>([
    ["/nowhere", "Input path does not exist: file:/nowhere", "INPUT_PATH"],
    ["nowhere/x.txt", "Input path does not exist: file:/nowhere/x.txt", "INPUT_PATH"],
    ["/nowhere/*.txt", "Input Pattern file:/nowhere/*.txt matches 0 files", "INPUT_PATH"],
    [
      "/in/a,/nowhere,/there",
      "Input path does not exist: file:/nowhere\nInput path does not exist: file:/there",
      "INPUT_PATH",
    ],
    ["/in/_hidden", "Input path does not exist: file:/in/_hidden", "INPUT_PATH"],
    ["/", "Not a file: file:/in", "INPUT_DIRECTORY"],
    ["hdfs://server/in", 'No FileSystem for scheme "hdfs"', "FILE_SYSTEM"],
    ["", "Can not create a Path from an empty string", "EMPTY_PATH"],
    ["/in/[z-a]", "Illegal file pattern: /in/[z-a]: a range in [ ] is upside down", "FILE_PATTERN"],
    ["/in/{a,b", "Illegal file pattern: /in/{a,b: a { is not closed", "FILE_PATTERN"],
    ["/in/a.bz2", "file:/in/a.bz2 is compressed in a way that cannot be read here", "TASK_FAILED"],
    ["/in/torn.gz", "Unexpected end of input stream: file:/in/torn.gz", "TASK_FAILED"],
  ])("%j fails at the action: %s", async (path, message, code) => {
    const torn = gzipSync("words\n").subarray(0, -1);
    const { sc } = withFiles({ "/in/a": "x", "/in/_hidden": "x", "/in/a.bz2": "x", "/in/torn.gz": torn });
    const lines = sc.textFile(path).map((line) => line);
    const error = await failureOf(() => lines.count());
    expect(error.message).toContain(message);
    expect(error.code).toBe(code);
    // the next job works
    expect(await sc.textFile("/in/a").count()).toBe(1);
  });

  test("a missing path, where the partitions are asked for", () => {
    const { sc } = withFiles({});
    expect(() => sc.textFile("/nowhere").getNumPartitions()).toThrow("Input path does not exist: file:/nowhere");
    expect(() => sc.textFile("/nowhere", -1)).toThrow("Positive number of partitions required");
  });
});

describe("wholeTextFiles", () => {
  test("pairs of path and content", async () => {
    const { sc } = withFiles({ "/in/a": "one\ntwo\n", "/in/b": "", "/in/c": "ä" });
    const files = sc.wholeTextFiles("/in", 1);
    expect(await files.collect()).toEqual([
      ["file:/in/a", "one\ntwo\n"],
      ["file:/in/b", ""],
      ["file:/in/c", "ä"],
    ]);
    expect(await files.mapValues((content) => content.length).collect()).toEqual([
      ["file:/in/a", 8],
      ["file:/in/b", 0],
      ["file:/in/c", 1],
    ]);
  });

  test("directories in the directory are passed over, where textFile refuses them", async () => {
    const { sc } = withFiles({ "/in/a": "1", "/in/deep/b": "2" });
    expect(await sc.wholeTextFiles("/in").values().collect()).toEqual(["1"]);
    expect((await failureOf(() => sc.textFile("/in").collect())).message).toBe("Not a file: file:/in/deep");
  });

  test("a missing path", async () => {
    const { sc } = withFiles({});
    expect((await failureOf(() => sc.wholeTextFiles("/nowhere").collect())).message).toBe(
      "Input path does not exist: file:/nowhere",
    );
  });
});

describe("saveAsTextFile", () => {
  test("a file a partition, a record a line, as Spark prints it", async () => {
    const { sc, files } = withFiles({});
    await sc
      .parallelize(
        [
          ["a", 1],
          ["b", 2.5],
          ["c", List.of(1, 2)],
        ] as [string, unknown][],
        2,
      )
      .saveAsTextFile("/out/deep");
    expect(files.list("/out/deep").map(({ name }) => name)).toEqual(["_SUCCESS", "part-00000", "part-00001"]);
    expect(text(files.read("/out/deep/part-00000"))).toBe("(a,1)\n");
    expect(text(files.read("/out/deep/part-00001"))).toBe("(b,2.5)\n(c,List(1, 2))\n");
    expect(await sc.textFile("/out/deep").collect()).toEqual(["(a,1)", "(b,2.5)", "(c,List(1, 2))"]);
  });

  test("empty partitions have empty files; much is written in pieces", async () => {
    const { sc, files } = withFiles({});
    await sc.parallelize([] as string[], 2).saveAsTextFile("/empty");
    expect(files.list("/empty").map(({ name, size }) => [name, size])).toEqual([
      ["_SUCCESS", 0],
      ["part-00000", 0],
      ["part-00001", 0],
    ]);
    const lines = Array.from({ length: 40_000 }, (_, i) => `line ${i} with an ä`);
    await sc.parallelize(lines, 1).saveAsTextFile("/much");
    expect(await sc.textFile("/much", 7).collect()).toEqual(lines);
  });

  test("an existing directory is not overwritten", async () => {
    const { sc, files } = withFiles({ "/out/precious": "yes" });
    const error = await failureOf(() => sc.parallelize([1]).saveAsTextFile("out"));
    expect(error).toMatchObject({
      name: "FileAlreadyExistsError",
      message: "Output directory file:/out already exists",
      code: "OUTPUT_EXISTS",
    });
    expect(files.list("/out").map(({ name }) => name)).toEqual(["precious"]);
    await sc.parallelize([1]).saveAsTextFile("/other");
    expect(await sc.textFile("/other").collect()).toEqual(["1"]);
  });

  test("unless the setting says so", async () => {
    world = new World();
    const sc = world.sc("local[2]", { "spark.hadoop.validateOutputSpecs": "false" });
    await sc.parallelize([1, 2, 3], 3).saveAsTextFile("/out");
    await sc.parallelize([4], 1).saveAsTextFile("/out");
    expect(await sc.textFile("/out").collect()).toEqual(["4", "2", "3"]);
  });

  test("a failed job leaves nothing but the directory", async () => {
    const { sc, files } = withFiles({});
    const broken = sc.parallelize([1, 2, 3, 4], 4).map((n) => {
      if (n === 3) throw new Error("three");
      return n;
    });
    const error = await failureOf(() => broken.saveAsTextFile("/out"));
    expect(error.message).toMatch(/^Job aborted due to stage failure: .*three/);
    expect(files.list("/out")).toEqual([]);
  });

  test("a task that is tried again writes its file once", async () => {
    const { sc, files } = withFiles({}, "local[2,3]");
    let failures = 0;
    const shaky = sc.parallelize([1, 2, 3, 4], 2).map((n) => {
      if (n === 4 && failures++ < 2) throw new Error("not yet");
      return n;
    });
    await shaky.saveAsTextFile("/out");
    expect(files.list("/out").map(({ name }) => name)).toEqual(["_SUCCESS", "part-00000", "part-00001"]);
    expect(text(files.read("/out/part-00001"))).toBe("3\n4\n");
  });

  test("null is no line, and a full disk is the task's error", async () => {
    const { sc } = withFiles({});
    expect((await failureOf(() => sc.parallelize(["a", null]).saveAsTextFile("/out"))).message).toContain(
      "requirement failed: text files do not allow null rows",
    );
    const full = new SimFiles({ now: () => 0 }, { capacity: 100 });
    Object.assign(world!.host, { files: full });
    const error = await failureOf(() => sc.parallelize(["x".repeat(1000)], 1).saveAsTextFile("/out2"));
    expect(error.message).toContain("ENOSPC");
    expect(full.list("/out2")).toEqual([]);
  });

  test("a stream's output operation may write the same directory again", async () => {
    world = new World();
    const ssc = world.ssc();
    const queue = [ssc.sparkContext.parallelize(["a", "b"], 1), ssc.sparkContext.parallelize(["c"], 1)];
    ssc.queueStream(queue).foreachRDD((rdd) => rdd.saveAsTextFile("/out"));
    ssc.start();
    await world.clock.advance(3000);
    expect(world.of("output-completed").every((event) => event.error === undefined)).toBe(true);
    expect(world.host.files.list("/out").map(({ name }) => name)).toContain("_SUCCESS");
  });
});

describe("saveAsObjectFile and objectFile", () => {
  test("records come back as they are", async () => {
    const { sc } = withFiles({});
    const records = [["a", new Map([[1, new Date(5)]])], ["b", undefined], [List.of(1), -0], null] as unknown[] as [
      string,
      unknown,
    ][];
    await sc.parallelize(records, 2).saveAsObjectFile("/out");
    expect(await sc.objectFile("/out").collect()).toEqual(records);
  });

  test("large files are cut at their blocks", async () => {
    const { sc } = withFiles({});
    const records = Array.from({ length: 100_000 }, (_, i) => [`record ${i}`, i / 7] as [string, number]);
    await sc.parallelize(records, 1).saveAsObjectFile("/out");
    const read = sc.objectFile<[string, number]>("/out", 5);
    expect(read.getNumPartitions()).toBe(5);
    expect(
      (
        await read
          .glom()
          .map((part) => part.length)
          .collect()
      ).filter((length) => length > 0).length,
    ).toBe(5);
    expect(await read.collect()).toEqual(records);
  });

  test("what is no object file, or torn, is refused by name", async () => {
    const { sc, files } = withFiles({ "/text": "some lines\n" });
    expect((await failureOf(() => sc.objectFile("/text").collect())).message).toContain(
      "file:/text, byte 0: These bytes were not written by Sluice",
    );
    await sc.parallelize([1, 2, 3], 1).saveAsObjectFile("/out");
    const bytes = files.read("/out/part-00000");
    files.write("/out/part-00000", bytes.subarray(0, bytes.length - 1));
    expect((await failureOf(() => sc.objectFile("/out").collect())).message).toContain(
      "file:/out/part-00000, byte 0: A block is corrupt",
    );
  });

  test("a record that cannot be kept is named", async () => {
    const { sc } = withFiles({});
    const error = await failureOf(() => sc.parallelize([{ wait: Promise.resolve() }], 1).saveAsObjectFile("/out"));
    expect(error.message).toContain("records[0].wait cannot be kept: it is a Promise");
  });
});

describe("on this machine", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-rdd-files-"));
  let sc: SparkContext;
  const start = () => {
    installHost(new NodeHost({ previews: 0, write() {} }));
    sc = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("files"));
  };
  afterEach(() => {
    sc.stop();
    installHost(undefined);
    rmSync(folder, { recursive: true, force: true });
  });

  test("real files, there and back", async () => {
    start();
    const out = join(folder, "out");
    await sc
      .parallelize(
        Array.from({ length: 1000 }, (_, i) => i),
        3,
      )
      .saveAsTextFile(out);
    expect(readdirSync(out).sort()).toEqual(["_SUCCESS", "part-00000", "part-00001", "part-00002"]);
    expect(readFileSync(join(out, "part-00002"), "utf8").split("\n").slice(-3)).toEqual(["998", "999", ""]);
    expect((await sc.textFile(`file://${out}/part-*`, 5).collect()).map(Number)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
    writeFileSync(join(out, "z.gz"), gzipSync("packed\nlines\n"));
    expect(await sc.textFile(join(out, "z.gz")).collect()).toEqual(["packed", "lines"]);
    expect(await sc.wholeTextFiles(join(out, "z.gz")).values().collect()).toEqual(["packed\nlines\n"]);
  });

  test("pipe: lines in, lines out, and what the program is told", async () => {
    start();
    const numbers = sc.parallelize([3, 1, 2, 10, 5], 2);
    expect(await numbers.pipe("sort -n").glom().collect()).toEqual([
      ["1", "3"],
      ["2", "5", "10"],
    ]);
    expect(await numbers.pipe(["sh", "-c", 'echo "$GREETING"; cat'], { GREETING: "hello  there" }).collect()).toEqual([
      "hello  there",
      "3",
      "1",
      "hello  there",
      "2",
      "10",
      "5",
    ]);
    expect(await numbers.pipe("true").collect()).toEqual([]);
  });

  test("pipe: a program that fails, is missing, or is ended", async () => {
    start();
    const one = sc.parallelize(["x"], 1);
    expect((await failureOf(() => one.pipe(["sh", "-c", "exit 3"]).collect())).message).toContain(
      "Subprocess exited with status 3. Command ran: sh -c exit 3",
    );
    expect((await failureOf(() => one.pipe("no-such-program -x").collect())).message).toContain(
      'Cannot run program "no-such-program"',
    );
    expect((await failureOf(() => one.pipe(["sh", "-c", "kill -9 $$"]).collect())).message).toContain("status 137");
    expect(() => one.pipe(" ")).toThrow("requirement failed: pipe needs a command");
    expect(await one.pipe("cat").collect()).toEqual(["x"]);
  });
});

test("pipe in a world without programs says why", async () => {
  const { sc } = withFiles({});
  const error = await failureOf(() => sc.parallelize([1]).pipe("cat").collect());
  expect(error.message).toContain(
    'UnsupportedOperationError: pipe cannot run "cat" here: there are no other programs in a browser',
  );
});
