/** What runs in the sandbox's worker: the engine, the user's program, and the page's port. Bundled as one classic script. */

import { registerModule } from "../../core/closure/index.ts";
import { $module } from "../../core/closure/registry.ts";
import { capturePlatform } from "../../core/host/browser/platform.ts";
import { installScriptEvaluator } from "../../core/host/browser/script-evaluator.ts";
import { BrowserWorkers } from "../../core/host/browser/workers.ts";
import * as sluice from "../../core/index.ts";
import type { ToExecutor } from "../../core/scheduler/protocol.ts";
import { serveExecutor } from "./executor.ts";
import { ProgramDriver } from "./program-driver.ts";

import type { WireApi, WireCall, WireReply } from "./wire.ts";

registerModule("sluice", sluice);

function serve(port: MessagePort): void {
  installScriptEvaluator();
  const post = port.postMessage.bind(port);
  const driver = new ProgramDriver({
    platform: capturePlatform(),
    workers: new BrowserWorkers(globalThis.location.href),
    post,
    modules: {
      packages: { sluice, "sluice/closure": { $module } },
      publish: (code) => URL.createObjectURL(new Blob([code], { type: "text/javascript" })),
      importModule: (url) => import(/* @vite-ignore */ url),
    },
  });
  const fail = (event: Event, error: unknown): void => {
    event.preventDefault();
    driver.fail(error);
  };
  addEventListener("error", (event) => fail(event, event.error ?? new Error(event.message)));
  addEventListener("unhandledrejection", (event) => fail(event, event.reason));

  port.onmessage = async ({ data }: MessageEvent<WireCall>) => {
    const { id, call, args } = data;
    let reply: WireReply = { type: "reply", id };
    try {
      await (driver[call] as (...args: Parameters<WireApi[typeof call]>) => unknown).apply(driver, args as never);
    } catch (error) {
      reply = { ...reply, error: String(error) };
    }
    post(reply);
  };
}

/** The page's port comes with the first message. A worker that a driver started gets none: it is an executor. */
addEventListener(
  "message",
  (event: MessageEvent) => {
    const port = event.ports[0];
    if (port === undefined) serveExecutor(event.data as ToExecutor);
    else serve(port);
  },
  { once: true },
);
