import { TRACE_VERSION, type TraceEvent } from "../../core/trace/events.ts";
import { checkTraceEvent, HostileMessageError } from "../sandbox/check-message.ts";
import { LIMITS } from "../sandbox/wire.ts";

/** Why a file is not opened as a trace. */
export type TraceFailure = "not-trace" | "version" | "too-big";

/** A file is not a trace that can be shown. */
export class TraceFileError extends Error {
  override readonly name = "TraceFileError";
  readonly failure: TraceFailure;
  /** In the file, from 1. */
  readonly line: number;

  constructor(failure: TraceFailure, line: number, message: string) {
    super(message);
    this.failure = failure;
    this.line = line;
  }
}

/** So many bytes a file may have, and so many characters a line of it. */
const MOST_BYTES = 500_000_000;
const MOST_CHARACTERS = LIMITS.weightPerMessage;
/** The page lives on between so many lines. */
const LINES_AT_ONCE = 20_000;

/**
 * The events of a file that `sluice run --trace` wrote: one JSON object a line. Every one is checked as if a hostile program had sent it, which may be so; the
 * first that is none ends the reading. A last line that is cut off, as of a driver that was killed, is left out.
 * @throws TraceFileError
 */
export async function readTrace(file: Blob): Promise<TraceEvent[]> {
  if (file.size > MOST_BYTES) throw new TraceFileError("too-big", 0, `${file.size} bytes are too many`);
  const events: TraceEvent[] = [];
  let rested = 0;
  for await (const lines of linesOf(file)) {
    for (const line of lines) events.push(eventOf(line, events.length + 1));
    if (events.length > LIMITS.eventsPerRun) throw new TraceFileError("too-big", 0, "it has too many events");
    if (events.length - rested < LINES_AT_ONCE) continue;
    rested = events.length;
    await new Promise((resolve) => setTimeout(resolve));
  }
  if (!events.some(({ kind }) => kind === "application-started"))
    throw new TraceFileError("not-trace", 1, "no application has started in it");
  return events;
}

/** The whole lines of a file, part by part. */
async function* linesOf(file: Blob): AsyncGenerator<readonly string[]> {
  let rest = "";
  let number = 1;
  for await (const part of file.stream().pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split("\n");
    rest = lines.pop()!;
    number += lines.length;
    yield lines;
    if (rest.length > MOST_CHARACTERS) throw new TraceFileError("not-trace", number, "a line is too long");
  }
}

function eventOf(line: string, number: number): TraceEvent {
  try {
    const event = checkTraceEvent(JSON.parse(line));
    if (event.kind === "application-started" && event.version !== TRACE_VERSION)
      throw new TraceFileError("version", number, `version ${event.version} is not the one that is known`);
    return event;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof HostileMessageError)
      throw new TraceFileError("not-trace", number, error.message);
    throw error;
  }
}
