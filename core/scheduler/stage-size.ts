import type { BlockManager } from "../storage/block-manager.ts";
import type { ShuffleStore } from "../storage/shuffle-store.ts";
import { rddsOfStage, type Stage } from "./stage.ts";

/** What a record is taken to weigh where only bytes are known. */
const RECORD = 64;

/** Roughly how many records a stage reads: of the driver's collections, of blocks and of shuffles. */
export function recordsReadBy(
  { rdd }: Stage,
  { blocks, shuffles }: { readonly blocks: BlockManager; readonly shuffles: ShuffleStore },
): number {
  let records = 0;
  for (const { kind, dependencies } of rddsOfStage(rdd)) {
    records += kind.size ?? 0;
    if (kind.blocksOf !== undefined) {
      for (let p = 0; p < kind.numPartitions; p++)
        for (const id of kind.blocksOf(p)) records += (blocks.info(id)?.memory ?? 0) / RECORD;
    }
    for (const dependency of dependencies)
      if (dependency.type === "shuffle") records += shuffles.records(dependency.shuffleId);
  }
  return records;
}
