import type { Site } from "../../core/conf/errors.ts";
import type { Explanation, MadeOf } from "../../core/scheduler/provenance/explain.ts";
import type {
  BatchInput,
  ErrorInfo,
  FilesInfo,
  KeptInfo,
  Origin,
  Preview,
  RateBatch,
  RDDInfo,
  StateChange,
  StateInfo,
  TraceEvent,
  TraceEventOf,
  TraceKind,
  WindowInfo,
} from "../../core/trace/events.ts";
import type { FileChange, FileContents } from "./protocol.ts";
import { LIMITS, type WireMessage } from "./wire.ts";

/** What came out of the worker is not what the engine sends: the program has tampered with it, or runs wild. */
export class HostileMessageError extends Error {
  override readonly name = "HostileMessageError";
}

/** How much a message may still hold. */
class Budget {
  #left: number = LIMITS.weightPerMessage;

  take(weight: number): void {
    this.#left -= weight;
    if (this.#left < 0) throw new HostileMessageError("a message is too big");
  }

  get taken(): number {
    return LIMITS.weightPerMessage - this.#left;
  }
}

/** Takes a value of any kind and gives back a copy that is a `T` and nothing more, or throws. */
type Check<T> = (value: unknown, budget: Budget) => T;

function wrong(what: string): never {
  throw new HostileMessageError(`a message does not have the form that the engine gives it: ${what}`);
}

const text: Check<string> = (value, budget) => {
  if (typeof value !== "string") wrong("not a text");
  if (value.length > LIMITS.text) wrong("a text is too long");
  budget.take(value.length);
  return value;
};

const whole: Check<number> = (value) => (Number.isSafeInteger(value) ? (value as number) : wrong("not a whole number"));

const count: Check<number> = (value) => {
  const number = whole(value, undefined as never);
  return number >= 0 ? number : wrong("a negative number");
};

const bool: Check<boolean> = (value) => (typeof value === "boolean" ? value : wrong("not a truth value"));

function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, budget) => (value === undefined ? undefined : check(value, budget));
}

function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, budget) => {
    if (!Array.isArray(value)) wrong("not a list");
    if (value.length > LIMITS.list) wrong("a list is too long");
    budget.take(value.length);
    const out: T[] = [];
    for (let i = 0; i < value.length; i++) out.push(check(value[i], budget));
    return out;
  };
}

function oneOf<const T extends string>(...words: readonly T[]): Check<T> {
  return (value) => (words.includes(value as T) ? (value as T) : wrong("an unknown word"));
}

/** A check for every field; the compiler asks for one when a field is added to the type. */
type Fields<T> = { readonly [F in keyof T]-?: Check<T[F]> };

function object<T extends object>(fields: Fields<T>): Check<T> {
  const entries = Object.entries(fields) as [string, Check<unknown>][];
  return (value, budget) => {
    if (typeof value !== "object" || value === null) wrong("not an object");
    const out: Record<string, unknown> = {};
    for (const [name, check] of entries) {
      const checked = check((value as Record<string, unknown>)[name], budget);
      if (checked !== undefined) out[name] = checked;
    }
    return out as T;
  };
}

const site = object<Site>({ file: text, line: count, column: count });

const preview: Check<Preview> = (value, budget) => {
  if (typeof value === "string") return text(value, budget);
  if (!Array.isArray(value) || value.length !== 2) wrong("not a record");
  return [text(value[0], budget), text(value[1], budget)];
};

const errorInfo = object<ErrorInfo>({
  name: text,
  message: text,
  code: optional(text),
  advice: optional(text),
  site: optional(site),
  stack: optional(text),
});

const task = object<Exclude<Origin, string>>({ stage: count, task: count });
const origin: Check<Origin> = (value, budget) => (value === "driver" ? "driver" : task(value, budget));

const samples = listOf(preview);
const error = optional(errorInfo);

type Detail<K extends TraceKind> = Omit<TraceEventOf<K>, "t" | "seq" | "kind">;

