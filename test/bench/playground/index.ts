import type { Result } from "../benchmark.ts";
import { firstLoad, initialScript, layoutShift } from "./first-load.ts";
import { frames } from "./frames.ts";
import { inputDelay } from "./input.ts";
import { removePages } from "./place.ts";
import { scrub } from "./scrub.ts";

/** What is measured of the playground, in the machine's Chromium; each gives what it measured against its goals. */
export const playgroundBenchmarks: Readonly<Record<string, () => Promise<readonly Result[]>>> = {
  "playground-initial-script": async () => [await initialScript()],
  "playground-layout-shift": async () => [await layoutShift()],
  "playground-first-load": async () => [await firstLoad("shell"), await firstLoad("cold"), await firstLoad("warm")],
  "playground-frames": frames,
  "playground-scrub": scrub,
  "playground-input": inputDelay,
};

export { removePages };
