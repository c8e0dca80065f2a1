import { StorageLevel } from "../conf/storage-level.ts";
import type { RDDBase } from "../rdd/base.ts";
import { sliceBlock } from "../rdd/kinds/slices.ts";

/** What a task reads and does not compute itself. */
export interface TaskInputs {
  /** Blocks that receivers and caches keep. */
  readonly blocks: ReadonlySet<string>;
  /** Parts of the driver's collections, under the names of blocks. */
  readonly slices: ReadonlyMap<string, readonly unknown[]>;
  readonly shuffles: readonly (readonly [shuffle: number, partition: number])[];
}

/** Walks from a partition down to where its stage begins, through the partitions that it is computed from. */
export function inputsOf(rdd: RDDBase<unknown>, partition: number, hasBlock: (id: string) => boolean): TaskInputs {
  const blocks = new Set<string>();
  const slices = new Map<string, readonly unknown[]>();
  const shuffles = new Map<string, readonly [number, number]>();
  const seen = new Set<string>();
  const waiting: [RDDBase<unknown>, number][] = [[rdd, partition]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [at, p] = next;
    const block = `rdd_${at.id}_${p}`;
    if (seen.has(block)) continue;
    seen.add(block);
    if (at.getStorageLevel() !== StorageLevel.NONE && hasBlock(block)) {
      blocks.add(block);
      continue;
    }
    const { kind } = at;
    for (const id of kind.blocksOf?.(p) ?? []) if (hasBlock(id)) blocks.add(id);
    if (kind.slice !== undefined) slices.set(sliceBlock(at.id, p), kind.slice(p));
    for (const dependency of at.dependencies) {
      if (dependency.type === "narrow")
        for (const parent of dependency.parents(p)) waiting.push([dependency.rdd, parent]);
      else shuffles.set(`${dependency.shuffleId}_${p}`, [dependency.shuffleId, p]);
    }
  }
  return { blocks, slices, shuffles: [...shuffles.values()] };
}
