import { duration, seconds } from "../i18n/format.ts";
import { essence } from "../views/failures.ts";
import type { Column } from "../views/timeline/model.ts";
import { type Say, statusWords } from "../views/timeline/words.ts";

/** What a batch did, as a sentence; undefined while it is not done. */
export function batchSentence(column: Column, say: Say): string {
  const { status } = column;
  const time = seconds(column.time);
  switch (status.kind) {
    case "done":
      return say("live.batch", { time, count: status.records, duration: duration(status.processing) });
    case "empty":
      return say("live.batch", { time, count: 0, duration: duration(status.processing) });
    case "failed":
    case "generation-failed":
      return say("live.batchFailed", {
        time,
        message: status.error === undefined ? statusWords(status, say) : essence(status.error),
      });
    default:
      return "";
  }
}
