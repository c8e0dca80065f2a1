import { bytes, seconds } from "../../i18n/format.ts";
import type { Say } from "../timeline/words.ts";
import type { FileStatus, WorldFile } from "./model.ts";

/** What became of a file of a directory that a stream reads, and why. */
export function statusWords(status: FileStatus, say: Say): string {
  switch (status.kind) {
    case "read":
    case "changed":
    case "failed":
      return say(`outside.status.${status.kind}`, { time: seconds(status.time) });
    case "too-old":
      return say("outside.status.too-old", { time: seconds(status.limit, 2) });
    default:
      return say(`outside.status.${status.kind}`);
  }
}

/** How a file came to be as it is, and by whom. */
export function cameWords({ change, by, t, other }: WorldFile, say: Say): string {
  // what the committer of the program's output has moved was written here, as far as anybody else is concerned
  const isCommitted = change === "moved" && other?.includes("/_temporary/") === true;
  const what = say(`outside.came.${isCommitted ? "written" : change}`, { other: other ?? "" });
  return by === "before" ? say("outside.came.before") : `${seconds(t, 2)} · ${what} · ${say(`outside.by.${by}`)}`;
}

/** How big it is. */
export function sizeWords(file: WorldFile): string {
  return file.isGone ? "–" : bytes(file.bytes);
}
