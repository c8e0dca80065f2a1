import { seconds } from "../i18n/format.ts";
import type { Say } from "../views/timeline/words.ts";
import type { Run } from "./run.svelte.ts";

/** What the run does, as the word at the top right of the stage. */
export function stateWords(playground: { readonly run: Run; readonly compiling: boolean }, say: Say): string {
  const { run, compiling } = playground;
  if (compiling) return say("state.compiling");
  if (run.lookedAt !== undefined) return say("state.looking-back", { time: seconds(run.lookedAt.time) });
  if (run.state === "paused") return say("state.paused", { time: seconds(run.now, 2) });
  return say(`state.${run.state}`);
}
