import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "../../core/host/node/fast-crc32.ts";
import { NodeFiles } from "../../core/host/node/files.ts";
import { SparkConf } from "../../core/index.ts";
import { logSettings, WriteAheadLog } from "../../core/receiver/write-ahead-log/write-ahead-log.ts";
import { seededRandom } from "../../core/sim/random.ts";
import { encodeBlock } from "../../core/storage/codec.ts";
import { type BlockContent, recordsOfBlock } from "../../core/storage/packed-records.ts";
import { TextLines } from "../../core/storage/text-lines.ts";
import { Trace } from "../../core/trace/trace.ts";
import { type Benchmark, timed } from "./benchmark.ts";

/** In bytes, with its end. */
const RECORD = 1000;

/**
 * Blocks of so many records of 1 kB into a receiver's log, each on the disk before the next; theirs makes bytes of texts, too, appends the bare bytes to an open
 * file and has them on the disk as often.
 */
function writeAheadLog(
  what: string,
  blocks: number,
  records: number,
  content: (text: Uint8Array) => BlockContent,
): Benchmark {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const random = seededRandom(records);
  // every record is another
  const text = new Uint8Array(RECORD * records).map(() => 97 + Math.floor(random() * 26));
  for (let i = 1; i <= records; i++) text[i * RECORD - 1] = 10;
  const block = content(text);
  const trace = new Trace(
    { kind: "manual", now: () => 0, schedule: () => ({ cancel() {} }) },
    { previews: 0, write() {} },
  );
  const settings = logSettings(new SparkConf(), "receiver");
  const check = `${blocks * records} records`;
  return {
    name: `W8 ${(blocks * records * RECORD) / 1e6} MB of records of 1 kB into the write-ahead log, ${what}`,
    unit: "ms",
    limit: 1 / 0.7,
    warmUp: 6,
    runs: 15,
    async ours(run) {
      const directory = join(folder, `log-${run}`);
      const log = new WriteAheadLog({ files: new NodeFiles(), trace, directory, ...settings });
      const { cost } = await timed(() => {
        for (let i = 0; i < blocks; i++) log.write(encodeBlock(block), i);
      });
      rmSync(directory, { recursive: true });
      return { cost, check };
    },
    async theirs(run) {
      const path = join(folder, `bare-${run}`);
      const { cost } = await timed(() => {
        const file = openSync(path, "a");
        for (let i = 0; i < blocks; i++) {
          writeSync(file, bytesOf(block));
          fsyncSync(file);
        }
        closeSync(file);
      });
      rmSync(path);
      return { cost, check };
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}

function bytesOf(block: BlockContent): Uint8Array {
  return block instanceof TextLines ? block.text : encoder.encode(`${recordsOfBlock(block).join("\n")}\n`);
}

const encoder = new TextEncoder();

export const logOfLines = (): Benchmark =>
  writeAheadLog("lines from a socket in blocks of 1 MB", 40, 1000, (text) => new TextLines(text, text.length / RECORD));

export const logOfRecords = (): Benchmark =>
  writeAheadLog("texts in blocks of 1 MB", 40, 1000, (text) => new TextLines(text, text.length / RECORD).toArray());

export const logOfSingleRecords = (): Benchmark =>
  writeAheadLog("each by itself", 500, 1, (text) => new TextLines(text, text.length / RECORD).toArray());
