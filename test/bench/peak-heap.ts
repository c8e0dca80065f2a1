import { SparkConf, SparkContext } from "../../core/index.ts";
import { lines, pairs } from "./data.ts";
import { loop as group, summary as grouped } from "./group-by-key.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";
import { loop as count, summary as counted } from "./word-count.ts";

/** Whose memory: the engine's, the loop's that one would write by hand, or that of a process in which both have compiled their code and have no data. */
export type Side = "engine" | "loop" | "nothing";

/** One side at work in a place of its own, which ends by itself or because its memory does not suffice. */
export interface SideReport {
  /** To compare both sides' results by. */
  readonly check: string;
  /** Megabytes in array buffers. They lie outside of the heap, where no limit holds. */
  readonly buffers: number;
}

/** As batches follow each other in a stream: what the one before leaves behind is there when the next begins. */
const RUNS = 4;

interface Work<T, R> {
  /** The batch, or one that is a thousandth of it. */
  data(small: boolean): T[];
  engine(sc: SparkContext, data: T[]): Promise<R>;
  loop(data: T[]): R;
  summary(result: R): string;
}

const wordCount: Work<string, Iterable<readonly [string, number]>> = {
  data: (small) => lines(42, small ? 100 : 100_000),
  engine: (sc, data) =>
    sc
      .parallelize(data, 2)
      .flatMap((line) => line.split(" "))
      .map((word) => [word, 1])
      .reduceByKey((a, b) => a + b)
      .collect(),
  loop: count,
  summary: counted,
};

const groupByKey: Work<[string, number], Iterable<readonly [string, readonly number[]]>> = {
  data: (small) => pairs(700, small ? 1000 : 1_000_000, 100_000),
  engine: (sc, data) => sc.parallelize(data, 2).groupByKey().collect(),
  loop: group,
  summary: grouped,
};

const works = { "word-count": wordCount, "group-by-key": groupByKey } as const;
export type WorkName = keyof typeof works;

export async function runSide(place: Place, name: WorkName, side: Side): Promise<SideReport> {
  manualHost(place);
  const sc = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("peak heap"));
  const { data, engine, loop, summary } = works[name] as Work<unknown, unknown>;
  const little = data(true);
  if (summary(await engine(sc, little)) !== summary(loop(little))) throw new Error(`${name}: the two sides disagree`);
  if (side === "nothing") return { check: "", buffers: 0 };
  const batch = data(false);
  const buffers = countBuffers();
  let check = "";
  for (let run = 0; run < RUNS; run++) {
    check = summary(side === "engine" ? await engine(sc, batch) : loop(batch));
    await place.turn();
  }
  return { check, buffers: buffers() / RUNS };
}

/** Counts the megabytes of all typed arrays that are made from now on, as if none were freed. */
function countBuffers(): () => number {
  let bytes = 0;
  for (const name of ["Int8Array", "Uint8Array", "Int16Array", "Int32Array", "Uint32Array", "Float64Array"] as const) {
    const globals = globalThis as unknown as Record<string, new (...args: unknown[]) => ArrayBufferView>;
    const Original = globals[name]!;
    globals[name] = class extends Original {
      constructor(...args: unknown[]) {
        super(...args);
        if (!(args[0] instanceof ArrayBuffer)) bytes += this.byteLength;
      }
    };
  }
  return () => bytes / 2 ** 20;
}
