import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { WorkerEvents, Workers, WorkerThread } from "../workers.ts";

/** The file that a thread runs; compiled, it ends in `.js`. */
const EXECUTOR = new URL(`./executor${extname(import.meta.url)}`, import.meta.url);

/** Threads of Node. */
export class NodeWorkers implements Workers {
  start({ message, lost }: WorkerEvents): WorkerThread {
    const worker = new Worker(EXECUTOR, {
      // what the program itself was started with (hooks, coverage, a debugger) is not for executors
      execArgv: [],
      // a thread may be ended at any moment, which native code does not always survive
      env: { ...process.env, MSGPACKR_NATIVE_ACCELERATION_DISABLED: "true" },
      workerData: { stackTraceLimit: Error.stackTraceLimit },
    });
    let over = false;
    const end = (reason: Error): void => {
      if (over) return;
      over = true;
      lost(reason);
      void worker.terminate();
    };
    worker.on("message", (data: unknown) => {
      if (!over) message(data);
    });
    worker.on("messageerror", end);
    worker.on("error", end);
    worker.on("exit", (code) => end(new Error(`the thread ended with exit code ${code}`)));
    worker.unref();
    return {
      post: (data, transfer) => worker.postMessage(data, transfer),
      keepAlive: (on) => {
        if (on) worker.ref();
        else worker.unref();
      },
      terminate: () => {
        over = true;
        void worker.terminate();
      },
    };
  }
}
