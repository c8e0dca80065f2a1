import { currentHost } from "../../core/host/host.ts";
import { engineNamed } from "../../core/rdd/engine-function.ts";

/** For programs, also for those that come out of a checkpoint: until the clock shows `until`, resolves after `ms` milliseconds; after that, at once. */
export const passTime = engineNamed("recovery.passTime", (ms: number, until: number): Promise<void> => {
  const { clock } = currentHost();
  if (clock.now() > until) return Promise.resolve();
  return new Promise((resolve) => {
    clock.schedule(clock.now() + ms, resolve);
  });
});
