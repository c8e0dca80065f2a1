import { StorageLevel } from "../conf/storage-level.ts";
import type { FilesInfo, KeptInfo, StateInfo, WindowInfo } from "../trace/events.ts";
import type { DStreamBase } from "./base.ts";
import type { DStreamGraph } from "./graph.ts";

type Stream = DStreamBase<unknown>;

/** The nearest streams that the user declared, at or above `dstream`. */
export function declaredAncestors(dstream: Stream): number[] {
  return dstream.declared ? [dstream.id] : dstream.kind.parents.flatMap((parent) => declaredAncestors(parent));
}

/** A declared stream and the inner steps that it is made by, itself first. */
function* steps(dstream: Stream): Generator<Stream> {
  yield dstream;
  for (const parent of dstream.kind.parents) if (!(parent as Stream).declared) yield* steps(parent);
}

/** What the trace says of a stream that is a window. */
export function windowOf(dstream: Stream): WindowInfo | undefined {
  for (const { kind } of steps(dstream)) {
    const { windowDuration, mustCheckpoint } = kind;
    if (windowDuration !== undefined)
      return { length: windowDuration.milliseconds, incremental: mustCheckpoint === true };
  }
  return undefined;
}

/** What the trace says of a stream that keeps states. */
export function stateOf(dstream: Stream): StateInfo | undefined {
  for (const { id, kind } of steps(dstream)) {
    if (kind.states !== undefined) return { dstream: id, timeout: kind.states.timeout?.milliseconds };
  }
  return undefined;
}

/** What the trace says of a stream that reads files. */
export function filesOf(dstream: Stream): FilesInfo | undefined {
  for (const { kind } of steps(dstream)) if (kind.reads !== undefined) return kind.reads;
  return undefined;
}

/** How the streams that lead to output operations keep their RDDs, now that they know. */
export function keptStreams(graph: DStreamGraph): KeptInfo[] {
  const kept: KeptInfo[] = [];
  const seen = new Set<Stream>();
  const waiting: Stream[] = graph.outputs.map((output) => output.parent);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...next.kind.parents);
    if (next.declared) kept.push(...keptBy(next));
  }
  return kept.sort((a, b) => a.dstream - b.dstream);
}

function keptBy(dstream: Stream): KeptInfo[] {
  const lives = [...steps(dstream)].map((step) => step.lifecycle);
  const level = lives.find((life) => life.storageLevel !== StorageLevel.NONE)?.storageLevel.name;
  const checkpoint = lives.find((life) => life.checkpointDuration !== undefined)?.checkpointDuration?.milliseconds;
  return level === undefined && checkpoint === undefined ? [] : [{ dstream: dstream.id, level, checkpoint }];
}
