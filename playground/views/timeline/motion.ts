import type { Column, Lane } from "./model.ts";

/** How far something is from its place, in pixels. */
export interface Offset {
  readonly x: number;
  readonly y: number;
}

/** At the batch time the blocks become partitions: what they hold travels for so long, at normal speed. */
const BATCH_CUT = 320;
/** At a higher speed nothing slides. */
export const FASTEST_MOTION = 4;

/** The first block's records, and the distance from one block to the next, in the box of the interval that fills. */
const FIRST_BLOCK = 62;
const BLOCK_PITCH = 40;
/** The first slot in its cell. */
const FIRST_SLOT = 6;

/**
 * Where the slots of a batch's input partitions are on their way from the blocks, by partition; undefined when they have arrived. A
 * function of the time alone: it stops when time stops.
 */
export function batchCut(
  column: Column,
  lane: Lane,
  blockInterval: number,
  at: {
    readonly now: number;
    readonly speed: number;
    readonly rowTop: number;
    readonly columnsMoved: number;
    readonly pitch: number;
  },
): readonly Offset[] | undefined {
  const length = Math.min(BATCH_CUT * at.speed, (column.time - column.from) / 2);
  const passed = at.now - column.time;
  if (!(passed > 0 && passed < length)) return undefined;
  const left = 1 - eased(passed / length);
  const blocks = lane.blocks.filter((block) => block.from >= column.from && block.to <= column.time);
  return blocks.map((block, partition) => {
    const place = FIRST_BLOCK + ((block.from - column.from) / blockInterval) * BLOCK_PITCH;
    const slot = at.rowTop + FIRST_SLOT + partition * at.pitch;
    return { x: left * at.columnsMoved, y: left * (place - slot) };
  });
}

function eased(progress: number): number {
  return progress < 0.5 ? 2 * progress ** 2 : 1 - 2 * (1 - progress) ** 2;
}
