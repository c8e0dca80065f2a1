// Runs in a thread of its own: makes the functions that it is given and sends what they give.
import { inspect } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { type Packed, revive } from "../../core/closure/index.ts";
import { environment } from "./environment.ts";

async function result(packed: Packed): Promise<string> {
  try {
    return inspect(await revive(packed, environment)[0]!(), { depth: 9 });
  } catch (error) {
    return `failed: ${(error as Error).stack}`;
  }
}

const results: Record<string, { plain: string; instrumented: string }> = {};
for (const [name, plain, instrumented] of workerData as [string, Packed, Packed][]) {
  results[name] = { plain: await result(plain), instrumented: await result(instrumented) };
}
parentPort!.postMessage(results);