/** The form of every kind of event. */
const EVENTS: { readonly [K in TraceKind]: Fields<Detail<K>> } = {
  "application-started": { version: count, appName: text, master: text, slots: count },
  "application-stopped": {},
  "driver-died": { attempt: count, restart: optional(count) },
  "driver-started": { attempt: count },
  fault: {
    fault: oneOf("receiver-killed", "executor-killed", "writes-fail", "tasks-slowed"),
    stream: optional(count),
    executor: optional(count),
    files: optional(oneOf("checkpoint", "log", "any")),
    by: optional(count),
    partition: optional(count),
    lasts: optional(count),
  },
  "executor-added": { executor: count },
  "executor-removed": { executor: count, reason: text },
  "dstream-declared": {
    dstream: count,
    operation: text,
    parents: listOf(count),
    slide: count,
    site: optional(site),
    detail: optional(text),
    stream: optional(count),
    window: optional(object<WindowInfo>({ length: count, incremental: bool })),
    state: optional(object<StateInfo>({ dstream: count, timeout: optional(count) })),
    files: optional(object<FilesInfo>({ directory: text, ignoreUpTo: whole, remember: count })),
  },
  "dstream-named": { dstream: count, name: text },
  "output-declared": { output: count, dstream: count, operation: text, site: optional(site) },
  "context-state": { state: oneOf("INITIALIZED", "ACTIVE", "STOPPED") },
  "streaming-started": {
    zeroTime: whole,
    batchInterval: count,
    blockInterval: count,
    kept: optional(listOf(object<KeptInfo>({ dstream: count, level: optional(text), checkpoint: optional(count) }))),
  },
  "receiver-started": { stream: count, name: text, slot: count },
  "receiver-waiting": { stream: count, name: text, reason: text },
  "receiver-error": { stream: count, message: text, error: text, restart: optional(bool) },
  "receiver-restarting": { stream: count, message: text, delay: count },
  "receiver-stopped": { stream: count, message: text, error: optional(text) },
  "rate-changed": {
    stream: count,
    rate: count,
    estimate: optional(count),
    batch: optional(
      object<RateBatch>({ time: whole, elements: count, processingDelay: count, schedulingDelay: count }),
    ),
  },
  "record-arrived": { stream: count, record: preview },
  "block-stored": { stream: count, block: text, from: whole, to: whole, records: count, sample: samples },
  "blocks-allocated": { time: whole, blocks: listOf(object({ stream: count, block: text, records: count })) },
  "rdd-generated": { time: whole, dstream: count, rdd: count, partitions: count },
  "no-rdd": { time: whole, dstream: count },
  "checkpoint-written": { time: whole, bytes: count, path: text, backup: optional(text) },
  "rdd-checkpointed": {
    rdd: count,
    partitions: count,
    bytes: count,
    path: text,
    dstream: optional(count),
    time: optional(whole),
  },
  "log-written": {
    path: text,
    offset: count,
    bytes: count,
    entry: oneOf("block", "block-added", "batch-allocated", "batches-cleaned"),
    stream: optional(count),
    block: optional(text),
    time: optional(whole),
  },
  "file-removed": { path: text },
  "driver-recovered": { checkpoint: whole, batches: listOf(whole), again: listOf(whole) },
  "generation-failed": { time: whole, error: errorInfo },
  "batch-submitted": {
    time: whole,
    records: count,
    outputs: count,
    operations: optional(listOf(count)),
    inputs: optional(listOf(object<BatchInput>({ stream: count, records: count, files: optional(listOf(text)) }))),
  },
  "batch-started": { time: whole, schedulingDelay: count },
  "batch-completed": {
    time: whole,
    records: count,
    schedulingDelay: count,
    processingTime: count,
    totalDelay: count,
    failures: count,
  },
  "output-started": { time: whole, output: count },
  "output-completed": { time: whole, output: count, duration: count, error },
  "job-started": {
    job: count,
    action: text,
    stages: listOf(count),
    rdds: optional(
      listOf(
        object<RDDInfo>({
          rdd: count,
          text,
          parents: listOf(object<RDDInfo["parents"][number]>({ rdd: count, shuffle: optional(count) })),
          level: optional(text),
          kept: optional(bool),
          checkpointed: optional(bool),
          dstream: optional(count),
          time: optional(whole),
        }),
      ),
    ),
    time: optional(whole),
    output: optional(count),
  },
  "job-completed": { job: count, error },
  "stage-submitted": {
    stage: count,
    attempt: count,
    job: count,
    rdd: count,
    tasks: count,
    shuffle: optional(count),
  },
  "stage-skipped": { stage: count, job: count },
  "stage-completed": { stage: count, attempt: count, error },
  "task-started": { stage: count, task: count, partition: count, attempt: count, slot: count },
  "task-completed": { stage: count, task: count, partition: count, slot: count, duration: count, error },
  "partition-computed": { rdd: count, partition: count, task: count, records: count, complete: bool, sample: samples },
  "states-changed": {
    dstream: count,
    time: whole,
    partition: count,
    task: count,
    keys: count,
    calls: count,
    added: count,
    updated: count,
    removed: count,
    timedOut: count,
    changes: listOf(
      object<StateChange>({
        change: oneOf("added", "updated", "removed", "timed-out", "kept"),
        key: text,
        state: optional(text),
      }),
    ),
  },
  "shuffle-written": { shuffle: count, stage: count, partition: count, buckets: listOf(count) },
  "block-updated": { block: text, where: oneOf("memory", "disk", "nowhere"), bytes: count, level: text },
  "file-changed": {
    change: oneOf("written", "appended", "moved", "removed"),
    path: text,
    from: optional(text),
    bytes: optional(count),
    modified: optional(whole),
    by: oneOf("program", "outsider", "before"),
  },
  "peer-changed": { host: text, port: count, listening: bool, connections: count, waiting: count },
  console: {
    stream: oneOf("stdout", "stderr"),
    text,
    origin,
    time: optional(whole),
    output: optional(count),
  },
  log: { level: oneOf("info", "warn", "error"), message: text, code: optional(text), error },
};

