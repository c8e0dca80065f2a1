import { registerModule } from "../../../core/closure/index.ts";
import { installHost, type TraceSink } from "../../../core/host/host.ts";
import * as sluice from "../../../core/index.ts";
import { Seconds, SparkConf, SparkContext, StreamingContext } from "../../../core/index.ts";
import type { FaultPlan } from "../../../core/sim/faults.ts";
import { SimHost } from "../../../core/sim/sim-host.ts";
import { Outputs, writeInto } from "./outputs.ts";
import type { Plan } from "./plan.ts";
import { declare } from "./programs/generated.ts";

registerModule("sluice", sluice);

const DIRECTORY = "/checkpoints";
/** A world in which drivers die so often never gets anywhere. */
const MOST_DRIVERS = 50;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface SimulationOptions extends LifeOptions {
  readonly batches: number;
}

/** What drivers go through. */
export interface LifeOptions {
  /** For each driver, the first being 0. */
  readonly faults?: (driver: number) => FaultPlan | undefined;
  /** How many milliseconds pass between a death and the next driver. */
  readonly downTime?: (driver: number) => number;
}

export interface SimulationResult {
  readonly outputs: Record<string, string>;
  readonly drivers: number;
}

/** Runs a plan's program over its batches, with a new driver after each one that dies. */
export async function simulate(plan: Plan, { batches, ...life }: SimulationOptions): Promise<SimulationResult> {
  let host: SimHost | undefined;
  const end = batches * 1000;
  const outputs = new Outputs(() => host!, end);
  writeInto(outputs);
  try {
    const drivers = await runDrivers(life, end, {
      begin: (next) => {
        host = next;
      },
      declare: (ssc) => declare(ssc, plan),
    });
    return { outputs: outputs.entries, drivers };
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
  readonly conf?: Readonly<Record<string, string>>;
  readonly trace?: TraceSink;
}

/** Runs a program to the time `end` in milliseconds, with a new driver after each one that dies. Gives how many there were. */
export async function runDrivers({ faults, downTime }: LifeOptions, end: number, driven: Driven): Promise<number> {
  let host: SimHost | undefined;
  const { trace = { previews: 0, write() {} } } = driven;
  for (let driver = 0; driver < MOST_DRIVERS; driver++) {
    const planned = faults?.(driver);
    host = new SimHost({
      turn,
      trace,
      ...(host === undefined ? {} : { after: host }),
      ...(planned === undefined ? {} : { faults: planned }),
    });
    if (driver > 0) host.clock.jumpTo(host.clock.now() + (downTime?.(driver) ?? 0));
    driven.begin(host);
    const previous = installHost(host);
    try {
      if (await drive(driven, host, end)) return driver + 1;
    } finally {
      host.die();
      installHost(previous);
    }
  }
  throw new Error(`no end after ${MOST_DRIVERS} drivers`, { cause: lastError });
}

/** What the last driver died of that ended by itself. */
let lastError: unknown;

/** One driver's life: true when it has come to the end of the input. */
async function drive({ declare, conf }: Driven, host: SimHost, end: number): Promise<boolean> {
  let ssc: StreamingContext;
  try {
    ssc = StreamingContext.getOrCreate(DIRECTORY, () => {
      const settings = new SparkConf().setMaster("local[2]").setAppName("simulation").set("sluice.executor", "inline");
      const created = new StreamingContext(new SparkContext(settings.setAll(Object.entries(conf ?? {}))), Seconds(1));
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
  while (!host.isDead && host.clock.now() < end) await host.clock.advanceTo(Math.min(end, host.clock.now() + 1000));
  if (host.isDead) return false;
  await host.settle();
  return !host.isDead;
}

/** An error of the disk, as the plan of faults makes them: the driver ends with it. */
function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && /^(EIO|ENOSPC)/.test((error.cause as Error | undefined)?.message ?? error.message);
}
