/**
 * Keeps the whole playground in this browser, so that it works without network from now on. Does nothing on pages that name no service worker, as in
 * development.
 */
export async function workOffline(): Promise<void> {
  const worker = document.querySelector<HTMLLinkElement>("link[rel=serviceworker]")?.href;
  if (worker === undefined || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(worker);
  } catch (reason) {
    // Private windows and full disks: the page works as before, with the network.
    console.info("Sluice will need the network next time:", reason);
  }
}
