import { CustomView, FunctionView, ObjectView, viewOf } from "../../closure/packed-view.ts";
import { viewText } from "../../closure/view-text.ts";
import type { Site } from "../../conf/errors.ts";
import type { Files } from "../../host/files.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { pathsNow } from "./moved-checkpoint.ts";

/** What a checkpoint says of the program that it is of, as data. Times and durations are in milliseconds. */
export interface CheckpointContents {
  readonly time: number;
  readonly batchInterval: number;
  readonly zeroTime: number | undefined;
  readonly directory: string;
  readonly pendingBatches: readonly number[];
  readonly settings: Readonly<Record<string, string>>;
  /** The files of the program. */
  readonly program: readonly string[];
  readonly streams: readonly StreamContents[];
  readonly outputs: readonly OutputContents[];
}

export interface StreamContents {
  readonly id: number;
  /** Spark's name of its kind. */
  readonly kind: string;
  /** The operation that made it; undefined for streams that stand behind those of the program. */
  readonly operation: string | undefined;
  readonly detail: string | undefined;
  readonly variable: string | undefined;
  readonly site: Site | undefined;
  readonly parents: readonly number[];
  readonly slide: number | undefined;
  readonly window: number | undefined;
  readonly remember: number | undefined;
  readonly checkpoint: number | undefined;
  readonly storageLevel: string;
  readonly functions: readonly FunctionContents[];
  readonly data: readonly DataContents[];
}

export interface OutputContents {
  readonly id: number;
  readonly operation: string;
  readonly stream: number;
  readonly site: Site | undefined;
  readonly functions: readonly FunctionContents[];
}

export interface FunctionContents {
  readonly name: string;
  readonly site: Site | undefined;
  /** Without its types. */
  readonly text: string;
  /** In short. */
  readonly captured: Readonly<Record<string, string>>;
}

/** The directory of a checkpointed RDD of a stream. */
export interface DataContents {
  /** The batch time. */
  readonly time: number;
  readonly directory: string;
  /** Undefined when the directory is gone. */
  readonly partitions: number | undefined;
  readonly bytes: number | undefined;
}

/** Settings whose values are nobody's business. Spark: `spark.redaction.regex`. */
const SECRET = /secret|password|passwd|token|access[.]?key/i;

/** Looks into a checkpoint without evaluating anything of it; `files` is where its data lies. */
export function contentsOf(checkpoint: Checkpoint, files: Files): CheckpointContents {
  const graph = fieldsOf(viewOf(checkpoint.graph)[0]);
  const pathNow = pathsNow(checkpoint);
  const dataOf = ([time, directory]: readonly [number, string]) => dataContents(time, pathNow(directory), files);
  const streams = new Map<number, StreamContents>();
  const add = (view: unknown): void => {
    const stream = streamOf(view);
    if (stream === undefined || streams.has(stream.id as number)) return;
    const parents = listOf(fieldsOf(stream.of).parents);
    streams.set(stream.id as number, streamContents(stream, parents, dataOf));
    for (const parent of parents) add(parent);
  };
  const outputs = listOf(graph.outputs).map(fieldsOf);
  for (const input of listOf(graph.inputs)) add(input);
  for (const { parent } of outputs) add(parent);
  return {
    time: checkpoint.time,
    batchInterval: checkpoint.batchDuration,
    zeroTime: millisecondsOf(graph.zeroTime),
    directory: checkpoint.directory,
    pendingBatches: checkpoint.pendingTimes,
    settings: Object.fromEntries(
      checkpoint.conf.map(([key, value]) => [key, SECRET.test(key) ? "*********(redacted)" : value]),
    ),
    program: checkpoint.program.map(({ file }) => file),
    streams: [...streams.values()].sort((a, b) => a.id - b.id),
    outputs: outputs.map(outputContents),
  };
}

