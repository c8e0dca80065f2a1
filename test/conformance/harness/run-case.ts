import { registerModule } from "../../../core/closure/index.ts";
import { setSubmittedConf } from "../../../core/conf/spark-conf.ts";
import { installHost, type TraceSink } from "../../../core/host/host.ts";
import type { Processes } from "../../../core/host/processes.ts";
import type { Workers } from "../../../core/host/workers.ts";
import * as sluice from "../../../core/index.ts";
import { StreamingContext } from "../../../core/index.ts";
import { SimHost } from "../../../core/sim/sim-host.ts";
import type { TraceEvent } from "../../../core/trace/events.ts";
import type { Entry, Failure, Outcome } from "./compare.ts";
import { javaError } from "./java-errors.ts";
import { recordInto } from "./record.ts";
import type { CaseRecording } from "./recording.ts";
import { runRecovery } from "./run-recovery.ts";
import { type Program, type Programs, Words } from "./words.ts";

registerModule("sluice", sluice);

/** The cases of this group start, move the clock and stop by themselves. */
const ON_THEIR_OWN = new Set(["errors"]);

/** Of the cases of this group it was not recorded what `awaitTermination` throws. */
const NOT_AWAITED = new Set(["listener"]);

/** Jobs that are run while an operation is being declared, which does not wait: their tasks run in the driver's thread. */
const WHILE_DECLARING = /^(sort|zipWithIndex)/;

/** Collects what is printed, between two looks at it, and counts the tasks that may run in threads and these threads. */
class Seen implements TraceSink {
  readonly previews = 0;
  tasks = 0;
  threads = 0;
  #text = "";
  #inDriver = false;

  write(written: { readonly kind: string }): void {
    const event = written as TraceEvent;
    switch (event.kind) {
      case "job-started":
        this.#inDriver = WHILE_DECLARING.test(event.action);
        break;
      case "task-started":
        if (!this.#inDriver) this.tasks++;
        break;
      case "executor-added":
        this.threads++;
        break;
      case "console":
        if (event.stream === "stdout") this.#text += event.text;
    }
  }

  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

/** Where tasks run: in the driver's thread, or each slot's in one of its own; in Node, or in a browser's worker. */
export type Setting = "Node" | "Node, threads" | "Chromium" | "Chromium, workers";

/** What is needed of the platform, so that this runs in Node and in a browser's worker. */
export interface Platform {
  readonly setting: Setting;
  /** Lets the event loop turn once. */
  turn(): Promise<void>;
  /** For `pipe`; a browser has none. */
  readonly processes?: Processes;
  /** With them, all tasks run in threads. */
  readonly workers?: Workers;
}

/** A simulated world, but for the processes that `pipe` starts. */
export function caseHost(
  { turn, processes, workers }: Platform,
  trace: TraceSink,
  start: number,
  after?: SimHost,
): SimHost {
  return new SimHost({ turn, trace, start, workers, processes, after });
}

/** Runs a program as its case was run on Spark, in a world of its own. */
export async function runCase(
  recording: CaseRecording,
  program: Programs[string],
  platform: Platform,
): Promise<Outcome> {
  if (recording.runs !== undefined)
    return runRecovery(recording, typeof program === "function" ? { program } : program!, platform);
  const seen = new Seen();
  const host = caseHost(platform, seen, recording.clockStartMs ?? 0);
  const previous = installHost(host);
  setSubmittedConf(new Map([["sluice.executor", platform.workers === undefined ? "inline" : "workers"]]));
  const entries: Entry[] = [];
  recordInto({ run: 1, entries, kill: () => host.die() });
  let words: Words | undefined;
  try {
    words = new Words(recording, host);
    const failure = await drive(
      recording,
      typeof program === "function" ? { program } : program,
      words,
      host,
      seen,
      entries,
    );
    if (platform.workers !== undefined && seen.tasks > 0 && seen.threads === 0)
      throw new Error(`${recording.id} ran none of its ${seen.tasks} tasks in a thread`);
    return { entries, failure };
  } finally {
    await StreamingContext.getActive()?.stop(false);
    words?.sc.stop();
    recordInto(undefined);
    setSubmittedConf(new Map());
    installHost(previous);
  }
}

async function drive(
  recording: CaseRecording,
  program: Program,
  words: Words,
  host: SimHost,
  seen: Seen,
  entries: Entry[],
): Promise<Failure | undefined> {
  const { ssc } = words;
  try {
    await program.program(words);
    if (ON_THEIR_OWN.has(recording.group)) return undefined;
    ssc.start();
  } catch (error) {
    return { error: javaError(error) };
  }
  const printed = recording.expected.some((entry) => entry.output === "stdout");
  const zero = ssc.graph.zeroTime!.milliseconds;
  let now = zero;
  let failure: Failure | undefined;
  ssc.awaitTermination().catch((error: unknown) => {
    if (!NOT_AWAITED.has(recording.group)) failure = { afterBatch: now, error: javaError(error) };
  });
  for (let batch = 1; batch <= recording.batches; batch++) {
    now = zero + batch * recording.batchMs;
    await program.before?.[now]?.(words);
    seen.take();
    await host.clock.advanceTo(now);
    if (printed) entries.push({ time: now, output: "stdout", stdout: seen.take() } satisfies Entry);
  }
  await program.after?.(words);
  return failure;
}
