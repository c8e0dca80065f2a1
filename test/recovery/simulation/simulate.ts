import { registerModule } from "../../../core/closure/index.ts";
import { describeError } from "../../../core/conf/errors.ts";
import { installHost, type TraceSink } from "../../../core/host/host.ts";
import * as sluice from "../../../core/index.ts";
import { Seconds, SparkConf, SparkContext, StreamingContext } from "../../../core/index.ts";
import type { FaultPlan } from "../../../core/sim/faults.ts";
import { seededRandom } from "../../../core/sim/random.ts";
import { SimHost } from "../../../core/sim/sim-host.ts";
import { SimWorkers } from "../../../core/sim/workers.ts";
import { Outputs, writeInto } from "./outputs.ts";
import { filesOf, type Plan } from "./plan.ts";
import { declare } from "./programs/generated.ts";
import { TRACE } from "./seeds.ts";

registerModule("sluice", sluice);

const DIRECTORY = "/checkpoints";
/** A world in which drivers die so often never gets anywhere. */
const MOST_DRIVERS = 50;
/** What has not come to its end so many milliseconds after the last input never will. */
const PATIENCE = 600_000;
/** Nor what sets off so many timers within one driver's life. */
const MOST_TIMERS = 200_000;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface SimulationOptions extends LifeOptions {
  readonly batches: number;
  /** The entries that the outputs are to have at the end; without them, the run is over when the time is. */
  readonly expected?: Readonly<Record<string, string>>;
}

/** What drivers go through. */
export interface LifeOptions {
  /** For each driver, the first being 0. */
  readonly faults?: (driver: number) => FaultPlan | undefined;
  /** How many milliseconds pass between a death and the next driver. */
  readonly downTime?: (driver: number) => number;
  /** How much goes wrong, and how long messages are on their way, comes from it; 0 if left out. */
  readonly seed?: number;
  /** Do tasks run in executors of their own? In the driver if left out. */
  readonly executors?: boolean;
  /** How many milliseconds each task takes; 0 if left out. */
  readonly taskCost?: number;
}

export interface SimulationResult {
  readonly outputs: Record<string, string>;
  readonly drivers: number;
  /** Outputs that were written again, and were not the same. */
  readonly changed: readonly string[];
}

/** Runs a plan's program over its batches, with a new driver after each one that dies. */
export async function simulate(
  plan: Plan,
  { batches, expected, ...life }: SimulationOptions,
): Promise<SimulationResult> {
  let host: SimHost | undefined;
  const end = batches * 1000;
  const outputs = new Outputs(() => host!, end);
  writeInto(outputs);
  try {
    const drivers = await runDrivers(life, end, {
      begin: (next) => {
        if (host === undefined && plan.files)
          for (const { path, content, modified } of filesOf(plan)) next.files.put(path, content, modified);
        host = next;
      },
      declare: (ssc) => declare(ssc, plan),
      missing: () => outputs.missing(expected ?? {}),
    });
    return { outputs: outputs.entries, drivers, changed: outputs.changed };
  } finally {
    writeInto(undefined);
  }
}

/** A program, and who watches its drivers. */
export interface Driven {
  /** A new driver begins to live. */
  begin(host: SimHost): void;
  /** Makes the streams, when there is nothing to go on from. */
  declare(ssc: StreamingContext): void;
  /** What has to come yet; undefined when it is all there. */
  missing?(): string | undefined;
  readonly conf?: Readonly<Record<string, string>>;
  readonly trace?: TraceSink;
}

/**
 * Runs a program to the time `end` in milliseconds, and until nothing is missing, with a new driver after each one that dies. Gives how many there were.
 * @throws Error when it does not come to an end
 */
export async function runDrivers(life: LifeOptions, end: number, driven: Driven): Promise<number> {
  let host: SimHost | undefined;
  for (let driver = 0; driver < MOST_DRIVERS; driver++) {
    host = newHost(life, driver, driven, host);
    if (driver > 0) host.clock.jumpTo(host.clock.now() + (life.downTime?.(driver) ?? 0));
    driven.begin(host);
    const previous = installHost(host);
    try {
      if (await drive(driven, host, end, life.executors ?? false)) return driver + 1;
    } finally {
      host.die();
      installHost(previous);
    }
  }
  throw new Error(`did not end after ${MOST_DRIVERS} drivers: ${describeError(lastError)}`, { cause: lastError });
}

function newHost(life: LifeOptions, driver: number, { trace }: Driven, after: SimHost | undefined): SimHost {
  const { seed = 0, faults, executors, taskCost = 0 } = life;
  const plan = faults?.(driver);
  const random = seededRandom(seed * 1000 + driver, MESSAGE_STREAM);
  const workers = ({ clock, files }: SimHost) =>
    new SimWorkers({
      clock,
      files,
      clone: (message, transfer) => structuredClone(message, { transfer: [...transfer] }),
      importPackage: () => sluice,
      delay: () => Math.floor(random() * 20),
      timeout: 5000,
      ...(plan && { faults: { plan, random } }),
    });
  return new SimHost({
    turn,
    trace: trace ?? TRACE,
    seed: seed * 1000 + driver,
    taskCost,
    ...(after && { after }),
    ...(plan && { faults: plan }),
    ...(executors && { workers }),
  });
}

const MESSAGE_STREAM = 4;

/** What the last driver died of that ended by itself. */
let lastError: unknown;

/** One driver's life: true when it has come to the end of the input, and of what it is to do. */
async function drive(driven: Driven, host: SimHost, end: number, executors: boolean): Promise<boolean> {
  const { declare, conf = {}, missing = () => undefined } = driven;
  try {
    const ssc = StreamingContext.getOrCreate(DIRECTORY, () => {
      const settings = new SparkConf().setMaster("local[2]").setAppName("simulation");
      settings.set("sluice.executor", executors ? "workers" : "inline");
      const created = new StreamingContext(new SparkContext(settings.setAll(Object.entries(conf))), Seconds(1));
      created.checkpoint(DIRECTORY);
      declare(created);
      return created;
    });
    // a program that dies of the first error that it hears of
    ssc.awaitTermination().catch((error: unknown) => {
      lastError = error;
      host.die();
    });
    ssc.start();
  } catch (error) {
    if (host.isDead || isOfTheDisk(error)) return false;
    throw error;
  }
  const { clock } = host;
  await host.settle();
  for (let timers = 0; !host.isDead && (clock.now() < end || missing() !== undefined); ) {
    if (await clock.runNext(clock.now() + 1000)) timers++;
    else await clock.advance(1000);
    if (clock.now() > end + PATIENCE || timers > MOST_TIMERS)
      throw new Error(`did not end after ${clock.now() / 1000} virtual seconds and ${timers} timers: ${missing()}`);
  }
  await host.settle();
  return !host.isDead;
}

/** An error of the disk, as the plan of faults makes them, or what comes of one that is over by now: the driver ends with it, the next one goes on. */
function isOfTheDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (["EIO", "ENOSPC", "CHECKPOINT_MOVED_ON", "CHECKPOINT_NOT_RESTORED"].includes(String(code))) {
    lastError = error;
    return true;
  }
  return isOfTheDisk(error.cause);
}
