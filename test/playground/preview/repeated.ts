import type { TraceEvent } from "../../../core/trace/events.ts";

/** Numbers that go up from batch to batch, by the names of their fields. */
type Steps = Readonly<Record<"rdd" | "job" | "stage" | "task" | "shuffle", number>>;

/**
 * A long run made of a short one: the events of its last interval and batch, as often as is asked for, with times and numbers that go on. What a batch
 * reads of those before it moves along with it.
 */
export function* repeated(events: readonly TraceEvent[], interval: number, batches: number): Generator<TraceEvent> {
  const done = events.filter((event) => event.kind === "batch-completed");
  const [before, last] = done.slice(-2).map((event) => events.indexOf(event)) as [number, number];
  const body = events.slice(before + 1, last + 1);
  const steps: Steps = {
    rdd: step(body.map((event) => (event.kind === "rdd-generated" ? event.rdd : undefined))) + 50,
    job: step(body.map((event) => (event.kind === "job-started" ? event.job : undefined))),
    stage: step(body.flatMap((event) => (event.kind === "job-started" ? event.stages : []))),
    task: step(body.map((event) => (event.kind === "task-started" ? event.task : undefined))),
    shuffle: step(body.map((event) => (event.kind === "shuffle-written" ? event.shuffle : undefined))),
  };
  yield* events.slice(0, last + 1);
  let seq = last + 1;
  for (let batch = 1; batch <= batches; batch++)
    for (const event of body) yield { ...(shifted(event, "", batch, interval, steps) as TraceEvent), seq: seq++ };
}

function step(numbers: readonly (number | undefined)[]): number {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? 0 : Math.max(...known) - Math.min(...known) + 1;
}

const TIMES = ["t", "time", "from", "to"];

function shifted(value: unknown, name: string, by: number, interval: number, steps: Steps): unknown {
  if (Array.isArray(value)) {
    const each = name === "stages" ? "stage" : name;
    return name === "sample" || name === "buckets"
      ? value
      : value.map((item) => shifted(item, each, by, interval, steps));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, shifted(item, key, by, interval, steps)]),
    );
  }
  if (typeof value === "number") {
    if (Object.hasOwn(steps, name)) return value + by * steps[name as keyof Steps];
    return TIMES.includes(name) ? value + by * interval : value;
  }
  if (name !== "block" || typeof value !== "string") return value;
  const [, stream, t] = /^input-(\d+)-(\d+)$/.exec(value) ?? [];
  return t === undefined ? value : `input-${stream}-${Number(t) + by * interval}`;
}
