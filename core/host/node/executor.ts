/** What an executor's thread runs in Node: the engine, serving as an executor. */
import { Console } from "node:console";
import { Writable } from "node:stream";
import { parentPort, workerData } from "node:worker_threads";
import { registerModule } from "../../closure/index.ts";
import * as engine from "../../index.ts";
import type { TaskHost } from "../../rdd/task-context.ts";
import { ExecutorMain } from "../../scheduler/executor-main.ts";
import { NeedsDriver } from "../../scheduler/needs-driver.ts";
import "./fast-crc32.ts";
import { NodeFiles } from "./files.ts";
import { importPackage } from "./import-package.ts";
import { NodeProcesses } from "./processes.ts";

const port = parentPort!;
registerModule("sluice", engine);
Error.stackTraceLimit = (workerData as { readonly stackTraceLimit: number }).stackTraceLimit;

const main = new ExecutorMain({
  post: (message, transfer) => port.postMessage(message, transfer),
  importPackage,
  host: (simulated) => (simulated ? SIMULATED : { files: new NodeFiles(), processes: new NodeProcesses() }),
});

/** The files of a simulated world are in the driver's thread. */
const SIMULATED: TaskHost = {
  get files(): never {
    throw new NeedsDriver("The simulated file system");
  },
  get processes(): never {
    throw new NeedsDriver("The simulated machine");
  },
};

Object.assign(console, new Console({ stdout: stream("stdout"), stderr: stream("stderr") }));
port.on("message", (message) => main.receive(message as Parameters<ExecutorMain["receive"]>[0]));

function stream(name: "stdout" | "stderr"): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      main.say(name, text);
      done();
    },
  });
}
