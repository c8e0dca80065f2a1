/** Benchmarks in a browser; started by a benchmark itself, this is an executor. */
import { capturePlatform } from "../../../core/host/browser/platform.ts";
import { installScriptEvaluator } from "../../../core/host/browser/script-evaluator.ts";
import { BrowserWorkers } from "../../../core/host/browser/workers.ts";
import type { ToExecutor } from "../../../core/scheduler/protocol.ts";
import { serveExecutor } from "../../../playground/sandbox/executor.ts";
import { measure } from "../benchmark.ts";
import { benchmarks } from "../benchmarks.ts";
import { runSide, type Side, type WorkName } from "../peak-heap.ts";
import type { Place } from "../place.ts";
import * as closures from "../programs/closures.ts";
import * as jobs from "../programs/jobs.ts";

/** What to do, as `node-side.ts` is told. */
export type Call = readonly ["compare", string] | readonly ["work", WorkName, Side];

/** Does it here. */
export async function run(call: Call): Promise<unknown> {
  const place = browser();
  return call[0] === "compare" ? measure(await benchmarks[call[1]]!(place)) : runSide(place, call[1], call[2]);
}

/** Serves in a worker. */
export function serve(): void {
  addEventListener(
    "message",
    ({ data }: MessageEvent<{ readonly call: Call } | ToExecutor>) => {
      if (!("call" in data)) {
        serveExecutor(data);
        return;
      }
      installScriptEvaluator();
      run(data.call).then(
        (result) => postMessage({ result }),
        (error: Error) => postMessage({ error: error.stack }),
      );
    },
    { once: true },
  );
}

function browser(): Place {
  const { turn, ...timers } = capturePlatform();
  return {
    name: "browser",
    timers,
    turn,
    workers: new BrowserWorkers(globalThis.location.href),
    heap() {
      const { memory } = performance as { readonly memory?: { readonly usedJSHeapSize: number } };
      if (memory === undefined) throw new Error("Only the page itself can read how large the heap is");
      return memory.usedJSHeapSize / 2 ** 20;
    },
    programs: async () => ({ ...jobs, ...closures }),
  };
}
