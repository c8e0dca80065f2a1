import { amount, duration, interval as intervalWords, plainSeconds, seconds } from "../../i18n/format.ts";
import type { Say } from "../timeline/words.ts";
import type { BatchFigures, Diagnosis, DueDowntime } from "./model.ts";

/** The diagnosis in plain language: the sentence that matters, and what there is to add. */
export function diagnosisWords(
  diagnosis: Diagnosis,
  interval: number,
  failed: number,
  say: Say,
  language: string,
): { readonly main: string; readonly more: readonly string[] } {
  if (diagnosis.kind === "none") return { main: say("batches.diagnosis.none"), more: [] };
  const { kind, processing, by, waiting, last, since } = diagnosis;
  const main = say(`batches.diagnosis.${kind}`, {
    processing: figure(processing, interval),
    interval: figure(interval, interval),
    by: figure(by, interval),
  });
  const more: string[] = [];
  if (waiting > 0) {
    more.push(
      last === undefined
        ? say("batches.diagnosis.waiting", { count: waiting })
        : say("batches.diagnosis.waitingLast", {
            count: waiting,
            time: seconds(last.time),
            late: figure(last.late, interval),
          }),
    );
  }
  if (since !== undefined) {
    const time = seconds(since.time);
    const [before, after] = [since.before, since.after].map((rate) => amount(round(rate), language)) as [
      string,
      string,
    ];
    if (since.after > since.before * 1.2) more.push(say("batches.diagnosis.inputGrew", { time, before, after }));
    else more.push(say("batches.diagnosis.tasksSlower", { time }));
  }
  if (failed > 0) more.push(say("batches.diagnosis.failed", { count: failed }));
  return { main, more };
}

/** What became of a batch, and how it came about where that is not as usual. */
export function batchStatusWords({ status, recovered }: BatchFigures, say: Say): string {
  const words = say(`batches.status.${status}`);
  return recovered === undefined ? words : say(`status.recovered.${recovered}`, { status: words });
}

/** The batches that were due while no driver lived, by their times. */
export function dueTimes({ due: { first, last, count } }: DueDowntime): string {
  return count > 1 ? intervalWords(first, last) : seconds(first);
}

/** What became of the batches that were due while no driver lived. */
export function downtimeWords(downtime: DueDowntime, say: Say): string {
  const { batches, due, until, since } = downtime;
  const values = { count: due.count, times: dueTimes(downtime), since: seconds(since), until: seconds(until ?? since) };
  return say(`batches.down.${batches}`, values);
}

/** `1.4 s` where intervals are seconds, `140 ms` where the figure is small against them. */
function figure(milliseconds: number, interval: number): string {
  return interval >= 1000 && milliseconds >= 100 ? seconds(milliseconds, 1) : duration(milliseconds);
}

function round(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}

/** A figure in the unit of its chart or column. */
export function inUnit(value: number, unit: Unit, language: string): string {
  if (unit === "records") return amount(round(value), language);
  return unit === "ms" ? String(Math.round(value)) : plainSeconds(value, 2);
}

export type Unit = "records" | "ms" | "s";
