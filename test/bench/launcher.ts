import type { Result } from "./benchmark.ts";
import type { Side, SideReport, WorkName } from "./peak-heap.ts";

/** Starts places for benchmarks, a new one for each. */
export interface Launcher {
  /** Runs a comparison of `benchmarks.ts`. */
  compare(name: string): Promise<Result>;
  /** Runs one side of `peak-heap.ts` with so many megabytes for objects that stay; undefined when they do not suffice. */
  work(name: WorkName, side: Side, megabytes: number): Promise<SideReport | undefined>;
  close(): Promise<void>;
}
