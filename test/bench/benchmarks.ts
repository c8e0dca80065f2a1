import type { Benchmark } from "./benchmark.ts";
import { callShippedClosure, createClosures } from "./closures.ts";
import { emptyJobs, wordCountInThreads } from "./executors.ts";
import { groupByKey } from "./group-by-key.ts";
import { join } from "./join.ts";
import type { Place } from "./place.ts";
import { smallBatches } from "./small-batches.ts";
import { soak } from "./soak.ts";
import { sortByKey } from "./sort-by-key.ts";
import { idleGraph, inverseWindow, plainWindow, windowLength } from "./windows.ts";
import { wordCount } from "./word-count.ts";

/** What is measured inside of one place; each in a place of its own, since what ran before changes how code is compiled. */
export const benchmarks: Readonly<Record<string, (place: Place) => Benchmark | Promise<Benchmark>>> = {
  "small-batches": smallBatches,
  "word-count": wordCount,
  join,
  "group-by-key": groupByKey,
  "sort-by-key": sortByKey,
  "create-closures": createClosures,
  "call-shipped-closure": callShippedClosure,
  soak,
  "window-inverse": inverseWindow,
  "window-plain": plainWindow,
  "window-length": windowLength,
  "idle-graph": idleGraph,
  "executors-word-count": wordCountInThreads,
  "executors-empty-job-inline": (place) => emptyJobs(place, "inline", 0.3),
  "executors-empty-job": (place) => emptyJobs(place, "workers", 1),
};
