/**
 * The one script of the sandboxed frame, which has an origin of its own and no network. It starts the worker in which the engine and
 * the user's program run, hands it the page's port, and has no other business: page and worker talk directly.
 */
addEventListener("message", (event: MessageEvent) => {
  if (event.source !== parent) return;
  const { engine } = event.data as { readonly engine: string };
  // A module worker from a blob does not start in an opaque origin in Chromium; a classic one does.
  const worker = new Worker(URL.createObjectURL(new Blob([engine], { type: "text/javascript" })));
  worker.onerror = (error) => parent.postMessage({ broken: String(error.message ?? "the worker did not start") }, "*");
  worker.postMessage(null, [event.ports[0]!]);
});
