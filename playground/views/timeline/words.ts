import { amount, duration, interval, seconds } from "../../i18n/format.ts";
import type { MessageKey, MessageValues } from "../../i18n/i18n.svelte.ts";
import { essence } from "../failures.ts";
import { printed } from "../preview.ts";
import {
  type BatchStatus,
  type Cell,
  type Column,
  isOnSlide,
  type OutputCell,
  type Partition,
  type Row,
} from "./model.ts";
import { windowOf } from "./windows.ts";

export type Say = (key: MessageKey, values?: MessageValues) => string;

/** What became of a batch, in a word or two. */
export function statusWords(status: BatchStatus, say: Say): string {
  switch (status.kind) {
    case "done":
      return duration(status.processing);
    case "failed":
      return status.operations.length === 1
        ? say("status.failed", { operation: status.operations[0]! })
        : say("status.failedMany", { count: Math.max(status.operations.length, 1) });
    case "waiting":
      return status.ahead === 0 ? say("status.waiting.next") : say("status.waiting", { count: status.ahead });
    case "missed":
      return say(status.never ? "status.missed.never" : "status.missed.open");
    default:
      return say(`status.${status.kind}`);
  }
}

/** What became of a batch, and how it came about where that is not as usual. */
export function columnWords({ status, recovered }: Column, say: Say): string {
  const words = statusWords(status, say);
  return recovered === undefined ? words : say(`status.recovered.${recovered}`, { status: words });
}

/** A batch as it is named where it stands above its cells. */
export function batchWords(column: Column, say: Say): string {
  const words = say("table.batch", { time: columnLabel(column), status: columnWords(column, say) });
  return column.checkpoint ? say("table.withCheckpoint", { batch: words }) : words;
}

/** Of so many of an RDD's partitions it is said what is in them. */
export const TOLD_PARTITIONS = 8;

/** A cell as a sentence: what the table and a screen reader say. */
export function cellWords(cell: Cell, say: Say, language: string): string {
  switch (cell.kind) {
    case "unknown":
      return say("cell.unknown");
    case "no-rdd":
      return say("cell.noRdd");
    case "missed":
      return say("cell.missed");
    case "failed":
      return say("cell.failed", { message: essence(cell.error) });
    case "rdd": {
      if (cell.total === 0) return say("cell.empty");
      const partitions = cell.partitions
        .slice(0, TOLD_PARTITIONS)
        .map((partition) => partitionWords(partition, say, language));
      const rest = cell.total - partitions.length;
      if (rest > 0) partitions.push(say("cell.morePartitions", { count: rest }));
      return say("cell.text", { count: cell.total, partitions: partitions.join(" | ") });
    }
  }
}

/** From when on the driver of a batch counts batches; undefined where there is none. */
export function zeroTimeOf({ status, zeroTime }: Column): number | undefined {
  return status.kind === "missed" ? undefined : zeroTime;
}

/** Of a window of `read` at `time`: which intervals it reads, or what it adds and takes away; nothing for any other row, or where there is no batch. */
export function windowWords(
  row: Row,
  read: Row | undefined,
  time: number,
  zeroTime: number | undefined,
  say: Say,
): string {
  if (row.window === undefined || read === undefined || zeroTime === undefined || !isOnSlide(row, time, zeroTime))
    return "";
  const window = windowOf({ zeroTime, columns: [] }, row, read, time);
  if (window === undefined) return "";
  if (window.before === undefined || !row.window.incremental)
    return say("window.text", { name: read.label, times: labels(window.entering) });
  return say("window.textIncremental", {
    before: `${row.label} ${batchLabel(window.before.to)}`,
    name: read.label,
    entering: labels(window.entering),
    leaving: labels(window.leaving),
  });
}

/** More batch times than these are told by the first and the last. */
const TOLD_TIMES = 5;

function labels(times: readonly number[]): string {
  if (times.length === 0) return "–";
  if (times.length > TOLD_TIMES) return `${batchLabel(times[0]!)} … ${batchLabel(times.at(-1)!)}`;
  return times.map(batchLabel).join(", ");
}

/** What is in a partition. */
export function partitionWords(partition: Partition, say: Say, language: string): string {
  if (partition.state === "pending" || partition.state === "never") return say(`cell.${partition.state}`);
  const records = partition.sample.map(printed).join(", ");
  const words: string[] = [];
  if (partition.records === 0) words.push(say("cell.partition.empty"));
  else if (partition.sample.length === partition.records) words.push(records);
  else
    words.push(
      `${records} (${say("cell.ofMany", { shown: partition.sample.length, total: amount(partition.records, language) })})`,
    );
  if (partition.state === "partly") words.push(say("cell.partly"));
  return words.join(", ");
}

export function outputWords(cell: OutputCell, say: Say): string {
  switch (cell.kind) {
    case "unknown":
      return say("cell.unknown");
    case "missed":
      return say("cell.missed");
    case "done":
      return [...cell.first, ...moreLines(cell, say), duration(cell.duration)].join(" · ");
    case "failed":
      return say("cell.failed", { message: essence(cell.error) });
    default:
      return say(`output.${cell.kind}`);
  }
}

function moreLines(cell: OutputCell & { readonly kind: "done" }, say: Say): string[] {
  const more = cell.lines - cell.first.length;
  return more > 0 ? [say("output.moreLines", { count: more })] : [];
}

/** Where in the program: `program.ts:7`. */
export function siteWords(row: Pick<Row, "site">): string {
  return row.site === undefined ? "" : `${row.site.file}:${row.site.line}`;
}

/** A column as its label: the batch time, or those of all batches that do not exist. */
export function columnLabel({ time, status }: Column): string {
  return status.kind === "missed" && status.count > 1 ? interval(status.first, time) : batchLabel(time);
}

/** A batch time as its label. */
export function batchLabel(time: number): string {
  return seconds(time);
}
