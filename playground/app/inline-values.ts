import { printed } from "../views/preview.ts";
import type { Cell, Column, TimelineModel } from "../views/timeline/model.ts";

const RECORDS = 2;

/** What stands beside the lines of each of the program's files: the records of the latest batch that is done, where the line makes a DStream. */
export function inlineValues(model: TimelineModel): Map<string, Map<number, string>> {
  const values = new Map<string, Map<number, string>>();
  const column = lastDone(model);
  if (column === undefined) return values;
  for (const [index, row] of model.rows.entries()) {
    const text = valueText(column.cells[index]!);
    if (text === undefined || row.site === undefined) continue;
    const { file, line } = row.site;
    values.set(file, (values.get(file) ?? new Map<number, string>()).set(line, `${row.letter}  ${text}`));
  }
  return values;
}

/** The latest batch of which everything is done. */
export function lastDone(model: TimelineModel): Column | undefined {
  return model.columns.findLast((column) =>
    ["done", "empty", "failed", "generation-failed"].includes(column.status.kind),
  );
}

/** `to be, kind to, … 3`: the first records, and how many there are when those are not all. */
function valueText(cell: Cell): string | undefined {
  if (cell.kind !== "rdd") return undefined;
  const total = cell.partitions.reduce((sum, partition) => sum + partition.records, 0);
  const sample = cell.partitions.flatMap((partition) => partition.sample).slice(0, RECORDS);
  if (sample.length === 0) return undefined;
  const shown = sample.map(printed).join(", ");
  return total > sample.length ? `${shown}, … ${total}` : shown;
}
