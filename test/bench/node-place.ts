import { loadProgramsAsTypeScript } from "../../core/host/node/loader.ts";
import { NodeWorkers } from "../../core/host/node/workers.ts";
import type { Place } from "./place.ts";

export const node: Place = {
  name: "Node",
  timers: {
    now: () => Date.now(),
    setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
    clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
  },
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  workers: new NodeWorkers(),
  heap: () => process.memoryUsage().heapUsed / 2 ** 20,
  async programs() {
    loadProgramsAsTypeScript();
    const [jobs, closures] = await Promise.all([import("./programs/jobs.ts"), import("./programs/closures.ts")]);
    return { ...jobs, ...closures };
  },
};
