import { ManualClock } from "../host/clocks.ts";
import type { Host, TraceSink } from "../host/host.ts";
import type { Processes } from "../host/processes.ts";
import type { Workers } from "../host/workers.ts";
import type { TraceDetail, TraceEvent } from "../trace/events.ts";
import type { FaultPlan, FaultyWorld } from "./faults.ts";
import { FaultyClock } from "./faulty-clock.ts";
import { FaultyFiles } from "./faulty-files.ts";
import { FaultyNetwork } from "./faulty-network.ts";
import { SimFiles, type SimFilesOptions } from "./files.ts";
import { SimNetwork, type SimNetworkListener } from "./network.ts";
import { seededRandom } from "./random.ts";
import { WorldWatch } from "./world-watch.ts";

export interface SimHostOptions {
  /** Lets the platform's event loop turn once. The one thing that the simulation needs of the real world. */
  readonly turn: () => Promise<void>;
  readonly trace: TraceSink;
  /** Two runs with the same seed draw the same numbers; 0 if left out. */
  readonly seed?: number;
  /** What the clock shows at first, in milliseconds; 0 if left out. */
  readonly start?: number;
  /** `virtual` when a viewer sets the pace, `manual` (the default) when a test moves the clock. */
  readonly kind?: "manual" | "virtual";
  readonly network?: SimNetworkListener;
  /** What the disk is like, or the disk itself. */
  readonly files?: SimFilesOptions | ((clock: ManualClock) => SimFiles);
  /** How many milliseconds of this world's time every task takes; 0 if left out. With it, batches can fall behind. */
  readonly taskCost?: number;
  /** What goes wrong, and when; nothing if left out. */
  readonly faults?: FaultPlan;
  /** The driver that was there before: the new one has its clock, network and files. */
  readonly after?: SimHost;
  /** Threads, for programs that ask for executors in them: of the platform, or of this world (`SimWorkers`), which need its clock. */
  readonly workers?: Workers | ((host: SimHost) => Workers);
  /** Other programs of the machine, for `pipe`. */
  readonly processes?: Processes;
}

/** How much longer than usual tasks take. */
export interface Slowness {
  /** In milliseconds. */
  readonly by: number;
  /** Only tasks of this one. */
  readonly partition: number | undefined;
  /** Tasks that end before then; for ever if left out. */
  readonly until: number | undefined;
}

/** Streams of one seed, so that what one side draws does not shift what the other gets. */
const ENGINE_STREAM = 0;
const FAULT_STREAM = 3;

/**
 * A world of its own: time that stands still until it is moved, randomness from a seed, a network of simulated netcats, files in memory. The same
 * program in the same world leaves the same trace, in Node and in any browser.
 */
export class SimHost implements Host {
  readonly name = "sim";
  /** `local[*]` has as many slots on every machine, or runs would not repeat. */
  readonly processors = 4;
  readonly clock: ManualClock;
  readonly network: SimNetwork;
  readonly files: SimFiles;
  readonly trace: TraceSink;
  readonly workers: Workers | undefined;
  readonly processes: Processes | undefined;
  readonly #turn: () => Promise<void>;
  readonly #taskCost: number;
  readonly #random: () => number;
  /** Where somebody is watching. */
  readonly #watch: WorldWatch | undefined;
  /** The world's, which a new driver finds as it is. */
  readonly #slowness: { current: Slowness | undefined };
  #dead = false;
  #turning = 0;
  #held = 0;
  #released = Promise.withResolvers<void>();

  constructor(options: SimHostOptions) {
    this.#turn = options.turn;
    const { trace, after } = options;
    this.trace = {
      previews: trace.previews,
      write: (event) => {
        if (!this.#dead) trace.write(event);
      },
    };
    this.processes = options.processes;
    this.#taskCost = options.taskCost ?? 0;
    this.#slowness = after === undefined ? { current: undefined } : after.#slowness;
    this.#random = seededRandom(options.seed ?? 0, ENGINE_STREAM);
    const { faults, start = 0, kind = "manual" } = options;
    const settle = () => this.settle();
    if (faults === undefined) {
      this.clock = new ManualClock(settle, start, kind, after?.clock);
      const { files } = options;
      if (after !== undefined) this.files = after.files.sharedOn(this.clock);
      else this.files = typeof files === "function" ? files(this.clock) : new SimFiles(this.clock, files);
      this.network = new SimNetwork(this.clock, options.network, after?.network);
    } else {
      const world = this.#faultyWorld(faults, seededRandom(options.seed ?? 0, FAULT_STREAM));
      this.clock = new FaultyClock(world, settle, start, kind, after?.clock);
      const files = typeof options.files === "function" ? undefined : options.files;
      this.files = new FaultyFiles(this.clock, world, files, after?.files);
      this.network = new FaultyNetwork(this.clock, world, options.network, after?.network);
    }
    if (trace.previews > 0)
      this.#watch = new WorldWatch(this.files, this.network, after === undefined ? undefined : after.#watch);
    const { workers } = options;
    this.workers = typeof workers === "function" ? workers(this) : workers;
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** The driver dies on the spot: no timer, file, connection or event of its any more. The world goes on. */
  die(): void {
    this.#tellChanges();
    this.#dead = true;
    this.clock.halt();
    this.files.halt();
    this.network.halt();
  }

  #faultyWorld(plan: FaultPlan, random: () => number): FaultyWorld {
    const isDead = () => this.#dead;
    return {
      plan,
      random,
      get isDead() {
        return isDead();
      },
      die: () => this.die(),
      cutPower: () => {
        this.die();
        this.files.losePower(random);
      },
      pass: (seconds) => this.clock.jumpTo(this.clock.now() + Math.floor(seconds * 1000)),
    };
  }

  random(): number {
    return this.#random();
  }

  /** From now on tasks take so much longer, and nothing of what was said before counts. */
  slowTasks(slowness: Slowness): void {
    this.#slowness.current = slowness;
  }

  taskCost({ partition }: { readonly partition: number }): number {
    const slow = this.#slowness.current;
    if (slow === undefined || (slow.partition !== undefined && slow.partition !== partition)) return this.#taskCost;
    return this.#taskCost + (slow.until === undefined || this.clock.now() < slow.until ? slow.by : 0);
  }

  async turn(): Promise<void> {
    this.#turning++;
    try {
      await this.#turn();
    } finally {
      this.#turning--;
    }
  }

  /**
   * Waits until everything that has begun has come to rest: no promise left to run on, nobody in the middle of a `turn`. Only then
   * may the clock move on; otherwise it would depend on the machine how far the engine has come.
   */
  async settle(): Promise<void> {
    for (;;) {
      await this.#turn();
      if (this.#held > 0) await this.#released.promise;
      else if (this.#turning === 0) break;
    }
    this.#tellChanges();
  }

  /** Writes an event to the trace that is the world's, and not the engine's. */
  tell(detail: TraceDetail): void {
    const event: TraceEvent = { t: this.clock.now(), seq: 0, ...detail };
    this.trace.write(event);
  }

  #tellChanges(): void {
    if (!this.#dead) for (const change of this.#watch?.takeChanges() ?? []) this.tell(change);
  }

  hold(): () => void {
    if (this.#held++ === 0) this.#released = Promise.withResolvers();
    let done = false;
    return () => {
      if (done) return;
      done = true;
      if (--this.#held === 0) this.#released.resolve();
    };
  }
}
