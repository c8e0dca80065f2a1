import { interval, seconds } from "../../i18n/format.ts";
import type { Say } from "../timeline/words.ts";
import type { AccountEntry, DeathEntry } from "./account.ts";

/** What went wrong and what came of it, in a few sentences. */
export function entryWords(entry: AccountEntry, say: Say): string {
  if (entry.kind === "death") return deathWords(entry, say);
  const { t, fault, stream, executor, files = "any", by, partition, lasts } = entry.event;
  const time = seconds(t);
  switch (fault) {
    case "receiver-killed":
      return say("faults.told.receiver", { time, stream: stream ?? 0 });
    case "executor-killed":
      return say("faults.told.executor", { time, executor: executor ?? 0 });
    case "writes-fail":
      return lasts === undefined
        ? say(`faults.told.once.${files}`, { time })
        : say("faults.told.full", { time, lasts: seconds(lasts) });
    case "tasks-slowed": {
      if (by === 0) return say("faults.told.quick", { time });
      const words =
        partition === undefined
          ? say("faults.told.slow", { time, by: by ?? 0 })
          : say("faults.told.straggler", { time, by: by ?? 0, partition });
      return lasts === undefined ? words : `${words} ${say("faults.told.lasts", { lasts: seconds(lasts) })}`;
    }
  }
}

function deathWords({ t, cut, next, never, lost }: DeathEntry, say: Say): string {
  const words = [say("faults.told.death", { time: seconds(t) })];
  if (cut.length > 0) words.push(say("faults.told.cut", { batches: cut.map(seconds).join(", ") }));
  if (next !== undefined) {
    const { checkpoint, batches } = next;
    const time = seconds(next.t);
    if (checkpoint === undefined) words.push(say("faults.told.anew", { time }));
    else words.push(say("faults.told.recovered", { time, checkpoint: seconds(checkpoint) }));
    if (batches.length > 0) words.push(say("faults.told.again", { batches: batches.map(seconds).join(", ") }));
  }
  if (never !== undefined)
    words.push(
      say("faults.told.never", { batches: never.count > 1 ? interval(never.first, never.last) : seconds(never.first) }),
    );
  if (lost !== undefined) words.push(say("faults.told.lost", { count: lost }));
  return words.join(" ");
}
