/** The stretch of time that rows of files share. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  /** The batch times in it. */
  readonly batches: readonly number[];
}

/** How many batches are drawn at most. */
const BATCHES = 10;

/** The last batches up to `now`, or those around one that was chosen and is earlier. */
export function axisAt(
  streaming: { readonly zeroTime: number; readonly batchInterval: number },
  now: number,
  chosen: number | undefined,
): Axis {
  const interval = streaming.batchInterval || 1000;
  const next = streaming.zeroTime + Math.ceil((now - streaming.zeroTime) / interval) * interval;
  const latest = Math.max(next, streaming.zeroTime + interval);
  const isEarlier = chosen !== undefined && chosen < latest - (BATCHES - 1) * interval;
  const to = isEarlier ? chosen + interval : latest;
  const from = Math.max(streaming.zeroTime, to - BATCHES * interval);
  const batches = Array.from({ length: Math.round((to - from) / interval) }, (_, i) => from + (i + 1) * interval);
  return { from, to, batches };
}
