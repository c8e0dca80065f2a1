import { seconds } from "../i18n/format.ts";
import type { Say } from "../views/timeline/words.ts";
import type { ConsoleEntry } from "./console-fold.ts";

/** Who said it, as the heading of what was said. */
export function speakerWords({ speaker, output, isError }: ConsoleEntry, say: Say): string {
  switch (speaker.kind) {
    case "driver":
    case "executor": {
      const who = speaker.kind === "driver" ? say("console.driver") : say("console.executor", { task: speaker.task });
      const what = output === undefined ? "" : ` · ${output.operation}`;
      return isError ? `${who}${what} · ${say("console.stderr")}` : `${who}${what}`;
    }
    case "receiver":
      return say("console.receiver");
    case "log":
      return say(`console.log.${speaker.level}`);
  }
}

export function entryWords({ words, time }: ConsoleEntry, say: Say): string {
  switch (words.kind) {
    case "text":
      return words.text;
    case "output-failed":
      return say("console.failed", { operation: words.operation, time: seconds(time ?? 0), message: words.message });
    case "generation-failed":
      return say("console.generationFailed", { time: seconds(time ?? 0), message: words.message });
  }
}
