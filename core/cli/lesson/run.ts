import { join } from "node:path";
import { PATIENCE } from "../../lessons/judge.ts";
import { programOf } from "../../lessons/lesson.ts";
import { worldOf } from "../../lessons/scenario.ts";
import { problemText } from "../../lessons/words.ts";
import type { TraceEvent } from "../../trace/events.ts";
import { CommandError, EXIT } from "../exit.ts";
import { deedText } from "./deed-text.ts";
import { findLesson } from "./find.ts";
import { runInThread } from "./program-thread.ts";

export interface RunPageOptions {
  /** The first if left out. */
  readonly page?: string;
  /** As fast as possible, not at the pace of the wall clock. */
  readonly fast?: boolean;
}

/** Runs the program of a lesson's page, and gives the exit code. */
export async function runPage(asked: string, { page: wanted, fast = false }: RunPageOptions): Promise<number> {
  const { folder, lesson } = await findLesson(asked);
  const page = wanted === undefined ? lesson.pages[0]! : lesson.pages.find(({ name }) => name === wanted);
  if (page === undefined) {
    const names = lesson.pages.map(({ name }) => name).join(", ");
    throw new CommandError(`The lesson has no page ${wanted}\nThere are: ${names}`, EXIT.usage);
  }
  const { scenario } = page;
  const waiting = [...worldOf(scenario).happenings].sort((a, b) => a.at - b.at);
  const tellDone = (now: number): void => {
    while (waiting[0] !== undefined && waiting[0].at <= now) process.stderr.write(`${deedText(waiting.shift()!)}\n`);
  };
  const onEvents = (events: readonly TraceEvent[]): void => {
    for (const event of events) {
      tellDone(event.t);
      if (event.kind === "console") process[event.stream].write(event.text);
    }
  };
  const path = join(folder, programOf(page));
  const { problem } = await runInThread(path, scenario, { realTime: !fast, patience: PATIENCE, onEvents });
  if (problem === undefined) return EXIT.done;
  process.stderr.write(`${problemText(problem, "en")}\n`);
  return EXIT.failed;
}
