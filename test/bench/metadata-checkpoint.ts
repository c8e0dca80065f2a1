import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Time } from "../../core/conf/time.ts";
import { installHost } from "../../core/host/host.ts";
import { loadProgramsAsTypeScript } from "../../core/host/node/loader.ts";
import { Seconds, SparkConf, SparkContext, StreamingContext } from "../../core/index.ts";
import { Checkpointing } from "../../core/streaming/checkpoint/checkpointing.ts";
import type { Benchmark } from "./benchmark.ts";
import { DiskHost } from "./disk-host.ts";

type Programs = typeof import("./programs/checkpoints.ts");

const INTERVAL = 1000;

/** A program that runs batches without input, and whose checkpoints of the driver are written on demand. */
class Program {
  readonly #host = new DiskHost();
  readonly #folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  readonly #ssc: StreamingContext;
  readonly #checkpointing: Checkpointing;

  constructor(declare: (ssc: StreamingContext, directory: string) => void) {
    installHost(this.#host);
    SparkContext.getOrCreate(new SparkConf().setMaster("local").setAppName("before")).stop();
    this.#ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("metadata"), Seconds(1));
    this.#ssc.checkpoint(join(this.#folder, "checkpoint"));
    declare(this.#ssc, join(this.#folder, "in"));
    const { graph, sparkContext } = this.#ssc;
    const { trace, conf } = sparkContext;
    this.#checkpointing = new Checkpointing({ files: this.#host.files, trace, conf, graph, pendingTimes: () => [] });
    this.#checkpointing.directory = join(this.#folder, "checkpoint");
    this.#ssc.start();
    this.#checkpointing.validate();
  }

  /** So many batches. */
  async batches(count: number): Promise<void> {
    await this.#host.clock.advance(count * INTERVAL);
  }

  /** Milliseconds for a checkpoint: the graph is packed, encoded and written; without those for which the disk is waited. */
  write(): number {
    const { files, clock } = this.#host;
    const waited = files.waited;
    const started = performance.now();
    this.#checkpointing.write(new Time(clock.now()), false);
    return performance.now() - started - (files.waited - waited);
  }

  async stop(): Promise<void> {
    await this.#ssc.stop();
    rmSync(this.#folder, { recursive: true });
  }
}

async function programs(): Promise<Programs> {
  loadProgramsAsTypeScript();
  return import("./programs/checkpoints.ts");
}

/** A checkpoint of the driver, after each batch; beside the goal. */
export async function metadataCheckpoint(what: "word count" | "50 streams"): Promise<Benchmark> {
  const { wordCount, manyStreams } = await programs();
  const program = new Program(what === "word count" ? wordCount : (ssc, directory) => manyStreams(ssc, directory, 50));
  return {
    name: `W8 checkpoint of the driver, ${what}, without waiting for the disk (theirs: the goal)`,
    unit: "ms",
    limit: 1,
    warmUp: 50,
    runs: 201,
    async ours() {
      await program.batches(1);
      return { cost: program.write(), check: "" };
    },
    theirs: async () => ({ cost: 2, check: "" }),
    end: () => program.stop(),
  };
}

/** A checkpoint of 50 streams after 1,000 batches beside one after 100. */
export async function metadataAfterBatches(): Promise<Benchmark> {
  const { manyStreams } = await programs();
  const program = new Program((ssc, directory) => manyStreams(ssc, directory, 50));
  const RUNS = 101;
  const costs = (async () => {
    const write = () => Array.from({ length: RUNS }, () => program.write());
    await program.batches(100);
    write();
    const early = write();
    await program.batches(900);
    return { early, late: write() };
  })();
  return {
    name: "W8 checkpoint of the driver, 50 streams, after 1,000 batches beside after 100",
    unit: "ms",
    limit: 1.1,
    warmUp: 0,
    runs: RUNS,
    ours: async (run) => ({ cost: (await costs).late[run]!, check: "" }),
    theirs: async (run) => ({ cost: (await costs).early[run]!, check: "" }),
    end: () => program.stop(),
  };
}
