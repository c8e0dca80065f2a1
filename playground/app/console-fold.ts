import type { Site } from "../../core/conf/errors.ts";
import type { ErrorInfo, TraceEvent, TraceEventOf } from "../../core/trace/events.ts";
import { errorInfo, isNumber, site, text } from "../views/checks.ts";

/** Who said something: the driver, a task on an executor, a receiver, or the engine about what went wrong. */
export type Speaker =
  | { readonly kind: "driver" }
  | { readonly kind: "executor"; readonly task: number }
  | { readonly kind: "receiver" }
  | { readonly kind: "log"; readonly level: "info" | "warn" | "error" };

export type ConsoleWords =
  | { readonly kind: "text"; readonly text: string; readonly cut: boolean }
  | { readonly kind: "output-failed"; readonly operation: string; readonly message: string }
  | { readonly kind: "generation-failed"; readonly message: string };

interface Output {
  readonly operation: string;
  readonly site: Site | undefined;
}

export interface ConsoleEntry {
  /** The index of its event in the trace: it shows at every greater position. */
  readonly at: number;
  /** The batch that it belongs to. */
  readonly time: number | undefined;
  readonly speaker: Speaker;
  /** The output operation that wrote it: `print`, and where it stands. */
  readonly output: Output | undefined;
  /** Not what the program meant to print. */
  readonly isError: boolean;
  readonly words: ConsoleWords;
  /** Where in the program the mistake is. */
  readonly site: Site | undefined;
  readonly advice: string | undefined;
  /** The message of the error that it tells of. */
  readonly cause: string | undefined;
}

const KEPT_ENTRIES = 2_000;
const KEPT_CHARACTERS = 20_000;

/** What the trace says to the console's reader, folded event by event; the latest entries are kept. */
export class ConsoleFold {
  readonly entries: ConsoleEntry[] = [];
  /** Older entries that are no longer kept. */
  dropped = 0;
  #length = 0;
  readonly #outputs = new Map<number, Output>();

  append(events: readonly TraceEvent[]): void {
    for (const event of events) this.#take(event, this.#length++);
    const excess = this.entries.length - KEPT_ENTRIES;
    if (excess > 0) {
      this.entries.splice(0, excess);
      this.dropped += excess;
    }
  }

  #take(event: TraceEvent | null | undefined, at: number): void {
    switch (event?.kind) {
      case "output-declared":
        if (isNumber(event.output))
          this.#outputs.set(event.output, { operation: text(event.operation), site: site(event.site) });
        break;
      case "console":
        this.#written(event, at);
        break;
      case "log":
        this.#logged(event, at);
        break;
      case "receiver-waiting":
        this.#say(at, { kind: "receiver" }, text(event.reason, KEPT_CHARACTERS), { isError: true });
        break;
      case "receiver-error":
        this.#say(at, { kind: "receiver" }, text(event.message, KEPT_CHARACTERS), { isError: true });
        break;
      case "output-completed": {
        const output = this.#outputs.get(event.output);
        const error = errorInfo(event.error);
        if (error !== undefined) this.#failed(at, event.time, error, "output-failed", output);
        break;
      }
      case "generation-failed":
        this.#failed(at, event.time, errorInfo(event.error) ?? { name: "Error", message: "" }, "generation-failed");
        break;
      default:
    }
  }

  #written(event: TraceEventOf<"console">, at: number): void {
    const origin = event.origin as { readonly task?: unknown } | "driver" | null | undefined;
    const task = typeof origin === "object" && isNumber(origin?.task) ? origin.task : undefined;
    const speaker: Speaker = task === undefined ? { kind: "driver" } : { kind: "executor", task };
    const isError = event.stream === "stderr";
    this.#say(at, speaker, text(event.text, KEPT_CHARACTERS + 1), {
      time: time(event.time),
      output: this.#outputs.get(event.output as number),
      isError,
    });
  }

  #logged(event: TraceEventOf<"log">, at: number): void {
    if (event.level !== "warn" && event.level !== "error") return;
    const error = errorInfo(event.error);
    const cause = error?.message || undefined;
    // The engine logs the failure that the trace also tells as an event of its own: once is enough.
    const before = this.entries.at(-1);
    if (cause !== undefined && before?.cause === cause && before.words.kind !== "text") return;
    const said = text(event.message, KEPT_CHARACTERS);
    const more = cause === undefined || said.includes(cause) ? "" : `: ${cause}`;
    this.#say(at, { kind: "log", level: event.level }, said + more, {
      isError: true,
      site: error?.site,
      advice: error?.advice,
      cause,
    });
  }

  #failed(
    at: number,
    batch: unknown,
    error: ErrorInfo,
    kind: "output-failed" | "generation-failed",
    output?: Output,
  ): void {
    const message = error.message || error.name;
    const before = this.entries.at(-1);
    if (error.message !== "" && before?.cause === error.message && before.words.kind === "text") this.entries.pop();
    this.entries.push({
      at,
      time: time(batch),
      speaker: { kind: "log", level: "error" },
      output: undefined,
      isError: true,
      words: kind === "output-failed" ? { kind, operation: output?.operation ?? "", message } : { kind, message },
      site: error.site ?? output?.site,
      advice: error.advice,
      cause: error.message || undefined,
    });
  }

  #say(
    at: number,
    speaker: Speaker,
    said: string,
    more: Partial<Omit<ConsoleEntry, "at" | "speaker" | "words">>,
  ): void {
    const cut = said.length > KEPT_CHARACTERS;
    this.entries.push({
      at,
      speaker,
      time: more.time,
      output: more.output,
      isError: more.isError ?? false,
      words: { kind: "text", text: cut ? said.slice(0, KEPT_CHARACTERS) : said, cut },
      site: more.site,
      advice: more.advice,
      cause: more.cause,
    });
  }
}

function time(value: unknown): number | undefined {
  return isNumber(value) ? value : undefined;
}

/** Entries that are shown under one heading: of one batch, by one speaker, to one stream. */
export interface ConsoleGroup {
  readonly first: ConsoleEntry;
  readonly entries: readonly ConsoleEntry[];
}

/** The entries, neighbours with the same heading together. */
export function groupsOf(entries: readonly ConsoleEntry[]): ConsoleGroup[] {
  const groups: { first: ConsoleEntry; entries: ConsoleEntry[] }[] = [];
  for (const entry of entries) {
    const group = groups.at(-1);
    if (group !== undefined && isAlike(group.first, entry)) group.entries.push(entry);
    else groups.push({ first: entry, entries: [entry] });
  }
  return groups;
}

function isAlike(a: ConsoleEntry, b: ConsoleEntry): boolean {
  return (
    a.time === b.time &&
    a.speaker.kind === b.speaker.kind &&
    (a.speaker.kind !== "executor" || a.speaker.task === (b.speaker as typeof a.speaker).task) &&
    a.output === b.output &&
    a.isError === b.isError &&
    a.words.kind === "text" &&
    b.words.kind === "text" &&
    a.site === undefined &&
    b.site === undefined
  );
}
