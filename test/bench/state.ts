import { type RDD, Seconds, SparkConf, type State, StateSpec, StreamingContext } from "../../core/index.ts";
import type { SimFiles } from "../../core/sim/files.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import { pairs, uniquePairs } from "./data.ts";
import { manualHost } from "./host.ts";
import type { Place } from "./place.ts";

const KEYS = 1_000_000;
const UPDATES = 10_000;
/** Every so many batches the states are written to a checkpoint. */
const CHECKPOINT_EVERY = 10;

type Operation = "updateStateByKey" | "mapWithState";

/** A program with a state for each of `keys` keys, all of which come in the first batch. */
class Program {
  readonly #ssc: StreamingContext;
  readonly #queue: RDD<[string, number]>[] = [];
  readonly #batches: readonly [string, number][][];
  readonly #keys: number;
  readonly #advance: () => Promise<void>;
  readonly #files: SimFiles;
  #batch = 0;
  #records = 0;

  constructor(place: Place, operation: Operation, keys: number, batches = batchesOf(keys)) {
    const host = manualHost(place);
    this.#files = host.files as SimFiles;
    this.#advance = () => host.clock.advance(1000);
    this.#batches = batches;
    this.#keys = keys;
    this.#ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("state"), Seconds(1));
    this.#ssc.checkpoint("/checkpoints");
    const input = this.#ssc.queueStream(this.#queue);
    const stream =
      operation === "updateStateByKey" ? input.updateStateByKey(sum) : input.mapWithState(StateSpec.function(added));
    stream.foreachRDD(async (rdd) => {
      this.#records = await rdd.count();
    });
    this.#ssc.start();
  }

  /** One batch; gives how many records the stream had in it. */
  async next(): Promise<number> {
    const batch = this.#batch++ === 0 ? firstStates(this.#keys) : this.#batches[this.#batch % this.#batches.length]!;
    this.#queue.push(this.#ssc.sparkContext.parallelize(batch, 2));
    await this.#advance();
    return this.#records;
  }

  /** Is the next batch one in which the states are written? */
  get isCheckpointNext(): boolean {
    return (this.#batch + 1) % CHECKPOINT_EVERY === 0;
  }

  /** Megabytes of the files that have been written and not removed. */
  get files(): number {
    const size = (path: string): number =>
      this.#files.list(path).reduce((all, entry) => {
        const inside = `${path}/${entry.name}`;
        return all + (entry.kind === "directory" ? size(inside) : entry.size);
      }, 0);
    return size("/checkpoints") / 2 ** 20;
  }

  stop(): Promise<void> {
    return this.#ssc.stop();
  }
}

const firstStates = (keys: number) => uniquePairs(1, 0, keys).map(([key]): [string, number] => [key, 1]);

const batchesOf = (keys: number) => [77, 78, 79, 80].map((seed) => pairs(seed, UPDATES, keys));

function sum(values: readonly number[], state: number | undefined): number {
  let total = state ?? 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function added(key: string, value: number | undefined, state: State<number>): [string, number] {
  const total = (state.getOption() ?? 0) + value!;
  state.update(total);
  return [key, total];
}

// ── by hand ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

type States = Map<string, { v: number }>;

function statesOf(keys: number): States {
  return new Map(firstStates(keys).map(([key, v]) => [key, { v }]));
}

const NONE: readonly number[] = [];

/** The function is called for every key. */
function updateAll(states: States, batch: readonly [string, number][]): number {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < batch.length; i++) {
    const [key, value] = batch[i]!;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [value]);
    else known.push(value);
  }
  for (const [key, state] of states) state.v = sum(groups.get(key) ?? NONE, state.v);
  for (const [key, values] of groups) if (!states.has(key)) states.set(key, { v: sum(values, undefined) });
  return states.size;
}

/** Only the keys that have a record are touched; in place, so that nothing is left of the batch before. */
function updateSome(states: States, batch: readonly [string, number][]): number {
  const mapped = new Array<[string, number]>(batch.length);
  for (let i = 0; i < batch.length; i++) {
    const [key, value] = batch[i]!;
    const state = states.get(key);
    if (state === undefined) states.set(key, { v: value });
    else state.v += value;
    mapped[i] = [key, state === undefined ? value : state.v];
  }
  return mapped.length;
}

/** The states as bytes. */
function write(states: States): Uint8Array {
  return new TextEncoder().encode(JSON.stringify([...states].map(([key, { v }]) => [key, v])));
}

const LOOPS = { updateStateByKey: updateAll, mapWithState: updateSome } as const;

