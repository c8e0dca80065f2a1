import { siteOf } from "../closure/index.ts";
import type { Clock } from "../host/host.ts";
import { userFunctions } from "../rdd/engine-function.ts";
import type { BlockManager } from "../storage/block-manager.ts";
import type { ShuffleStore } from "../storage/shuffle-store.ts";
import type { Executor, StageRun } from "./executor.ts";
import { functionsOfStage, rddsOfStage, type Stage } from "./stage.ts";
import { recordsReadBy } from "./stage-size.ts";
import type { WorkerExecutor } from "./worker-executor.ts";

export interface AdaptiveExecutorOptions {
  readonly inline: Executor;
  readonly threads: WorkerExecutor;
  readonly clock: Clock;
  readonly blocks: BlockManager;
  readonly shuffles: ShuffleStore;
  readonly slots: number;
  /** How many receivers there are: they run in the driver's thread. */
  readonly receivers: () => number;
}

/** A stage that takes less than this inline is not worth a thought, in milliseconds. */
const SHORT = 10;

/** After so many runs of a stage the place that was slower gets another chance. */
const RETRY_AFTER = 64;

/** How much a new measurement counts beside the earlier ones. */
const WEIGHT = 0.25;

/** While there are receivers, threads are better even if they take so much longer: what runs inline keeps the receivers from receiving. */
const LONGER_BESIDE_RECEIVERS = 1.25;

type Place = "inline" | "threads";

/** What is known of a stage that has taken its time: how long a record took, in milliseconds, in this thread and in others. */
interface Experience {
  inline: number;
  threads: number | undefined;
  runs: number;
  /** It cannot run in threads. */
  homebound: boolean;
}

/**
 * Runs stages in the driver's thread or in threads of their own, wherever they turned out to be faster: what is sent costs time, too, and only who has
 * tried it knows whether the functions of a stage make up for that. A stage begins inline; the next of its like is tried in threads if it has taken long.
 */
export class AdaptiveExecutor implements Executor {
  readonly #options: AdaptiveExecutorOptions;
  /** By what the stage does: its kinds of RDDs, and the places of its functions. */
  readonly #known = new Map<string, Experience>();

  constructor(options: AdaptiveExecutorOptions) {
    this.#options = options;
  }

  prepare(stage: Stage, partitions: readonly number[]): StageRun {
    const place = this.#placeFor(stage, partitions);
    const run = this.#prepare(place, stage, partitions);
    const { clock } = this.#options;
    const started = clock.now();
    return {
      start: (task) => run.start(task),
      end: () => {
        run.end();
        this.#learn(place, stage, clock.now() - started);
      },
    };
  }

  freeBroadcast(id: number): void {
    this.#options.threads.freeBroadcast(id);
  }

  kill(slot: number): void {
    this.#options.threads.kill(slot);
  }

  stop(): void {
    this.#options.threads.stop();
  }

  #prepare(place: Place, stage: Stage, partitions: readonly number[]): StageRun {
    const { inline, threads } = this.#options;
    if (place === "inline") return inline.prepare(stage, partitions);
    try {
      return threads.prepare(stage, partitions);
    } catch {
      // a function was not compiled, for instance; inline it runs, or fails with the right words
      this.#known.get(signatureOf(stage))!.homebound = true;
      return inline.prepare(stage, partitions);
    }
  }

  #placeFor(stage: Stage, partitions: readonly number[]): Place {
    if (this.#known.size === 0 || partitions.length < 2) return "inline";
    const known = this.#known.get(signatureOf(stage));
    if (known === undefined || known.homebound) return "inline";
    if (known.inline * recordsReadBy(stage, this.#options) < SHORT) return "inline";
    if (!this.#options.threads.ready(Math.min(this.#options.slots, partitions.length))) return "inline";
    if (known.threads === undefined) return "threads";
    const mayTake = known.inline * (this.#options.receivers() > 0 ? LONGER_BESIDE_RECEIVERS : 1);
    const better = known.threads < mayTake ? "threads" : "inline";
    if (++known.runs % RETRY_AFTER > 0) return better;
    return better === "threads" ? "inline" : "threads";
  }

  #learn(place: Place, stage: Stage, duration: number): void {
    if (place === "inline" && duration < SHORT) return;
    const perRecord = duration / Math.max(recordsReadBy(stage, this.#options), 1);
    const signature = signatureOf(stage);
    const known = this.#known.get(signature);
    if (known === undefined)
      this.#known.set(signature, { inline: perRecord, threads: undefined, runs: 0, homebound: false });
    else known[place] = known[place] === undefined ? perRecord : known[place] * (1 - WEIGHT) + perRecord * WEIGHT;
  }
}

function placeText(f: Function): string {
  const site = siteOf(f);
  return site === undefined ? f.name : `${site.file}:${site.line}:${site.column}`;
}

/** The same for stages that do the same, in every batch. */
function signatureOf(stage: Stage): string {
  const kinds = rddsOfStage(stage.rdd).map((rdd) => rdd.kind.name);
  const places = functionsOfStage(stage)
    .flatMap(userFunctions)
    .map((f) => (typeof f === "function" ? placeText(f) : ""));
  return [...kinds, stage.action?.name ?? "shuffle", ...places].join();
}
