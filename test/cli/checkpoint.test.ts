import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CODECS, frame } from "../../core/storage/codec/frame.ts";
import { toStructured } from "../../core/storage/codec/structured.ts";
import { encode } from "../../core/storage/codec.ts";
import { decodeCheckpoint } from "../../core/streaming/checkpoint/checkpoint.ts";
import { Workplace } from "../recovery/workplace.ts";
import { endCommands, type RunningCommand } from "./command.ts";

const PROGRAM = `import { Milliseconds, Seconds, SparkConf, StreamingContext } from "sluice";
import { greeting } from "./lib/greeting.ts";

const conf = new SparkConf().setMaster("local[2]").setAppName("Inspected").set("app.password", "hidden");
const ssc = new StreamingContext(conf, Milliseconds(200));
ssc.checkpoint("checkpoint");
const long = Array.from({ length: 40 }, (_, i) => i);
const lines = ssc.textFileStream("in");
const sums = lines
  .map((line: string): [string, number] => {
    const [word = "", count] = line.split(" ");
    return [greeting.text + word, Number(count ?? long.length)];
  })
  .updateStateByKey((values, sum: number | undefined) => values.reduce((a, b) => a + b, sum ?? 0));
sums.checkpoint(Milliseconds(400));
sums.window(Seconds(2)).print(5);
sums.foreachRDD((rdd, time) => console.log(\`\${time}\`, rdd.id));
ssc.start();
await ssc.awaitTermination();
`;

let at: Workplace;

beforeAll(async () => {
  at = new Workplace();
  at.write("in/.keep", "");
  at.write("lib/greeting.ts", 'export const greeting = { text: "hello ", to: ["a", "b"] };\n');
  at.write("program.ts", PROGRAM);
  const program = at.run("program.ts");
  await program.seen("stdout", /Time: /);
  at.put("in/a.txt", "x 1\ny 2\n");
  await program.seen("stdout", /\(hello x,1\).*Time: .*Time: /s);
  program.signal("SIGTERM");
  expect(await program.ended).toBe(0);
});

afterEach(endCommands);
afterAll(() => at.remove());

function inspect(...args: string[]): RunningCommand {
  return at.sluice(["checkpoint", "inspect", ...args]);
}

async function outputOf(command: RunningCommand, code = 0): Promise<string> {
  expect(await command.ended, command.stderr).toBe(code);
  return command.stdout;
}

