import { seconds } from "../i18n/format.ts";
import { numberOf } from "../views/attempts.ts";
import type { Say } from "../views/timeline/words.ts";
import type { ConsoleEntry } from "./console-fold.ts";

/** Who said it, as the heading of what was said. */
export function speakerWords({ speaker, output, isError }: ConsoleEntry, say: Say): string {
  switch (speaker.kind) {
    case "driver":
    case "executor": {
      const who =
        speaker.kind === "driver" ? say("console.driver") : say("console.executor", { task: numberOf(speaker.task) });
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

/** A piece of what was written. */
export interface Piece {
  readonly text: string;
  readonly isLit: boolean;
}

/** What was written, with the lines that are `lit` by themselves. */
export function piecesOf(words: string, lit: string | undefined): readonly Piece[] {
  if (lit === undefined || !words.includes(lit)) return [{ text: words, isLit: false }];
  const lines = words.endsWith("\n") ? words.slice(0, -1).split("\n") : words.split("\n");
  const pieces: { text: string; isLit: boolean }[] = [];
  for (const line of lines) {
    const isLit = line === lit;
    const last = pieces.at(-1);
    if (last === undefined || isLit || last.isLit) pieces.push({ text: `${line}\n`, isLit });
    else last.text += `${line}\n`;
  }
  return pieces;
}