function streamContents(
  stream: Readonly<Record<string, unknown>>,
  parents: readonly unknown[],
  dataOf: (file: readonly [time: number, directory: string]) => DataContents,
): StreamContents {
  const [creation, lifecycle, kind] = [stream.creation, stream.lifecycle, stream.of].map(fieldsOf);
  return {
    id: stream.id as number,
    kind: kind!.name as string,
    operation: textOf(creation!.operation),
    detail: textOf(creation!.detail),
    variable: textOf(stream.variable),
    site: siteOf(creation!.site),
    parents: parents.map((parent) => streamOf(parent)!.id as number),
    slide: slideOf(stream),
    window: millisecondsOf(kind!.windowDuration),
    remember: millisecondsOf(lifecycle!.rememberDuration),
    checkpoint: millisecondsOf(lifecycle!.checkpointDuration),
    storageLevel: String(lifecycle!.storageLevel),
    functions: functionsIn(stream.of),
    data: listOf(lifecycle!.checkpointFiles).map((each) => dataOf(each as [number, string])),
  };
}

function outputContents(output: Readonly<Record<string, unknown>>): OutputContents {
  return {
    id: output.id as number,
    operation: String(output.operation),
    stream: streamOf(output.parent)!.id as number,
    site: siteOf(output.site),
    functions: functionsIn(output.f),
  };
}

/** A stream without a slide of its own has that of its first parent. */
function slideOf(stream: Readonly<Record<string, unknown>>): number | undefined {
  const { slideDuration, parents } = fieldsOf(stream.of);
  const own = millisecondsOf(slideDuration);
  if (own !== undefined) return own;
  const parent = streamOf(listOf(parents)[0]);
  return parent === undefined ? undefined : slideOf(parent);
}

/** All functions that are reached from `start` without passing another stream, those that functions capture after them. */
function functionsIn(start: unknown): FunctionContents[] {
  const found: FunctionContents[] = [];
  const seen = new Set<unknown>();
  const visit = (view: unknown): void => {
    if (typeof view !== "object" || view === null || seen.has(view) || streamOf(view) !== undefined) return;
    seen.add(view);
    if (view instanceof FunctionView) {
      if (view.text !== "") found.push(functionContents(view));
      for (const [, value] of view.captured) visit(value);
    } else if (view instanceof CustomView) visit(view.data);
    else if (view instanceof ObjectView) Object.values(view.fields).forEach(visit);
    else if (Array.isArray(view)) view.forEach(visit);
    else if (view instanceof Map) for (const entry of view) entry.forEach(visit);
    else if (view instanceof Set) view.forEach(visit);
  };
  visit(start);
  return found;
}

function functionContents({ name, site, text, captured }: FunctionView): FunctionContents {
  return { name, site, text, captured: Object.fromEntries(captured.map(([key, value]) => [key, viewText(value)])) };
}

function dataContents(time: number, directory: string, files: Files): DataContents {
  if (files.stat(directory)?.kind !== "directory") return { time, directory, partitions: undefined, bytes: undefined };
  const parts = files.list(directory).filter(({ name }) => name.startsWith("part-"));
  return { time, directory, partitions: parts.length, bytes: parts.reduce((sum, { size }) => sum + size, 0) };
}

// ── views as what they stand for ────────────────────────────────────────────────────────────────────────────────────────────

function fieldsOf(view: unknown): Readonly<Record<string, unknown>> {
  return view instanceof ObjectView ? view.fields : {};
}

function streamOf(view: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!(view instanceof CustomView)) return undefined;
  const fields = fieldsOf(view.data);
  return fields.kind === "dstream" ? fields : undefined;
}

function listOf(view: unknown): readonly unknown[] {
  return Array.isArray(view) ? view : [];
}

function textOf(view: unknown): string | undefined {
  return typeof view === "string" ? view : undefined;
}

/** Of a Duration or Time. */
function millisecondsOf(view: unknown): number | undefined {
  const { milliseconds } = fieldsOf(view);
  return typeof milliseconds === "number" ? milliseconds : undefined;
}

function siteOf(view: unknown): Site | undefined {
  const { file, line, column } = fieldsOf(view);
  return typeof file === "string" ? { file, line: line as number, column: column as number } : undefined;
}
