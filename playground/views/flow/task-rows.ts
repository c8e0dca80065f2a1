import { batchAt } from "../search.ts";
import type { ComputedFact } from "../timeline/fold.ts";
import type { Row } from "../timeline/model.ts";
import { windowOf } from "../timeline/windows.ts";
import type { SeenFact } from "./fold.ts";
import { readsOf } from "./reads.ts";
import { emptyRow, keptRow, rowOf, rowToCome } from "./rows.ts";
import type { FlowRow, Folds, StageContext } from "./scene.ts";
import type { FlowStage } from "./stages.ts";

/** What a task read from the cache and computed: a row for each RDD of a declared stream, inputs first. The batch's own input is shown before the tasks. */
export function rowsOfTask(
  stage: FlowStage,
  task: number | undefined,
  partition: number,
  t: number,
  context: StageContext,
): readonly FlowRow[] {
  const { folds, model, time, position, inputs } = context;
  const reads = readsOf(stage, partition, folds.timeline);
  const seen = (task === undefined ? undefined : folds.flow.seen.get(task)) ?? [];
  const rows: FlowRow[] = [];
  const kept: FlowRow[] = [];
  for (const { rdd, time: of, dstream, kept: isKept } of stage.rdds) {
    const row = model.rows.find((candidate) => candidate.dstream === dstream);
    if (row === undefined || of === undefined || (of === time && inputs.some((input) => input.row === row))) continue;
    const fact = seen.find((each) => each.rdd === rdd && each.at < position);
    if (fact !== undefined) {
      const computed = computedOf(folds, row, of, fact.partition, position)?.find((each) => each.at === fact.at);
      if (computed !== undefined) rows.push(rowOf({ row, time: of, partition: fact.partition, t }, computed));
      continue;
    }
    const read = reads.get(rdd);
    if (read === undefined) continue;
    if (isKept === true) {
      const computed = bestOf(computedOf(folds, row, of, read, position));
      kept.push(keptRow({ row, time: of, partition: read, t }, computed));
    } else if (task === undefined) {
      rows.push(emptyRow({ row, time: of, partition: read, t }));
    }
  }
  const all = withWindows([...kept, ...rows], stage, seen, partition, t, context);
  return task === undefined ? all.map(rowToCome) : all;
}

function computedOf(
  { timeline }: Folds,
  row: Row,
  time: number,
  partition: number,
  position: number,
): readonly ComputedFact[] | undefined {
  const cell = batchAt(timeline, time, position)?.cells.get(row.dstream);
  return cell?.partitions.get(partition)?.filter((fact) => fact.at < position);
}

function bestOf(computed: readonly ComputedFact[] | undefined): ComputedFact | undefined {
  return computed?.findLast((fact) => fact.complete) ?? computed?.at(-1);
}

/**
 * A window is shown as a sum: what an incremental one is made of, with signs; of another one the intervals that it reads. What it keeps of the stream
 * that it reads is an RDD of its own; where no shuffle lies between the two, its records are those of the stream.
 */
function withWindows(
  rows: readonly FlowRow[],
  stage: FlowStage,
  /** What the task computed. */
  seen: readonly SeenFact[],
  partition: number,
  t: number,
  { folds, model, time, position }: StageContext,
): readonly FlowRow[] {
  const owner = rows.findLast((row) => row.row?.window !== undefined && row.time === time && !row.kept)?.row;
  const read = model.rows.find(({ dstream }) => dstream === owner?.parents[0]);
  const window = owner === undefined || read === undefined ? undefined : windowOf(model, owner, read, time);
  if (window === undefined || owner === undefined || read === undefined) return [...rows];
  // Of a union each task reads one parent, and the lineage says which.
  if (stage.rdds.some((rdd) => rdd.text.startsWith("UnionRDD["))) return rows;
  const isNarrow = stage.rdds.some((rdd) => rdd.dstream === read.dstream);
  const has = (of: number): boolean => rows.some((row) => row.row === read && row.time === of);
  const isThere = (of: number): boolean => batchAt(folds.timeline, of, position) !== undefined;
  const inner = isNarrow
    ? undefined
    : keptByWindow(stage, [...window.leaving.filter(isThere), ...window.entering.filter(isThere)]);
  const computedBy = (of: number): readonly ComputedFact[] | undefined => {
    if (isNarrow) return computedOf(folds, read, of, partition, position);
    const rdd = inner?.get(of);
    return rdd === undefined
      ? undefined
      : folds.timeline
          .innerOf(rdd)
          .get(partition)
          ?.filter((fact) => fact.at < position);
  };
  const missing = (times: readonly number[]): FlowRow[] =>
    times
      .filter((of) => !has(of) && isThere(of))
      .map((of) => keptRow({ row: read, time: of, partition, t }, bestOf(computedBy(of))));
  const entering = [...missing(window.entering.filter((of) => of !== time)), ...rows.filter((row) => row.row === read)];
  const others = rows.filter((row) => row.row !== read);
  const result = others.filter((row) => row.row === owner && row.time === time);
  const rest = others.filter((row) => !result.includes(row));
  const incremental = owner.window!.incremental && window.before !== undefined;
  const leaving = incremental ? missing(window.leaving) : [];
  if (incremental && !isNarrow && entering.length === 0) {
    const computed = bestOf(computedBy(time));
    const isNew = computed !== undefined && seen.some(({ at }) => at === computed.at);
    const at = { row: read, time, partition, t };
    entering.push(isNew ? rowOf(at, computed) : keptRow(at, computed));
  }
  const signed = (some: readonly FlowRow[], sign: FlowRow["sign"]): FlowRow[] => some.map((row) => ({ ...row, sign }));
  const sum = entering.sort((a, b) => a.time - b.time);
  return [
    ...rest,
    ...signed(sum, incremental || sum.length > 1 ? "+" : undefined),
    ...signed(leaving, "−"),
    ...signed(result, "="),
  ];
}

/**
 * The RDDs of what an incremental window keeps of each interval, by its time: beside the window before, they are what a task of it groups together, those that leave
 * before those that enter. Undefined where the lineage is another one.
 */
function keptByWindow({ rdds }: FlowStage, times: readonly number[]): ReadonlyMap<number, number> | undefined {
  const groups = rdds.find(({ text }) => text.startsWith("CoGroupedRDD["));
  const kept = groups?.parents.slice(1) ?? [];
  if (kept.length !== times.length || kept.some(({ shuffle }) => shuffle !== undefined)) return undefined;
  return new Map(times.map((time, index) => [time, kept[index]!.rdd]));
}