const kinds = new Map<unknown, Check<object>>(
  Object.entries(EVENTS).map(([kind, fields]) => [kind, object(fields as Fields<object>)]),
);

const traceEvent: Check<TraceEvent> = (value, budget) => {
  if (typeof value !== "object" || value === null) wrong("not an event");
  const { t, seq, kind } = value as Record<string, unknown>;
  const detail = kinds.get(kind) ?? wrong("an unknown kind of event");
  budget.take(1);
  return { t: whole(t, budget), seq: count(seq, budget), kind, ...detail(value, budget) } as TraceEvent;
};

/**
 * Checks an event that was recorded elsewhere in the same way.
 * @throws HostileMessageError
 */
export function checkTraceEvent(value: unknown): TraceEvent {
  return traceEvent(value, new Budget());
}

/** Absolute and plain: with nothing to follow, and no name that could mean another place. */
export function isPlainPath(path: string): boolean {
  return path.length <= LIMITS.path && /^(\/(?!\.{1,2}(\/|$))[^/\0]+)+$/.test(path);
}

const path: Check<string> = (value, budget) => {
  const checked = text(value, budget);
  return isPlainPath(checked) ? checked : wrong("not a path of a file");
};

/** A copy, so that nothing else hangs on it. */
const bytes: Check<Uint8Array> = (value, budget) => {
  if (!(value instanceof Uint8Array) || Object.getPrototypeOf(value) !== Uint8Array.prototype) wrong("not bytes");
  budget.take(value.length);
  return new Uint8Array(value);
};

type Change<K extends FileChange["change"]> = Omit<Extract<FileChange, { change: K }>, "change">;

const CHANGES: { readonly [K in FileChange["change"]]: Fields<Change<K>> } = {
  put: { path, modified: whole, bytes: optional(bytes) },
  append: { path, modified: whole, at: count, bytes },
  remove: { path },
};

const changeKinds = new Map<unknown, Check<object>>(
  Object.entries(CHANGES).map(([kind, fields]) => [kind, object(fields as Fields<object>)]),
);

const fileChange: Check<FileChange> = (value, budget) => {
  if (typeof value !== "object" || value === null) wrong("not a change");
  const { change } = value as Record<string, unknown>;
  const fields = changeKinds.get(change) ?? wrong("an unknown kind of change");
  return { change, ...fields(value, budget) } as FileChange;
};

const MESSAGES: { readonly [K in WireMessage["type"]]: Check<object> } = {
  trace: object({ events: listOf(traceEvent) }),
  clock: object({ now: whole, running: bool }),
  peer: object({ host: text, port: count, connected: bool }),
  ended: object({
    error: optional(object({ name: text, message: text, stack: optional(text), site: optional(site) })),
  }),
  files: object({ group: count, now: whole, changes: listOf(fileChange), last: bool }),
  performed: object({ at: whole }),
  explained: object({
    question: count,
    explanation: optional(
      object<Explanation>({
        records: listOf(
          object<MadeOf>({
            dstream: count,
            time: whole,
            partition: count,
            indices: listOf(count),
            texts: listOf(text),
          }),
        ),
        outside: count,
        incomplete: bool,
      }),
    ),
  }),
  contents: object({ question: count, file: optional(object<FileContents>({ bytes, size: count })) }),
  reply: object({ id: count, error: optional(text) }),
};

/**
 * Checks a message from the worker, where user code runs beside the engine and may send anything. Gives a copy with the known fields
 * only, and how much it weighs.
 * @throws HostileMessageError
 */
export function checkMessage(value: unknown): { readonly message: WireMessage; readonly weight: number } {
  if (typeof value !== "object" || value === null) wrong("not an object");
  const type: unknown = (value as { type?: unknown }).type;
  if (typeof type !== "string" || !Object.hasOwn(MESSAGES, type)) wrong("an unknown type of message");
  const budget = new Budget();
  const checked = MESSAGES[type as WireMessage["type"]](value, budget);
  const message = { type, ...checked } as WireMessage;
  if (message.type === "trace" && message.events.length > LIMITS.eventsPerMessage) wrong("too many events at once");
  if (
    message.type === "explained" &&
    message.explanation?.records.some((each) => each.texts.length !== each.indices.length)
  )
    wrong("records without their texts");
  if (message.type === "contents" && (message.file?.bytes.length ?? 0) > LIMITS.previewedBytes)
    wrong("too much of a file");
  if (message.type === "files" && message.changes.length > LIMITS.changesPerMessage) wrong("too many changes at once");
  return { message, weight: budget.taken };
}
