import type { Preview } from "../../../core/trace/events.ts";
import type { Row } from "../timeline/model.ts";
import type { FlowRow } from "./scene.ts";

/** Records and how many there are, as the trace tells both. */
interface Told {
  readonly records: number;
  readonly sample: readonly Preview[];
  /** Of a partition: whether all of it was computed. */
  readonly complete?: boolean;
}

/** Where records are, and when the trace told of them. */
interface At {
  readonly row: Row | undefined;
  readonly time: number;
  readonly partition: number;
  readonly t: number;
}

/** A row of records. */
export function rowOf(at: At, { records: total, sample: records, complete = true }: Told): FlowRow {
  return { ...at, records, total, partly: !complete, kept: false, untold: false, sign: undefined, isToCome: false };
}

const NOTHING: Told = { records: 0, sample: [] };

/** Records that were read from where an earlier job had kept them; untold where the trace has not told what they are. */
export function keptRow(at: At, told: Told | undefined): FlowRow {
  return { ...rowOf(at, told ?? NOTHING), kept: true, untold: told === undefined };
}

/** Records that a task will compute, or read. */
export function rowToCome(row: FlowRow): FlowRow {
  return { ...row, records: [], total: 0, isToCome: true };
}

/** Records of which nothing is told yet. */
export function emptyRow(at: At): FlowRow {
  return rowOf(at, NOTHING);
}
