import type { Benchmark } from "./benchmark.ts";
import { callShippedClosure, createClosures } from "./closures.ts";
import { emptyJobs, wordCountInThreads } from "./executors.ts";
import { groupByKey } from "./group-by-key.ts";
import { join } from "./join.ts";
import { objectStates } from "./object-states.ts";
import type { Place } from "./place.ts";
import { smallBatches } from "./small-batches.ts";
import { soak } from "./soak.ts";
import { sortByKey } from "./sort-by-key.ts";
import { stateBatch, stateCheckpoints, stateHeap, stateKeys, stateSoak } from "./state.ts";
import { idleGraph, inverseTupleWindow, inverseWindow, plainWindow, windowLength } from "./windows.ts";
import { wordCount } from "./word-count.ts";

/** What is measured inside of one place; each in a place of its own, since what ran before changes how code is compiled. */
export const benchmarks: Readonly<Record<string, (place: Place) => Benchmark | Promise<Benchmark>>> = {
  "small-batches": smallBatches,
  "word-count": wordCount,
  join: (place) => join(place, "known"),
  "join-new-keys": (place) => join(place, "new"),
  "group-by-key": (place) => groupByKey(place, "known"),
  "group-by-key-new-keys": (place) => groupByKey(place, "new"),
  "sort-by-key": (place) => sortByKey(place, "known"),
  "sort-by-key-new-keys": (place) => sortByKey(place, "new"),
  "create-closures": createClosures,
  "call-shipped-closure": callShippedClosure,
  soak,
  "state-update": (place) => stateBatch(place, "updateStateByKey", 1.5),
  "state-map": (place) => stateBatch(place, "mapWithState", 3),
  "state-map-keys": stateKeys,
  "state-update-checkpoints": (place) => stateCheckpoints(place, "updateStateByKey", 1.5),
  "state-map-checkpoints": (place) => stateCheckpoints(place, "mapWithState", 3),
  "state-update-heap": (place) => stateHeap(place, "updateStateByKey"),
  "state-map-heap": (place) => stateHeap(place, "mapWithState"),
  "state-update-soak": (place) => stateSoak(place, "updateStateByKey"),
  "state-map-soak": (place) => stateSoak(place, "mapWithState"),
  "object-states-update-10k": (place) => objectStates(place, "updateStateByKey", 10_000),
  "object-states-update-100k": (place) => objectStates(place, "updateStateByKey", 100_000),
  "object-states-map-100k": (place) => objectStates(place, "mapWithState", 100_000),
  "window-inverse": inverseWindow,
  "window-inverse-tuples": inverseTupleWindow,
  "window-plain": plainWindow,
  "window-length": windowLength,
  "idle-graph": idleGraph,
  "executors-word-count": wordCountInThreads,
  "executors-empty-job-inline": (place) => emptyJobs(place, "inline", 0.3),
  "executors-empty-job": (place) => emptyJobs(place, "workers", 1),
};