// ── benchmarks ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** W4: a batch of 10,000 records over 1,000,000 keys of state, one that writes no checkpoint; against the loop that one would write by hand. */
export function stateBatch(place: Place, operation: Operation, limit: number): Benchmark {
  const program = new Program(place, operation, KEYS);
  const states = statesOf(KEYS);
  const batches = batchesOf(KEYS);
  return {
    name: `W4 ${operation}, 1,000,000 keys, 10,000 updates, inline`,
    unit: "ms",
    limit,
    warmUp: 12,
    runs: 41,
    async ours(run) {
      if (run === 0) await program.next();
      while (program.isCheckpointNext) await program.next();
      const { value, cost } = await timed(() => program.next());
      return { cost, check: String(value) };
    },
    async theirs(run) {
      const { value, cost } = await timed(() => LOOPS[operation](states, batches[run % batches.length]!));
      return { cost, check: String(value) };
    },
    end: () => void program.stop(),
  };
}

/** Ten batches, in the last of which the states are written to a checkpoint; against ten rounds of the loop, and its states as JSON. */
export function stateCheckpoints(place: Place, operation: Operation, limit: number): Benchmark {
  const program = new Program(place, operation, KEYS);
  const states = statesOf(KEYS);
  const batches = batchesOf(KEYS);
  const rounds = async (round: (i: number) => number | Promise<number>): Promise<string> => {
    let records = 0;
    for (let i = 0; i < CHECKPOINT_EVERY; i++) records += await round(i);
    return String(records);
  };
  return {
    name: `W4 ${operation}, ten batches and the checkpoint that they take; theirs writes JSON`,
    unit: "ms",
    limit,
    warmUp: 2,
    runs: 9,
    async ours(run) {
      if (run === 0) await program.next();
      const { value, cost } = await timed(() => rounds(() => program.next()));
      return { cost, check: value };
    },
    async theirs() {
      const { value, cost } = await timed(async () => {
        const check = await rounds((i) => LOOPS[operation](states, batches[i % batches.length]!));
        return { check, bytes: write(states).length };
      });
      return { cost, check: value.check };
    },
    end: () => void program.stop(),
  };
}

/** A batch of `mapWithState` at 1,000,000 keys beside one at 10,000 keys: untouched keys are to cost nothing. */
export function stateKeys(place: Place): Benchmark {
  const costs = async (keys: number, batches: number): Promise<number[]> => {
    const program = new Program(place, "mapWithState", keys);
    const costs: number[] = [];
    for (let i = 0; i < batches; i++) {
      const counts = !program.isCheckpointNext;
      const { cost } = await timed(() => program.next());
      if (counts && i >= 20) costs.push(cost);
    }
    await program.stop();
    return costs;
  };
  /** One after the other, since there is one context at a time. */
  const all = (async () => {
    await costs(10_000, 60);
    return { many: await costs(KEYS, 80), few: await costs(10_000, 80) };
  })();
  return {
    name: "W4 mapWithState, a batch at 1,000,000 keys beside one at 10,000",
    unit: "ms",
    limit: 1.5,
    warmUp: 0,
    runs: 54,
    ours: async (run) => ({ cost: (await all).many[run]!, check: "" }),
    theirs: async (run) => ({ cost: (await all).few[run]!, check: "" }),
  };
}

/** What 1,000,000 keys of state take in memory, with the batches that are remembered, beside a Map of the same. */
export function stateHeap(place: Place, operation: Operation): Benchmark {
  const batches = batchesOf(KEYS);
  return {
    name: `Memory of ${operation} with 1,000,000 keys after 45 batches, beside a Map`,
    unit: "MB",
    limit: 2.5,
    warmUp: 0,
    runs: 1,
    async ours() {
      const before = await settled(place);
      const program = new Program(place, operation, KEYS, batches);
      for (let i = 0; i < 45; i++) await program.next();
      const cost = (await settled(place)) - before - program.files;
      await program.stop();
      return { cost, check: "" };
    },
    async theirs() {
      const before = await settled(place);
      const states = new Map(firstStates(KEYS));
      const cost = (await settled(place)) - before;
      return { cost, check: states.size === KEYS ? "" : "keys are missing" };
    },
  };
}

/** Memory after 1,000 batches beside after 200: nothing may grow. */
export function stateSoak(place: Place, operation: Operation): Benchmark {
  const after = (async () => {
    const program = new Program(place, operation, 20_000);
    const sizes = new Map<number, number>();
    for (let batch = 1; batch <= 1000; batch++) {
      await program.next();
      if (batch === 200 || batch === 1000) sizes.set(batch, (await settled(place)) - program.files);
    }
    await program.stop();
    return sizes;
  })();
  return {
    name: `Memory of ${operation} after 1,000 batches beside after 200`,
    unit: "MB",
    limit: 1.1,
    warmUp: 0,
    runs: 1,
    ours: async () => ({ cost: (await after).get(1000)!, check: "" }),
    theirs: async () => ({ cost: (await after).get(200)!, check: "" }),
  };
}

/** Megabytes in use on the heap and in buffers, after collecting. */
async function settled(place: Place): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // a browser does not tell of buffers
  const { process } = globalThis as { process?: { memoryUsage(): { arrayBuffers: number } } };
  return place.heap() + (process?.memoryUsage().arrayBuffers ?? 0) / 2 ** 20;
}
