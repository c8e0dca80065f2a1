import { StorageLevel } from "../conf/storage-level.ts";
import type { RDDBase } from "../rdd/base.ts";
import type { RDDInfo } from "../trace/events.ts";

/** A longer lineage is cut. */
const SHOWN = 200;

/** What `rdd` is computed from, itself first, down to what is kept already: the trace shows it of a job. */
export function lineageOf(rdd: RDDBase<unknown>): RDDInfo[] {
  const infos: RDDInfo[] = [];
  const seen = new Set<RDDBase<unknown>>([rdd]);
  for (const next of seen) {
    if (infos.length === SHOWN) break;
    const info = infoOf(next);
    infos.push(info);
    if (info.kept !== true) for (const dependency of next.dependencies) seen.add(dependency.rdd as RDDBase<unknown>);
  }
  const told = new Set(infos.map((info) => info.rdd));
  return infos.map((info) => ({ ...info, parents: info.parents.filter((parent) => told.has(parent.rdd)) }));
}

function infoOf(rdd: RDDBase<unknown>): RDDInfo {
  const level = rdd.getStorageLevel();
  const cached = level === StorageLevel.NONE ? undefined : rdd.context.storageInfo(rdd)?.cachedPartitions;
  return {
    rdd: rdd.id,
    text: String(rdd),
    parents: rdd.dependencies.map((dependency) => ({
      rdd: dependency.rdd.id,
      shuffle: dependency.type === "shuffle" ? dependency.shuffleId : undefined,
    })),
    level: level === StorageLevel.NONE ? undefined : level.name,
    kept: cached !== undefined && cached > 0 && cached === rdd.getNumPartitions() ? true : undefined,
    checkpointed: rdd.isCheckpointed ? true : undefined,
    dstream: rdd.origin?.dstream,
    time: rdd.origin?.time,
  };
}
