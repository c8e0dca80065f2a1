import { seconds } from "../i18n/format.ts";
import type { Say } from "../views/timeline/words.ts";
import type { Run } from "./run.svelte.ts";

/** What the run does, as the word at the top right of the stage. */
export function stateWords(playground: { readonly run: Run; readonly compiling: boolean }, say: Say): string {
  const { run, compiling } = playground;
  if (compiling) return say("state.compiling");
  const { lookedAt } = run;
  if (lookedAt?.end !== undefined) {
    const words = { task: lookedAt.end.number, time: seconds(lookedAt.time) };
    return say(run.isLookingBack ? "state.looking-back.task" : "state.paused.task", words);
  }
  if (lookedAt !== undefined) return say("state.looking-back", { time: seconds(lookedAt.time) });
  if (run.state === "paused") return say("state.paused", { time: seconds(run.now, 2) });
  return say(`state.${run.state}`);
}
