import { userStack } from "../../core/conf/call-site.ts";
import { describeError } from "../../core/conf/errors.ts";
import { capturePlatform } from "../../core/host/browser/platform.ts";
import { installScriptEvaluator } from "../../core/host/browser/script-evaluator.ts";
import { ManualClock } from "../../core/host/clocks.ts";
import type { TaskHost } from "../../core/rdd/task-context.ts";
import { ExecutorMain } from "../../core/scheduler/executor-main.ts";
import { NeedsDriver } from "../../core/scheduler/needs-driver.ts";
import type { ToExecutor } from "../../core/scheduler/protocol.ts";
import { createConsole } from "../../core/sim/console.ts";
import { seededRandom } from "../../core/sim/random.ts";
import { VirtualGlobals } from "../../core/sim/virtual-globals.ts";

/** Tasks draw from other streams than program and engine: each from one of its own, so that it does not matter where it runs. */
const FIRST_TASK_STREAM = 2;

/** Serves as an executor of the driver that started this worker; `first` is its first message. */
export function serveExecutor(first: ToExecutor): void {
  installScriptEvaluator();
  const post = globalThis.postMessage.bind(globalThis) as (message: unknown, transfer: Transferable[]) => void;
  // time stands still while a task runs, as it does in the driver's thread
  const clock = new ManualClock(capturePlatform().turn, 0, "virtual");
  let random = seededRandom(0, FIRST_TASK_STREAM);
  const main = new ExecutorMain({
    post: (message, transfer) => post(message, [...transfer]),
    importPackage: () => undefined,
    host: () => SIMULATED,
    beforeTask: ({ now, task }) => {
      clock.jumpTo(now);
      random = seededRandom(0, FIRST_TASK_STREAM + task);
    },
  });
  new VirtualGlobals({ clock, random: () => random() }).install();
  const write = (stream: "stdout" | "stderr", text: string): void => main.say(stream, `${text}\n`);
  Object.assign(globalThis.console, createConsole({ clock, write, describeError: errorText }));
  addEventListener("message", ({ data }: MessageEvent<ToExecutor>) => main.receive(data));
  main.receive(first);
}

function errorText(error: Error): string {
  const stack = userStack(error.stack);
  return [describeError(error), ...(stack === "" ? [] : stack.split("\n"))].join("\n    ");
}

/** The files of a simulated world are with the driver. */
const SIMULATED: TaskHost = {
  get files(): never {
    throw new NeedsDriver("The simulated file system");
  },
  get processes(): never {
    throw new NeedsDriver("The simulated machine");
  },
};
