import { type ChildProcess, fork } from "node:child_process";
import { connect } from "node:net";
import { installHost } from "../../core/host/host.ts";
import { loadProgramsAsTypeScript } from "../../core/host/node/loader.ts";
import { NodeHost } from "../../core/host/node/node-host.ts";
import { type BatchInfo, Seconds, SparkConf, SparkContext, StreamingContext } from "../../core/index.ts";
import type { Benchmark, Outcome } from "./benchmark.ts";

/** Batches that are run before those that count: compilation, and the search for the rate. */
const WARM_UP = 8;

/** A second, in milliseconds: the batch interval. */
const INTERVAL = 1000;

/**
 * W2: how many lines of ten words a second come in over TCP and are counted, in batches of a second whose total delay stays below a second; against a bare
 * loop of `net`, `split` and a Map on the same server, that counts as it reads. Costs are milliseconds for a million lines.
 *
 * The loop takes what it can: it holds the server back by itself. A stream takes all that comes, so that the server's rate follows it: it is raised while
 * batches have time left, and lowered when one has taken too long. Lines of batches that took longer than the interval do not count.
 */
export async function socketWordCount(seconds: number): Promise<Benchmark> {
  loadProgramsAsTypeScript();
  const program = await import("./programs/socket.ts");
  const server = await LineServer.start();
  installHost(new NodeHost({ previews: 0, write() {} }));
  SparkContext.getOrCreate(new SparkConf().setMaster("local[1]").setAppName("before")).stop();
  const sc = new SparkContext(new SparkConf().setMaster("local[2]").setAppName("socket"));
  let rate = (await loop(server.port, 2)).held;
  return {
    name: `W2 a million lines over a socket, counted in batches of 1 s for ${seconds} s`,
    unit: "ms",
    limit: 1.25,
    warmUp: 1,
    runs: 3,
    async ours() {
      server.rate(rate);
      const ssc = new StreamingContext(sc, Seconds(1));
      const batches: BatchInfo[] = [];
      let words = 0;
      program.countWords(ssc, server.port, (count) => {
        words += count;
      });
      const done = new Promise<void>((resolve) => {
        ssc.addStreamingListener({
          onBatchCompleted: ({ batchInfo }) => {
            if (batchInfo.numRecords === 0) return;
            batches.push(batchInfo);
            if (batches.length === WARM_UP + seconds) resolve();
            rate = nextRate(rate, batchInfo);
            server.rate(rate);
          },
        });
      });
      ssc.start();
      await done;
      await ssc.stop(false, true);
      const lines = batches.reduce((sum, { numRecords }) => sum + numRecords, 0);
      const inTime = batches.slice(WARM_UP).filter(({ totalDelay }) => totalDelay! < INTERVAL);
      const held = inTime.reduce((sum, { numRecords }) => sum + numRecords, 0) / seconds;
      return outcome(held, words, lines);
    },
    async theirs() {
      server.rate(0);
      const { held, words, lines } = await loop(server.port, seconds);
      return outcome(held, words, lines);
    },
    end: () => {
      sc.stop();
      server.stop();
    },
  };
}

/** Lines a second as the milliseconds that a million lines take; both sides have to find ten words in every line. */
function outcome(linesPerSecond: number, words: number, lines: number): Outcome {
  return { cost: 1e9 / linesPerSecond, check: `${Math.round(words / lines)} words a line` };
}

/** Towards batches that take eight tenths of their interval. One that waited for the one before it says nothing about the rate. */
function nextRate(rate: number, { schedulingDelay, processingDelay }: BatchInfo): number {
  const factor = (0.8 * INTERVAL) / Math.max(processingDelay!, 1);
  if (schedulingDelay! > INTERVAL / 10) return Math.round(rate * 0.95);
  return Math.round(rate * Math.min(Math.max(factor, 0.8), 1.4));
}

/** The loop that one would write by hand: counts as it reads, a new Map every second. */
function loop(port: number, seconds: number): Promise<{ held: number; words: number; lines: number }> {
  return new Promise((resolve) => {
    let counts = new Map<string, { n: number }>();
    let rest = "";
    let lines = 0;
    let words = 0;
    const perSecond: number[] = [];
    const socket = connect(port, "127.0.0.1");
    socket.on("data", (bytes) => {
      const cut = (rest + bytes.toString("latin1")).split("\n");
      rest = cut.pop()!;
      for (let i = 0; i < cut.length; i++) {
        const parts = cut[i]!.split(" ");
        words += parts.length;
        for (let j = 0; j < parts.length; j++) {
          const word = parts[j]!;
          const count = counts.get(word);
          if (count === undefined) counts.set(word, { n: 1 });
          else count.n++;
        }
      }
      lines += cut.length;
    });
    let before = 0;
    let since = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      perSecond.push(((lines - before) * 1000) / (now - since));
      [before, since] = [lines, now];
      counts = new Map();
      if (perSecond.length < WARM_UP + seconds) return;
      clearInterval(timer);
      socket.destroy();
      const counted = perSecond.slice(WARM_UP);
      resolve({ held: counted.reduce((sum, each) => sum + each, 0) / counted.length, words, lines });
    }, 1000);
  });
}

/** The server, in a process of its own. */
class LineServer {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  static start(): Promise<LineServer> {
    const process = fork(new URL("line-server.ts", import.meta.url));
    return new Promise((resolve, reject) => {
      process.once("error", reject);
      process.once("message", (message) => resolve(new LineServer(process, (message as { port: number }).port)));
    });
  }

  /** Lines a second; 0 is as fast as they are read. */
  rate(lines: number): void {
    this.#process.send({ rate: lines });
  }

  stop(): void {
    this.#process.kill();
  }
}
