import { type Packed, packValues, type ReviveEnvironment, reviveValues } from "../closure/index.ts";
import type { Duration, Time } from "../conf/time.ts";
import { Accumulator } from "../rdd/accumulator.ts";
import { Broadcast } from "../rdd/broadcast.ts";
import type { Creation } from "../rdd/creation.ts";
import type { Handle } from "../rdd/handle.ts";
import { registerEngineClasses } from "../scheduler/engine-classes.ts";
import { NotSerializableError } from "../storage/codec.ts";
import { DStream } from "./dstream.ts";
import type { StreamingEnvironment } from "./environment.ts";
import type { DStreamGraph } from "./graph.ts";
import type { DStreamKind, InputKind } from "./kind.ts";
import type { LifecycleData } from "./lifecycle.ts";
import type { OutputOperation } from "./output.ts";
import { registerStreamClasses } from "./stream-classes.ts";

/** A graph of streams as a checkpoint keeps it. */
interface GraphData {
  readonly batchDuration: Duration;
  readonly zeroTime: Time | undefined;
  readonly rememberDuration: Duration | undefined;
  readonly inputs: readonly DStream<unknown>[];
  readonly outputs: readonly OutputOperation[];
}

/** What stands for a stream. */
interface StreamData {
  readonly kind: "dstream";
  readonly id: number;
  readonly of: DStreamKind<unknown>;
  readonly lifecycle: LifecycleData;
  readonly declared: boolean;
  readonly creation: Creation | undefined;
  readonly variable: string | undefined;
}

/**
 * The streams of a program that lead to an output operation, with their functions and all that these capture, as of now. Functions can travel again
 * after they were read back. Variables that change come back without the broadcast variables and accumulators that they held: those are the driver's.
 * @throws TaskNotSerializableError when a function captures what cannot be copied, or was not compiled by Sluice
 */
export function packGraph(graph: DStreamGraph): Packed {
  registerEngineClasses();
  registerStreamClasses();
  const data: GraphData = {
    batchDuration: graph.batchDuration,
    zeroTime: graph.zeroTime,
    rememberDuration: graph.rememberDuration,
    inputs: graph.inputs.map((input) => input.dstream),
    outputs: graph.outputs,
  };
  return packValues([data], {
    instrumented: true,
    substitute: (thing) => (thing instanceof DStream ? dataOf(thing) : undefined),
    forgets: (value) => value instanceof Broadcast || value instanceof Accumulator,
  });
}

function dataOf(stream: DStream<unknown>): StreamData {
  const { id, declared, creation, variable } = stream;
  return { kind: "dstream", id, of: stream.kind, lifecycle: stream.lifecycle.data(), declared, creation, variable };
}

/** What a graph finds in a new driver. */
export interface RestoreEnvironment {
  /** What stands for the dead driver's broadcast variables and accumulators. */
  readonly handles: (handle: Handle) => unknown;
  /** Where a file is that was at a path when the graph was packed. */
  readonly pathNow: (path: string) => string;
  readonly importPackage: ReviveEnvironment["import"];
}

/** Makes the streams of a packed graph anew in `context`, whose graph is empty. */
export function restoreGraph(
  packed: Packed,
  context: StreamingEnvironment,
  { handles, pathNow, importPackage }: RestoreEnvironment,
): void {
  registerEngineClasses();
  registerStreamClasses();
  const restored: DStream<unknown>[] = [];
  const custom = (handle: StreamData | Handle): unknown => {
    if (handle.kind !== "dstream") return handles(handle);
    const { notRecovered } = handle.of;
    if (notRecovered !== undefined) throw new NotSerializableError(notRecovered, { code: "NOT_RECOVERED" });
    const stream = new DStream<unknown>(context, handle.of, handle.id);
    stream.declared = handle.declared;
    stream.creation = handle.creation;
    stream.variable = handle.variable;
    stream.lifecycle.restore(handle.lifecycle, pathNow);
    restored.push(stream);
    return stream;
  };
  const environment = importPackage === undefined ? { custom } : { custom, import: importPackage };
  const [data] = reviveValues(packed, environment) as [GraphData];
  context.graph.restore(
    data.zeroTime,
    data.rememberDuration,
    data.inputs.map((dstream) => ({ dstream, kind: dstream.kind as InputKind<unknown> })),
    data.outputs,
  );
  for (const stream of restored.sort((a, b) => a.id - b.id)) context.streamRestored(stream);
}
