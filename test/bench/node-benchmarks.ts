import type { Benchmark } from "./benchmark.ts";
import { dataCheckpoint } from "./data-checkpoint.ts";
import { metadataAfterBatches, metadataCheckpoint } from "./metadata-checkpoint.ts";
import { recovery } from "./recovery.ts";
import { logOfLines, logOfRecords, logOfSingleRecords } from "./write-ahead-log.ts";

/** What is measured on the machine's disk, which a browser does not have; each in a process of its own. */
export const nodeBenchmarks: Readonly<Record<string, () => Benchmark | Promise<Benchmark>>> = {
  "log-lines": logOfLines,
  "log-records": logOfRecords,
  "log-single-records": logOfSingleRecords,
  "data-checkpoint-update": () => dataCheckpoint("updateStateByKey", "numbers"),
  "data-checkpoint-map": () => dataCheckpoint("mapWithState", "numbers"),
  "data-checkpoint-update-objects": () => dataCheckpoint("updateStateByKey", "objects"),
  "data-checkpoint-map-objects": () => dataCheckpoint("mapWithState", "objects"),
  "recovery-update": () => recovery("updateStateByKey"),
  "recovery-map": () => recovery("mapWithState"),
  "driver-checkpoint": () => metadataCheckpoint("word count"),
  "driver-checkpoint-50-streams": () => metadataCheckpoint("50 streams"),
  "driver-checkpoint-after-batches": metadataAfterBatches,
};
