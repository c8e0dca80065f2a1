import { installHost, type TraceSink } from "../../../core/host/host.ts";
import { StreamingContext } from "../../../core/index.ts";
import type { SimHost } from "../../../core/sim/sim-host.ts";
import type { TraceEvent } from "../../../core/trace/events.ts";
import type { Entry, Outcome, RunOutcome } from "./compare.ts";
import { javaError } from "./java-errors.ts";
import { recordInto } from "./record.ts";
import type { CaseRecording } from "./recording.ts";
import { caseHost, type Platform } from "./run-case.ts";
import { CHECKPOINTS, type Program, Words } from "./words.ts";

/** Notes the batches that were submitted and the newest checkpoint. */
class Batches implements TraceSink {
  readonly previews = 0;
  readonly submitted: number[] = [];
  checkpoint: number | undefined;

  write(written: { readonly kind: string }): void {
    const event = written as TraceEvent;
    if (event.kind === "batch-submitted") this.submitted.push(event.time);
    if (event.kind === "checkpoint-written") this.checkpoint = Math.max(this.checkpoint ?? 0, event.time);
  }
}

/** Runs a program in one driver after the other, over the same files, as its case was run on Spark. */
export async function runRecovery(recording: CaseRecording, program: Program, platform: Platform): Promise<Outcome> {
  const entries: Entry[] = [];
  const outcomes: RunOutcome[] = [];
  let host: SimHost | undefined;
  let newest = 0;
  for (const [i, { batches, end }] of recording.runs!.entries()) {
    const trace = new Batches();
    const next: SimHost = caseHost(platform, trace, recording.clockStartMs ?? 0, host);
    if (host !== undefined) {
      next.clock.jumpTo(newest + (recording.downMs ?? 0));
      await program.between?.(next.files);
    }
    host = next;
    const previous = installHost(next);
    recordInto({ run: i + 1, entries, kill: () => next.die() });
    try {
      outcomes.push(await runDriver(recording, program, next, trace, i, batches, end));
    } finally {
      if (end !== "kill") await StreamingContext.getActive()?.stop(true);
      next.die();
      recordInto(undefined);
      installHost(previous);
    }
    newest = trace.checkpoint ?? newest;
  }
  return { entries, runs: outcomes };
}

async function runDriver(
  recording: CaseRecording,
  program: Program,
  host: SimHost,
  trace: Batches,
  index: number,
  batches: number,
  end: "stop" | "graceful" | "kill",
): Promise<RunOutcome> {
  let functionCalled = false;
  let words: Words | undefined;
  const create = (): StreamingContext => {
    functionCalled = true;
    words = new Words(recording, host, index === 0 ? recording.batchMs : recording.secondFunctionBatchMs);
    program.program(words);
    return words.ssc;
  };
  let ssc: StreamingContext;
  try {
    ssc = StreamingContext.getOrCreate(CHECKPOINTS, create);
    ssc.start();
  } catch (error) {
    return { recoverError: javaError(error) };
  }
  let failure: unknown;
  ssc.awaitTermination().catch((error: unknown) => {
    failure ??= javaError(error);
  });
  await host.settle();
  const batchesRunOnStart = [...trace.submitted];
  const start = host.clock.now();
  for (let batch = 1; batch <= batches; batch++) await host.clock.advanceTo(start + batch * recording.batchMs);
  if (words !== undefined) await program.after?.(words);
  if (end === "graceful") {
    const stopped = ssc.stop(true, true);
    await host.clock.advance(2 * recording.batchMs);
    await stopped;
  }
  return {
    functionCalled,
    batchMs: ssc.batchDuration.milliseconds,
    zeroTimeMs: ssc.graph.zeroTime!.milliseconds,
    batchesRunOnStart,
    ...(failure === undefined ? {} : { error: failure }),
  };
}
