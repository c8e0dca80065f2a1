import type { PlatformTimers } from "../../core/host/clocks.ts";
import type { Workers } from "../../core/host/workers.ts";

/** Where a benchmark runs: in a process of Node, or in a worker of a browser. */
export interface Place {
  readonly name: string;
  readonly timers: PlatformTimers;
  /** Lets the event loop turn once. */
  turn(): Promise<void>;
  readonly workers: Workers;
  /** Megabytes in use on the heap, garbage included. */
  heap(): number;
  /** Programs, compiled as a user's are. */
  programs(): Promise<Programs>;
}

export type Programs = typeof import("./programs/jobs.ts") & typeof import("./programs/closures.ts");
