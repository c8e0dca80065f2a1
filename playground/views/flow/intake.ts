import { batchAt, factsBetween, lastBefore } from "../search.ts";
import type { BlockFact } from "../timeline/fold.ts";
import { fillingBlocks, type Row, type TimelineModel } from "../timeline/model.ts";
import type { FlowFold } from "./fold.ts";
import { rowOf } from "./rows.ts";
import type { FlowView, Folds, Intake, IntakeStream, StoredBlock } from "./scene.ts";

/** What came in during an interval, up to the position. */
export function intakeOf(
  folds: Folds,
  model: TimelineModel,
  { from, to }: { readonly from: number; readonly to: number },
  { position, now, time }: FlowView,
): Intake {
  const { timeline, flow } = folds;
  const blockInterval = model.filling?.blockInterval ?? timeline.streaming?.blockInterval ?? to - from;
  const made = batchAt(timeline, to, position);
  const isFilling = made === undefined;
  const streams: IntakeStream[] = [];
  const blocks: StoredBlock[] = [];
  for (const lane of model.lanes) {
    const facts = timeline.streams.find((stream) => stream.stream === lane.stream);
    if (facts === undefined) continue;
    const arrivals = factsBetween(facts.arrivals, (arrival) => arrival.t, from, to, position);
    const stored = factsBetween(facts.blocks, (block) => block.to, from + 1, to + 1, position);
    const reached = isFilling && time === undefined ? now : Math.max(timeline.timeAt(position), now);
    streams.push({
      stream: lane.stream,
      row: lane.row,
      status: lane.status,
      slot: lastBefore(flow.receivers.get(lane.stream), position)?.slot,
      cells: fillingBlocks({ ...lane, arrivals, blocks: stored }, from, to, blockInterval, reached),
      arrivals,
    });
    blocks.push(...stored.map((block) => storedBlock(folds, lane, block, to, position)));
  }
  return { from, to, isFilling, streams, blocks };
}

function storedBlock(
  { flow, timeline }: Folds,
  { stream, row }: { readonly stream: number; readonly row: Row | undefined },
  block: BlockFact,
  time: number,
  position: number,
): StoredBlock {
  const kept = lastBefore(flow.stored.get(block.block), position);
  return {
    block: block.block,
    stream,
    from: block.from,
    to: block.to,
    where: kept?.where ?? "memory",
    level: firstLevel(flow, block.block),
    row: rowOf({ row, time, partition: -1, t: timeline.timeAt(block.at + 1) }, block),
  };
}

/** The level at which a block was stored; when it has been removed, its latest is none. */
function firstLevel(flow: FlowFold, block: string): string {
  return flow.stored.get(block)?.[0]?.level ?? "";
}
