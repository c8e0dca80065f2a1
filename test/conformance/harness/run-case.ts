import { registerModule } from "../../../core/closure/index.ts";
import { installHost, type TraceSink } from "../../../core/host/host.ts";
import type { Processes } from "../../../core/host/processes.ts";
import * as sluice from "../../../core/index.ts";
import { StreamingContext } from "../../../core/index.ts";
import { SimHost } from "../../../core/sim/sim-host.ts";
import type { TraceEvent } from "../../../core/trace/events.ts";
import type { Entry, Failure, Outcome } from "./compare.ts";
import { javaError } from "./java-errors.ts";
import type { CaseRecording } from "./recording.ts";
import { type Program, type Programs, Words } from "./words.ts";

registerModule("sluice", sluice);

/** The cases of this group start, move the clock and stop by themselves. */
const ON_THEIR_OWN = new Set(["errors"]);

/** Collects what is printed, between two looks at it. */
class Stdout implements TraceSink {
  readonly previews = 0;
  #text = "";

  write(event: { readonly kind: string }): void {
    const { kind } = event;
    if (kind !== "console") return;
    const console = event as Extract<TraceEvent, { kind: "console" }>;
    if (console.stream === "stdout") this.#text += console.text;
  }

  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

/** What is needed of the platform, so that this runs in Node and in a browser's worker. */
export interface Platform {
  /** Lets the event loop turn once. */
  turn(): Promise<void>;
  /** For `pipe`; a browser has none. */
  readonly processes?: Processes;
}

/** A simulated world, but for the processes that `pipe` starts. */
class CaseHost extends SimHost {
  readonly processes: Processes | undefined;

  constructor({ turn, processes }: Platform, trace: TraceSink, start: number) {
    super({ turn, trace, start });
    this.processes = processes;
  }
}

/** Runs a program as its case was run on Spark, in a world of its own. */
export async function runCase(
  recording: CaseRecording,
  program: Programs[string],
  platform: Platform,
): Promise<Outcome> {
  const stdout = new Stdout();
  const host = new CaseHost(platform, stdout, recording.clockStartMs ?? 0);
  const previous = installHost(host);
  let words: Words | undefined;
  try {
    words = new Words(recording, host);
    const failure = await drive(recording, typeof program === "function" ? { program } : program, words, host, stdout);
    return { entries: words.entries, failure };
  } finally {
    await StreamingContext.getActive()?.stop(false);
    words?.sc.stop();
    installHost(previous);
  }
}

async function drive(
  recording: CaseRecording,
  program: Program,
  words: Words,
  host: SimHost,
  stdout: Stdout,
): Promise<Failure | undefined> {
  const { ssc, entries } = words;
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
    failure = { afterBatch: now, error: javaError(error) };
  });
  for (let batch = 1; batch <= recording.batches; batch++) {
    now = zero + batch * recording.batchMs;
    await program.before?.[now]?.(words);
    stdout.take();
    await host.clock.advanceTo(now);
    if (printed) entries.push({ time: now, output: "stdout", stdout: stdout.take() } satisfies Entry);
  }
  await program.after?.(words);
  return failure;
}
