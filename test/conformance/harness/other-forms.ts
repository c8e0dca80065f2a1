import type { CaseRecording, EntryRecording, Recorded } from "./recording.ts";

/** An event that a listener heard, with its fields. */
type EventRecording = { readonly event: string } & { readonly [field: string]: Recorded };

/** What PySpark printed in a batch; batches are counted from 1. */
interface PrintRecording {
  readonly batch: number;
  readonly stdout: string;
}

type AnyEntry = EntryRecording | EventRecording | PrintRecording;

/**
 * Some groups write down what was seen in a form of their own: events of listeners, and what PySpark printed. Here they are in the form of all others: an
 * event is an output of its name, whose value is the text of its fields; a print is what was on the standard output at a batch time.
 */
export function inGeneralForm(recording: CaseRecording): CaseRecording {
  const entries = recording.expected as readonly AnyEntry[];
  const batches = recording.batches ?? entries.length;
  return { ...recording, batches, expected: entries.map((entry) => general(entry, recording.batchMs)) };
}

function general(entry: AnyEntry, batchMs: number): EntryRecording {
  if ("event" in entry) {
    const { event, ...fields } = entry;
    return { time: null, output: event as string, value: textOf(fields) };
  }
  if ("batch" in entry) {
    const time = (entry as PrintRecording).batch * batchMs;
    return { time, output: "stdout", stdout: entry.stdout!.replace("Time: TIME", `Time: ${utc(time)}`) };
  }
  return entry;
}

/** A value as text, the same for the same fields in any order. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** As PySpark writes a time, in UTC: that of the cases' world. */
function utc(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}
