import type { CaseRecording, EntryRecording, ErrorRecording, FailureRecording, Recorded } from "./recording.ts";
import { encode, tagged } from "./values.ts";

/** Something that our engine did: as in the recordings, with our own values. */
export interface Entry {
  /** Which driver it was that did it. */
  readonly run?: number;
  readonly time: number | null;
  readonly output: string;
  readonly partitions?: readonly (readonly unknown[])[];
  readonly value?: unknown;
  readonly stdout?: string;
}

/** The error that a run ended in; `afterBatch` is missing when the program itself or `start` threw it. */
export interface Failure {
  readonly afterBatch?: number;
  readonly error: unknown;
}

/** What was seen of a driver in a case with recoveries. */
export interface RunOutcome {
  readonly functionCalled?: boolean;
  readonly zeroTimeMs?: number;
  readonly batchMs?: number;
  readonly batchesRunOnStart?: readonly number[];
  readonly error?: unknown;
  readonly recoverError?: unknown;
}

/** What a program did on our engine. */
export interface Outcome {
  readonly entries: readonly Entry[];
  readonly failure?: Failure | undefined;
  /** What was seen of the drivers, where there were several. */
  readonly runs?: readonly RunOutcome[];
}

/** Is `actual` the value that was recorded? */
export function matches(expected: Recorded, actual: unknown): boolean {
  if (typeof expected === "number") return typeof actual === "number" && sameNumber(expected, actual);
  if (Array.isArray(expected)) return Array.isArray(actual) && inOrder(expected, actual);
  if (typeof expected !== "object" || expected === null) return expected === actual;
  if ("exception" in expected) return matchesError(expected as unknown as ErrorRecording, actual);
  const special = tagged(expected);
  return special === undefined ? false : matchesTagged(special.tag, special.content, actual);
}

function matchesTagged(tag: string, content: Recorded, actual: unknown): boolean {
  switch (tag) {
    case "some":
      return actual !== undefined && matches(content, actual);
    case "none":
    case "unit":
      return actual === undefined;
    case "bag":
      return isCollection(actual) && asMultiset(content as Recorded[], [...actual]);
    case "map":
      return actual instanceof Map && asMultiset(content as Recorded[], [...actual]);
    case "double":
      return Object.is(Number(content), actual);
    case "long":
      return (typeof actual === "bigint" || Number.isInteger(actual)) && String(BigInt(actual as number)) === content;
    default:
      throw new Error(`A recording has a value of an unknown kind: ${tag}`);
  }
}

function isCollection(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || value instanceof Set;
}

const TOLERANCE = 1e-9;

function sameNumber(expected: number, actual: number): boolean {
  if (expected === actual) return true;
  return !Number.isInteger(expected) && Math.abs(expected - actual) <= TOLERANCE * Math.abs(expected);
}

function inOrder(expected: readonly Recorded[], actual: readonly unknown[]): boolean {
  return expected.length === actual.length && expected.every((value, i) => matches(value, actual[i]));
}

/** Has every recorded value a partner of its own? */
function asMultiset(expected: readonly Recorded[], actual: readonly unknown[]): boolean {
  if (expected.length !== actual.length) return false;
  const left = [...actual];
  return expected.every((value) => {
    const index = left.findIndex((candidate) => matches(value, candidate));
    if (index < 0) return false;
    left.splice(index, 1);
    return true;
  });
}

/** Is `actual` (as `javaError` gives it) the error that was recorded? */
export function matchesError(expected: ErrorRecording, actual: unknown): boolean {
  const error = actual as Partial<ErrorRecording> | null | undefined;
  if (typeof error !== "object" || error === null || error.exception !== expected.exception) return false;
  if (expected.message !== null && !messagePattern(expected.message).test(firstLine(error.message ?? ""))) return false;
  return expected.cause === undefined || matchesError(expected.cause, error.cause);
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!;
}

/** What may stand where a recorded message has a word for something that changes. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  "<DIR>": ".*?",
  "@HASH": "@?\\w*",
  "SOURCE:LINE": "\\S+:\\d+",
  $Lambda: ".*?",
  $anonfun: ".*?",
  "...": ".*",
  HOST: "[\\w.-]+",
  N: "\\d+",
  T: "\\d+",
};
const PLACEHOLDER = /<DIR>|@HASH|SOURCE:LINE|\$Lambda|\$anonfun|\.\.\.|\bHOST\b|\bN\b|\bT\b/;

function messagePattern(message: string): RegExp {
  const parts = firstLine(message).split(new RegExp(`(${PLACEHOLDER.source})`));
  return new RegExp(
    `^${parts.map((part) => PLACEHOLDERS[part] ?? part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("")}$`,
  );
}

/** Everything in which our run differs from the recording, a line each; none when it is the same. */
export function differences(recording: CaseRecording, outcome: Outcome): string[] {
  const found = recording.eventOrder ? differencesInOrder(recording, outcome) : differencesByOutput(recording, outcome);
  const failure = differenceOfFailure(recording.expectedError, outcome.failure);
  return [...found, ...(failure === undefined ? [] : [failure]), ...differencesOfRuns(recording, outcome)];
}

