import { frameHtml } from "virtual:sandbox-frame";
import type { FrameMessage } from "./frame.ts";

/** A worker of its own for one run: a port to it, and the way to end it at once. */
export interface Sandbox {
  readonly port: MessagePort;
  /** Asks the frame around the worker for a sign of life, which it gives whatever the worker does. */
  ping(): void;
  close(): void;
}

export interface SandboxEvents {
  /** The worker did not start, or its script failed outside of everything that it catches itself. */
  broken(message: string): void;
  /** The worker was ended: it sent what the engine does not send. */
  hostile(what: string): void;
  /** The frame is there. */
  alive(): void;
}

/**
 * Starts `engine`, a classic script, in a worker inside a frame of an opaque origin: without network, storage or cookies of the
 * page.
 */
export function openSandbox(engine: string, events: SandboxEvents): Sandbox {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.title = "sandbox";
  frame.hidden = true;
  frame.srcdoc = frameHtml;

  const { port1, port2 } = new MessageChannel();
  const heard = (event: MessageEvent): void => {
    if (event.source !== frame.contentWindow || event.source === null) return;
    const message = event.data as FrameMessage;
    if ("alive" in message) events.alive();
    else if ("hostile" in message) events.hostile(message.hostile);
    else events.broken(message.broken.slice(0, 1000) || "the worker failed");
  };
  addEventListener("message", heard);
  // The frame's origin is opaque, so there is none to name; the engine's text is no secret, and the port goes to this very frame.
  frame.addEventListener("load", () => frame.contentWindow?.postMessage({ engine }, "*", [port2]), { once: true });
  document.body.append(frame);

  return {
    port: port1,
    ping: () => frame.contentWindow?.postMessage({}, "*"),
    close: () => {
      removeEventListener("message", heard);
      port1.onmessage = null;
      port1.close();
      frame.remove();
    },
  };
}
