import type { BlockManager } from "../storage/block-manager.ts";
import type { ShuffleStore } from "../storage/shuffle-store.ts";
import { rddsOfStage, type Stage } from "./stage.ts";

/** Roughly what a record weighs, in bytes, where only their number is known. */
const RECORD = 64;

/** Stages that read less than this are done sooner than they are sent, in bytes. */
const LARGE = 1024 * 1024;

/** Does a stage read so much that threads pay? What is read is known only roughly, and counted only as far as necessary. */
export function isLarge({ rdd }: Stage, { blocks, shuffles }: { readonly blocks: BlockManager; readonly shuffles: ShuffleStore }): boolean {
  let size = 0;
  for (const { kind, dependencies } of rddsOfStage(rdd)) {
    size += (kind.size ?? 0) * RECORD;
    if (kind.blocksOf !== undefined) {
      for (let p = 0; p < kind.numPartitions; p++) for (const id of kind.blocksOf(p)) size += blocks.info(id)?.memory ?? 0;
    }
    for (const dependency of dependencies) if (dependency.type === "shuffle") size += shuffles.records(dependency.shuffleId) * RECORD;
    if (size >= LARGE) return true;
  }
  return false;
}
