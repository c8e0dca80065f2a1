import type { RDDInfo } from "../../../core/trace/events.ts";
import type { TimelineFold } from "../timeline/fold.ts";
import type { FlowStage } from "./stages.ts";

/** RDD classes whose partition `n` is not made of the partitions `n` of their parents. */
const RENUMBERING = /^(?:CoalescedRDD|CartesianRDD|PartitionPruningRDD|ZippedPartitionsRDD)\[/;
/** Its partitions are those of its parents, one parent after the other. */
const UNION = /^UnionRDD\[/;

/** Which partition of which RDD of its stage a task computes or reads, as far as that follows from the lineage: by RDD. */
export function readsOf(stage: FlowStage, partition: number, timeline: TimelineFold): ReadonlyMap<number, number> {
  const byId = new Map(stage.rdds.map((rdd) => [rdd.rdd, rdd]));
  const reads = new Map([[stage.rdd, partition]]);
  for (const [id, own] of reads) {
    const rdd = byId.get(id);
    if (rdd === undefined || RENUMBERING.test(rdd.text)) continue;
    const narrow = rdd.parents.filter((parent) => parent.shuffle === undefined).map((parent) => parent.rdd);
    if (!UNION.test(rdd.text)) {
      for (const parent of narrow) if (!reads.has(parent)) reads.set(parent, own);
      continue;
    }
    let first = 0;
    for (const parent of narrow) {
      const count = partitionsOf(byId, parent, timeline);
      if (count === undefined) break;
      if (own >= first && own < first + count) reads.set(parent, own - first);
      first += count;
    }
  }
  return reads;
}

/** How many partitions an RDD has: as the trace says, or as many as the one that it is made of. */
function partitionsOf(
  byId: ReadonlyMap<number, RDDInfo>,
  id: number,
  timeline: TimelineFold,
  steps = byId.size,
): number | undefined {
  const told = timeline.cellsOf(id)[0];
  const rdd = byId.get(id);
  if (told !== undefined || rdd === undefined || steps === 0) return told?.total;
  const [parent, ...others] = rdd.parents;
  if (parent === undefined || parent.shuffle !== undefined || others.length > 0 || RENUMBERING.test(rdd.text))
    return undefined;
  return partitionsOf(byId, parent.rdd, timeline, steps - 1);
}
