import { relay } from "./relay.ts";

/** What the frame tells the page, beside what passes between page and worker. */
export type FrameMessage =
  /** The worker did not start, or its script failed outside of everything that it catches itself. */
  | { readonly broken: string }
  /** What the worker sent is not what the engine sends. */
  | { readonly hostile: string }
  /** The answer to a ping. */
  | { readonly alive: true };

const tell = (message: FrameMessage): void => parent.postMessage(message, "*");

/**
 * The one script of the sandboxed frame, which has an origin of its own and no network. It starts the worker in which the engine and
 * the user's program run, stands between that and the page, and says that it is still there.
 */
addEventListener("message", (event: MessageEvent) => {
  if (event.source !== parent) return;
  const { engine } = event.data as { readonly engine?: string };
  if (engine === undefined) {
    tell({ alive: true });
    return;
  }
  // A module worker from a blob does not start in an opaque origin in Chromium; a classic one does.
  const worker = new Worker(URL.createObjectURL(new Blob([engine], { type: "text/javascript" })));
  worker.onerror = (error) => tell({ broken: String(error.message ?? "the worker did not start") });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(null, [port2]);
  relay(port1, event.ports[0]!, (what) => {
    worker.terminate();
    tell({ hostile: what });
  });
});