describe("sluice checkpoint inspect", () => {
  test("shows streams, functions, captured values, data and files, in 80 columns", async () => {
    const text = await outputOf(inspect("checkpoint"));
    expect(text).toMatch(/^Checkpoint\n {2}as of batch {6}\d+ ms \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d00 UTC\)\n/);
    expect(text).toContain("  batch interval   200 ms\n");
    expect(text).toContain("  pending batches  none\n  program          program.ts, lib/greeting.ts\n");
    expect(text).toMatch(/Settings\n(.*\n)* {2}app\.password +\*+\(redacted\)\n/);
    expect(text).not.toContain("hidden");
    expect(text).toMatch(/ {2}#1 lines = textFileStream in {35}program\.ts:8:19\n/);
    expect(text).toContain(
      [
        "     of #1, every 200 ms, remembers 2 s",
        "     function at program.ts:10:8",
        "       (line) => {",
        '         const [word = "", count] = line.split(" ");',
        "         return [greeting.text + word, Number(count ?? long.length)];",
        "       }",
        '       with greeting = { text: "hello ", to: ["a", "b"] }',
        "       with long = [0, 1, 2, 3, 4, … 35 more]",
      ]
        .map((line) => `${line}\n`)
        .join("")
        .replace(/remembers \d+ s/, /remembers [\d.]+ m?s/.exec(text.slice(text.indexOf("#2 map")))![0]),
    );
    expect(text).toMatch(/ {2}#3 sums = updateStateByKey +program\.ts:14:4\n/);
    expect(text).toMatch(/checkpoint every 400 ms,\s+MEMORY_ONLY_SER/);
    expect(text).toMatch(
      / {2}#4 window window 2 s, slide 200 ms +program\.ts:16:6\n {5}of #3, every 200 ms, window 2 s/,
    );
    expect(text).toMatch(
      /Outputs\n {2}0 print of #4 +program\.ts:16:\d+\n {2}1 foreachRDD of #3 sums +program\.ts:17:6\n/,
    );
    expect(text).toMatch(/Data\n {2}#3 as of \d+ ms +2 partitions, \d+ B\n {5}\/.*\/rdd-\d+\n/);
    expect(text).toMatch(/Files\n {2}checkpoint-\d+ +newest, \d{4}-.* kB\n {2}checkpoint-\d+\.bk +\d{4}-/);
    const tooLong = text.split("\n").filter((line) => line.length > 80 && !line.includes("/rdd-"));
    expect(tooLong).toEqual([]);
  });

  test("--json has all of it", async () => {
    const { checkpoint, files } = JSON.parse(await outputOf(inspect("checkpoint", "--json")));
    expect(checkpoint).toMatchObject({
      batchInterval: 200,
      directory: at.path("checkpoint"),
      pendingBatches: [],
      settings: { "spark.app.name": "Inspected", "spark.master": "local[2]" },
    });
    const [, , map, sums, window] = checkpoint.streams;
    expect(map).toMatchObject({ id: 2, kind: "MappedDStream", operation: "map", parents: [1], storageLevel: "NONE" });
    expect(map.functions).toEqual([
      {
        name: "",
        site: { file: "program.ts", line: 10, column: 8 },
        text: expect.stringMatching(/^\(line {8,}\) +=> \{\n.*\n.*\n {2}\}$/),
        captured: { greeting: '{ text: "hello ", to: ["a", "b"] }', long: "[0, 1, 2, 3, 4, … 35 more]" },
      },
    ]);
    expect(sums).toMatchObject({ variable: "sums", checkpoint: 400, slide: 200, storageLevel: "MEMORY_ONLY_SER" });
    expect(sums.data[0]).toMatchObject({ partitions: 2, directory: expect.stringContaining(at.path("checkpoint")) });
    expect(window).toMatchObject({ kind: "WindowedDStream", window: 2000 });
    expect(
      checkpoint.outputs.map(({ operation, stream }: { operation: string; stream: number }) => [operation, stream]),
    ).toEqual([
      ["print", 4],
      ["foreachRDD", 3],
    ]);
    expect(files[0]).toMatchObject({ backup: false, used: true });
  });

  test("a broken file is named, and the one before it is shown", async () => {
    const [newest, before] = at.checkpoints();
    const whole = at.read(newest!);
    const broken = Buffer.from(whole);
    broken[broken.length - 20]! ^= 1;
    at.write(newest!, broken);
    const text = await outputOf(inspect("checkpoint"));
    at.write(newest!, whole);
    const [first, second] = [newest!, before!].map((path) => path.slice(path.indexOf("/") + 1));
    expect(text).toMatch(
      new RegExp(
        ` {2}${first} +broken\\n {5}CorruptBlockError: A block is corrupt: the checksum does not match\\n {2}${second} +newest, `,
      ),
    );
  });

  test("gone data is said to be gone", async () => {
    at.write("moved/.keep", "");
    for (const name of at.checkpoints()) at.write(name.replace("checkpoint", "moved"), gone(at.read(name)));
    expect(await outputOf(inspect("moved"))).toMatch(/#3 as of \d+ ms +gone\n/);
  });

  test("without a readable checkpoint it fails, and says why", async () => {
    at.write("bad/checkpoint-1000", encode([{ format: "sluice-checkpoint", version: 99 }]));
    at.write("bad/checkpoint-2000", "something else");
    const command = inspect("bad");
    const text = await outputOf(command, 1);
    expect(text).toMatch(
      /^Files\n {2}checkpoint-2000 +broken\n {5}UnknownFormatError: These bytes were not written by Sluice\n/,
    );
    expect(text).toMatch(
      / {2}checkpoint-1000 +broken\n {5}UnknownFormatError: This checkpoint was written in version 99 of the\n {5}format; this Sluice reads version 2\n$/,
    );
    expect(command.stderr).toBe("sluice: No checkpoint in bad can be read\n");
  });

  test.each([
    [["in"], 1, "sluice: There is no checkpoint in in\n"],
    [["nowhere"], 2, "sluice: There is no directory nowhere\n"],
    [["program.ts"], 2, "sluice: program.ts is not a directory\n"],
    [[], 2, "error: missing required argument 'directory'\n"],
  ])("wrong usage: %j", async (args, code, stderr) => {
    const command = inspect(...args);
    expect(await outputOf(command, code)).toBe("");
    expect(command.stderr.startsWith(stderr)).toBe(true);
  });
});

/** The same checkpoint, but its data is where nothing is. */
function gone(bytes: Uint8Array): Uint8Array {
  const checkpoint = decodeCheckpoint(bytes);
  const text = JSON.stringify(checkpoint.graph.nodes).replaceAll("/rdd-", "/gone-");
  return encode([
    { ...checkpoint, format: "sluice-checkpoint", version: 2, graph: { ...checkpoint.graph, nodes: JSON.parse(text) } },
  ]);
}

test("a file that has code where a checkpoint has data is not evaluated", () => {
  const code = { key: "k", text: "(globalThis.wasEvaluated = true, () => () => {})", file: "x", simple: true };
  const packed = {
    version: 1,
    roots: [{ $: 0 }],
    nodes: [{ t: "function", code: "k", captured: [] }],
    codes: { k: code },
    modules: {},
    local: [],
  };
  const bytes = frame(CODECS.graph, toStructured([packed]));
  expect(() => decodeCheckpoint(bytes)).toThrow("a function stands where there may be none");
  expect(globalThis).not.toHaveProperty("wasEvaluated");
});