function differencesOfRuns(recording: CaseRecording, outcome: Outcome): string[] {
  return (recording.runInfo ?? []).flatMap((expected, i) => {
    const actual: RunOutcome = outcome.runs?.[i] ?? {};
    return (["functionCalled", "batchMs", "zeroTimeMs", "batchesRunOnStart", "error", "recoverError"] as const)
      .filter((field) => {
        // a driver that was killed tells nothing of itself
        if (expected.exitCode !== undefined) return false;
        const recorded = expected[field];
        return recorded === undefined ? actual[field] !== undefined : !matches(recorded, actual[field]);
      })
      .map(
        (field) =>
          `Run ${i + 1}, ${field}: Spark: ${JSON.stringify(expected[field])}\n  Sluice: ${JSON.stringify(actual[field])}`,
      );
  });
}

function differencesInOrder(recording: CaseRecording, outcome: Outcome): string[] {
  const expected = recording.expected.filter((entry) => entry.partitions !== null);
  const length = Math.max(expected.length, outcome.entries.length);
  return Array.from({ length }, (_, i) => differenceOfEntry(recording, expected[i], outcome.entries[i])).filter(isText);
}

function differencesByOutput(recording: CaseRecording, outcome: Outcome): string[] {
  const ours = Map.groupBy(outcome.entries, keyOf);
  const theirs = Map.groupBy(
    recording.expected.filter((entry) => entry.partitions !== null),
    keyOf,
  );
  return [...new Set([...theirs.keys(), ...ours.keys()])].flatMap((key) => {
    const expected = theirs.get(key) ?? [];
    const actual = ours.get(key) ?? [];
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, i) => differenceOfEntry(recording, expected[i], actual[i])).filter(isText);
  });
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}

function keyOf(entry: { readonly run?: number; readonly time: number | null; readonly output: string }): string {
  return JSON.stringify([entry.run ?? 1, entry.time, entry.output]);
}

function differenceOfEntry(
  recording: CaseRecording,
  expected: EntryRecording | undefined,
  actual: Entry | undefined,
): string | undefined {
  if (expected !== undefined && actual !== undefined && matchesEntry(recording, expected, actual)) return undefined;
  return `Spark:  ${expected === undefined ? "nothing" : JSON.stringify(expected)}\n  Sluice: ${actual === undefined ? "nothing" : shown(actual)}`;
}

function shown(entry: Entry): string {
  const { time, output, partitions, stdout } = entry;
  if (partitions !== undefined)
    return JSON.stringify({ time, output, partitions: partitions.map((records) => records.map(encode)) });
  return JSON.stringify(stdout === undefined ? { time, output, value: encode(entry.value) } : { time, output, stdout });
}

function matchesEntry(recording: CaseRecording, expected: EntryRecording, actual: Entry): boolean {
  if (keyOf(expected) !== keyOf(actual)) return false;
  if (expected.stdout !== undefined) return expected.stdout === actual.stdout;
  if (expected.partitions === undefined) return matches(expected.value!, actual.value);
  if (actual.partitions === undefined) return false;
  const same = recording.ordered ? inOrder : asMultiset;
  const partitions = expected.partitions!;
  if (!recording.comparePartitions) return same(partitions.flat(), actual.partitions.flat());
  return (
    partitions.length === actual.partitions.length &&
    partitions.every((records, i) => same(records, actual.partitions![i]!))
  );
}

function differenceOfFailure(expected: FailureRecording | undefined, actual: Failure | undefined): string | undefined {
  const recorded =
    expected === undefined || "error" in expected ? expected : { afterBatch: undefined, error: expected };
  if (recorded === undefined && actual === undefined) return undefined;
  const same =
    recorded?.afterBatch === actual?.afterBatch &&
    recorded !== undefined &&
    matchesError(recorded.error, actual?.error);
  return same
    ? undefined
    : `Spark's error:  ${JSON.stringify(expected) ?? "none"}\n  Sluice's error: ${JSON.stringify(actual) ?? "none"}`;
}
