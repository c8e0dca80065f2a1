import { frameHtml } from "virtual:sandbox-frame";

/** A worker of its own for one run: a port to it, and the way to end it at once. */
export interface Sandbox {
  readonly port: MessagePort;
  close(): void;
}

/**
 * Starts `engine`, a classic script, in a worker inside a frame of an opaque origin: without network, storage or cookies of the
 * page. `broken` is called when the worker does not start or its script fails outside of everything that it catches itself.
 */
export function openSandbox(engine: string, broken: (message: string) => void): Sandbox {
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
    const text: unknown = (event.data as { broken?: unknown } | null)?.broken;
    broken(typeof text === "string" ? text.slice(0, 1000) : "the worker failed");
  };
  addEventListener("message", heard);
  // The frame's origin is opaque, so there is none to name; the engine's text is no secret, and the port goes to this very frame.
  frame.addEventListener("load", () => frame.contentWindow?.postMessage({ engine }, "*", [port2]), { once: true });
  document.body.append(frame);

  return {
    port: port1,
    close: () => {
      removeEventListener("message", heard);
      port1.onmessage = null;
      port1.close();
      frame.remove();
    },
  };
}
