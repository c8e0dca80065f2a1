import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installHost } from "../../core/host/host.ts";
import { type RDD, Seconds, SparkConf, type State, StateSpec, StreamingContext } from "../../core/index.ts";
import { MapWithStateRDDRecord } from "../../core/rdd/state/map-with-state-record.ts";
import { decode } from "../../core/storage/codec.ts";
import type { Benchmark } from "./benchmark.ts";
import { pairs, uniquePairs } from "./data.ts";
import { DiskHost } from "./disk-host.ts";

const KEYS = 1_000_000;
const UPDATES = 10_000;

type Operation = "updateStateByKey" | "mapWithState";
/** What the states are. */
type States = "numbers" | "objects";

interface Visits {
  readonly count: number;
  readonly last: number;
}

/** After so many batches states are written to the disk. */
const EVERY: Readonly<Record<Operation, number>> = { updateStateByKey: 2, mapWithState: 10 };

/** A program with a state for each of so many keys, which writes them to the disk every so often. */
class Program {
  /** Milliseconds that the last job took that wrote states. */
  cost = 0;
  readonly #host: DiskHost;
  readonly #ssc: StreamingContext;
  readonly #queue: RDD<[string, number]>[] = [];
  readonly #batches = [77, 78, 79, 80].map((seed) => pairs(seed, UPDATES, KEYS));
  #batch = 0;

  readonly #operation: Operation;

  constructor(operation: Operation, states: States, folder: string) {
    this.#operation = operation;
    let started = 0;
    let job = -1;
    this.#host = new DiskHost((event) => {
      if (event.kind === "job-started" && event.action === "checkpoint") {
        job = event.job;
        started = performance.now();
      } else if (event.kind === "job-completed" && event.job === job) this.cost = performance.now() - started;
    });
    installHost(this.#host);
    this.#ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("checkpoints"), Seconds(1));
    this.#ssc.checkpoint(folder);
    const input = this.#ssc.queueStream(this.#queue);
    const stream =
      operation === "updateStateByKey"
        ? states === "numbers"
          ? input.updateStateByKey(sum)
          : input.updateStateByKey(visits)
        : states === "numbers"
          ? input.mapWithState(StateSpec.function(added))
          : input.mapWithState(StateSpec.function(visited));
    // states of mapWithState would be kept serialised then, and be written out in every batch
    if (operation === "updateStateByKey") stream.checkpoint(Seconds(EVERY.updateStateByKey));
    stream.foreachRDD(async (rdd: RDD<unknown>) => void (await rdd.count()));
    this.#ssc.start();
  }

  /** So many batches that the last one writes the states. */
  async next(): Promise<void> {
    do await this.#one();
    while (this.#batch % EVERY[this.#operation] !== 0);
  }

  async #one(): Promise<void> {
    const batch = this.#batch++ === 0 ? firstStates() : this.#batches[this.#batch % this.#batches.length]!;
    this.#queue.push(this.#ssc.sparkContext.parallelize(batch, 2));
    await this.#host.clock.advance(1000);
  }

  stop(): Promise<void> {
    return this.#ssc.stop();
  }
}

const firstStates = () => uniquePairs(1, 0, KEYS).map(([key]): [string, number] => [key, 1]);

function sum(values: readonly number[], state: number | undefined): number {
  let total = state ?? 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function visits(values: readonly number[], state: Visits | undefined): Visits {
  if (values.length === 0) return state!;
  return { count: (state?.count ?? 0) + values.length, last: values.at(-1)! };
}

function added(_key: string, value: number | undefined, state: State<number>): void {
  state.update((state.getOption() ?? 0) + value!);
}

function visited(_key: string, value: number | undefined, state: State<Visits>): void {
  state.update({ count: (state.getOption()?.count ?? 0) + 1, last: value! });
}

/** How many keys the newest checkpoint in a directory has. */
function keysIn(folder: string): number {
  const rdds = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /rdd-\d+$/.test(name));
  const newest = rdds.sort((a, b) => Number(/\d+$/.exec(a)) - Number(/\d+$/.exec(b))).at(-1)!;
  let keys = 0;
  for (const part of readdirSync(join(folder, newest)).filter((name) => name.startsWith("part-"))) {
    const records = decode(readFileSync(join(folder, newest, part)));
    if (!(records[0] instanceof MapWithStateRDDRecord)) keys += records.length;
    else
      records[0].stateMap.each(() => {
        keys++;
      });
  }
  return keys;
}

/** Writes states by hand: the keys in one text, their numbers in columns; aside, on the disk, in its place. */
export function writeByHand<S>(
  states: ReadonlyMap<string, S>,
  fields: readonly ((state: S) => number)[],
  path: string,
): void {
  const keys = new Array<string>(states.size);
  const columns = fields.map(() => new Float64Array(states.size));
  let i = 0;
  for (const [key, state] of states) {
    keys[i] = key;
    for (let j = 0; j < fields.length; j++) columns[j]![i] = fields[j]!(state);
    i++;
  }
  const text = Buffer.from(keys.join("\n"), "utf8");
  const file = openSync(`${path}.aside`, "w");
  writeSync(file, Buffer.from(Uint32Array.of(states.size, text.length).buffer));
  writeSync(file, text);
  for (const column of columns) writeSync(file, Buffer.from(column.buffer));
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.aside`, path);
}

/** A checkpoint of 1,000,000 states, from the beginning of the job that writes it to its end; against a hand-written loop that writes a Map of the same. */
export function dataCheckpoint(operation: Operation, states: States): Benchmark {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const program = new Program(operation, states, folder);
  // mapWithState keeps, and writes, the time of each key's last record as well
  const time = operation === "mapWithState" ? 1000 : undefined;
  const timeField = time === undefined ? [] : [(state: { readonly time?: number }) => state.time!];
  const numbers = new Map(states === "numbers" ? firstStates().map(([key, v]) => [key, { v, time }]) : []);
  const objects = new Map(
    states === "objects" ? firstStates().map(([key, last]) => [key, { count: 1, last, time }]) : [],
  );
  const byHand =
    states === "numbers"
      ? (path: string) => writeByHand(numbers, [({ v }) => v, ...timeField], path)
      : (path: string) => writeByHand(objects, [({ count }) => count, ({ last }) => last, ...timeField], path);
  const check = `${KEYS} keys`;
  return {
    name: `W8 checkpoint of ${operation}, 1,000,000 keys, states that are ${states}, on the disk`,
    unit: "ms",
    limit: 1.5,
    warmUp: 3,
    runs: 11,
    async ours(run) {
      await program.next();
      // what reading leaves behind would have to be cleared away in the next run
      return { cost: program.cost, check: run === 0 ? `${keysIn(folder)} keys` : check };
    },
    async theirs() {
      const started = performance.now();
      byHand(join(folder, "by-hand"));
      return { cost: performance.now() - started, check };
    },
    async end() {
      await program.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
