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

/** So many bytes a file may have. */
const MOST_BYTES = 500_000_000;
/** The page lives on between so many lines. */
const LINES_AT_ONCE = 20_000;

/**
 * The events of a file that `sluice run --trace` wrote: one JSON object a line. Every one is checked as if a hostile program had sent it, which may be so. A
 * last line that is cut off, as of a driver that was killed, is left out.
 * @throws TraceFileError
 */
export async function readTrace(file: Blob): Promise<TraceEvent[]> {
  if (file.size > MOST_BYTES) throw new TraceFileError("too-big", 0, `${file.size} bytes are too many`);
  const lines = (await file.text()).split("\n");
  const isWhole = lines.pop() === "";
  if (!isWhole && lines.length === 0) throw new TraceFileError("not-trace", 1, "there is no whole line");
  if (lines.length > LIMITS.eventsPerRun) throw new TraceFileError("too-big", 0, `${lines.length} events are too many`);
  const events: TraceEvent[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (i % LINES_AT_ONCE === LINES_AT_ONCE - 1) await new Promise((resolve) => setTimeout(resolve));
    const event = eventOf(lines[i]!, i + 1);
    if (event.kind === "application-started" && event.version !== TRACE_VERSION)
      throw new TraceFileError("version", i + 1, `version ${event.version} is not the one that is known`);
    events.push(event);
  }
  if (!events.some(({ kind }) => kind === "application-started"))
    throw new TraceFileError("not-trace", 1, "no application has started in it");
  return events;
}

function eventOf(line: string, number: number): TraceEvent {
  try {
    return checkTraceEvent(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof HostileMessageError)
      throw new TraceFileError("not-trace", number, error.message);
    throw error;
  }
}
