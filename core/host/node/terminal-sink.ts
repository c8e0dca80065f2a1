import type { ErrorInfo, TraceEvent } from "../../trace/events.ts";
import type { TraceSink } from "../host.ts";

/** A place that takes text, such as `process.stdout`. */
export interface TextOutput {
  write(text: string): unknown;
}

export interface TerminalSinkOptions {
  /** Also what is only worth knowing, and the engine's own stack traces. */
  readonly verbose?: boolean;
  readonly stdout?: TextOutput;
  readonly stderr?: TextOutput;
}

/** What a program prints goes to stdout, and what the engine has to say about it to stderr: `WARN …`, `ERROR …`. */
export class TerminalSink implements TraceSink {
  readonly previews = 0;
  readonly #verbose: boolean;
  readonly #stdout: TextOutput;
  readonly #stderr: TextOutput;

  constructor({ verbose = false, stdout = process.stdout, stderr = process.stderr }: TerminalSinkOptions = {}) {
    this.#verbose = verbose;
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  write(event: TraceEvent): void {
    if (event.kind === "console") {
      (event.stream === "stdout" ? this.#stdout : this.#stderr).write(event.text);
    } else if (event.kind === "log" && (event.level !== "info" || this.#verbose)) {
      const error = event.error === undefined ? "" : describe(event.error, this.#verbose);
      this.#stderr.write(`${event.level.toUpperCase()} ${event.message}${error}\n`);
    }
  }
}

/** A failure under the line that it belongs to: what, where in the user's program, what to do. */
function describe(error: ErrorInfo, verbose: boolean): string {
  const where = error.site === undefined ? "" : ` (${error.site.file}:${error.site.line}:${error.site.column})`;
  const lines = [`${error.name}: ${error.message}${where}`];
  if (error.advice !== undefined) lines.push(error.advice);
  if (verbose && error.stack !== undefined) lines.push(error.stack);
  return lines.map((line) => `\n  ${line.replaceAll("\n", "\n  ")}`).join("");
}
