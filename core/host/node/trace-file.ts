import { closeSync, openSync, writeSync } from "node:fs";
import type { TraceEvent } from "../../trace/events.ts";
import type { TraceSink } from "../host.ts";

/** Events are gathered into writes of this many characters … */
const BATCH = 64 * 1024;

/** … or of so many milliseconds, so that a file that is watched keeps up. */
const LATENCY = 200;

/** Writes every event to a file, one JSON object a line. What is not written yet when the process ends is written then. */
export class TraceFile implements TraceSink {
  readonly previews: number;
  readonly #file: number;
  readonly #onError: (error: unknown) => void;
  #lines: string[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | undefined;
  #broken = false;
  readonly #atExit = (): void => this.#flush();

  /** Creates or empties the file at `path`; throws when that cannot be done. `onError` hears of a later failure, once. */
  constructor(path: string, onError: (error: unknown) => void, previews = 20) {
    this.#file = openSync(path, "w");
    this.#onError = onError;
    this.previews = previews;
    process.on("exit", this.#atExit);
  }

  write(event: TraceEvent): void {
    if (this.#broken) return;
    const line = JSON.stringify(event);
    this.#lines.push(line);
    this.#length += line.length + 1;
    if (this.#length >= BATCH) this.#flush();
    else this.#timer ??= setTimeout(this.#atExit, LATENCY).unref();
  }

  /** Writes what is left and closes the file. */
  close(): void {
    this.#flush();
    this.#broken = true;
    process.off("exit", this.#atExit);
    closeSync(this.#file);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length === 0 || this.#broken) return;
    const bytes = Buffer.from(`${this.#lines.join("\n")}\n`);
    this.#lines = [];
    this.#length = 0;
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    } catch (error) {
      this.#broken = true;
      this.#onError(error);
    }
  }
}

/** Several sinks as one. */
export class SinkGroup implements TraceSink {
  readonly previews: number;
  readonly #sinks: readonly TraceSink[];

  constructor(sinks: readonly TraceSink[]) {
    this.#sinks = sinks;
    this.previews = Math.max(0, ...sinks.map((sink) => sink.previews));
  }

  write(event: TraceEvent): void {
    for (const sink of this.#sinks) sink.write(event);
  }
}
