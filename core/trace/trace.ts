import { siteOfStack } from "../conf/call-site.ts";
import { causeOf, describeError, errorText, SluiceError } from "../conf/errors.ts";
import type { Clock, TraceSink } from "../host/host.ts";
import type { ErrorInfo, TraceDetail, TraceEvent } from "./events.ts";

export type TraceListener = (event: TraceEvent) => void;

/** The one line of events of an application. Everything that shows, logs or checks a run listens here. */
export class Trace {
  /** How many records of a partition are shown; 0: none, at no cost. */
  readonly previews: number;
  readonly #clock: Clock;
  readonly #sink: TraceSink;
  readonly #listeners = new Set<TraceListener>();
  #seq = 0;

  constructor(clock: Clock, sink: TraceSink) {
    this.#clock = clock;
    this.#sink = sink;
    this.previews = sink.previews;
  }

  /** Are its times those of a world of its own, and not of this machine's clock? */
  get isSimulated(): boolean {
    return this.#clock.kind !== "system";
  }

  emit(detail: TraceDetail): void {
    const event: TraceEvent = { t: this.#clock.now(), seq: this.#seq++, ...detail };
    for (const listener of this.#listeners) listener(event);
    this.#sink.write(event);
  }

  /** Calls `listener` with every event from now on; returns the way to end that. */
  subscribe(listener: TraceListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  info(message: string, code?: string): void {
    this.emit({ kind: "log", level: "info", message, code });
  }

  warn(message: string, code?: string, error?: unknown): void {
    this.emit({ kind: "log", level: "warn", message, code, error: error === undefined ? undefined : errorInfo(error) });
  }

  error(message: string, error?: unknown, code?: string): void {
    this.emit({
      kind: "log",
      level: "error",
      message,
      code,
      error: error === undefined ? undefined : errorInfo(error),
    });
  }
}

/** What the trace keeps of anything thrown. */
export function errorInfo(error: unknown): ErrorInfo {
  const said = errorText(error);
  if (said === undefined) return { name: "Error", message: describeError(error) };
  const own = error instanceof SluiceError ? error : undefined;
  const root = rootCause(error as Error);
  const stack = errorText(root)?.stack || undefined;
  return {
    name: said.name,
    message: said.message,
    code: own?.code,
    advice: own?.advice,
    site: own?.site ?? (root instanceof SluiceError ? root.site : undefined) ?? siteOfStack(stack),
    stack,
  };
}

/** The error at the bottom of a chain of causes: what really went wrong. */
export function rootCause(error: Error): Error {
  let root = error;
  for (let depth = 0; depth < 16; depth++) {
    const cause = causeOf(root);
    if (cause === undefined) break;
    root = cause;
  }
  return root;
}
