import { ManualClock, SystemClock } from "../../core/host/clocks.ts";
import { type Host, installHost } from "../../core/host/host.ts";
import { SparkConf, SparkContext } from "../../core/index.ts";
import { SimFiles } from "../../core/sim/files.ts";
import type { Place } from "./place.ts";

/** A host on the manual clock that shows nothing: what is measured is the engine. */
export function manualHost({ name, turn }: Place): Host & { readonly clock: ManualClock } {
  return install({ ...common(name, turn), clock: new ManualClock(turn) });
}

/** The same on the real clock, with threads. */
export function systemHost({ name, turn, timers, workers }: Place): Host {
  return install({ ...common(name, turn), clock: new SystemClock(timers), workers });
}

function common(name: string, turn: () => Promise<void>) {
  return {
    name,
    files: new SimFiles({ now: () => 0 }),
    network: {
      connect() {
        throw new Error("benchmarks have no network");
      },
    },
    processors: 2,
    random: () => 0.5,
    turn,
    trace: { previews: 0, write() {} },
  };
}

/** What another benchmark left running has another clock: it is stopped. */
function install<H extends Host>(host: H): H {
  installHost(host);
  SparkContext.getOrCreate(new SparkConf().setMaster("local").setAppName("before")).stop();
  return host;
}
