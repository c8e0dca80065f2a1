import type { Site } from "./errors.ts";

interface Frame extends Site {
  readonly url: string;
  /** The function's name, as far as the platform tells it. */
  readonly name: string | undefined;
}

/** An address, or the bare name of a program's file: what a revived function calls its source. */
const V8_FRAME = /(?:\(|at )((?:[a-z-]+:\/\/?|blob:|\/)[^\s()]*?|[^\s():]+\.[cm]?[jt]s):(\d+):(\d+)\)?$/i;
const SPIDERMONKEY_FRAME = /@(.*?):(\d+):(\d+)$/;
const FUNCTION_NAME = /^at (?:async )?(.+?) \(|^([^@\s]+)@/;

/** Finds the place in the source that a place in running code was made from; `undefined` where it is the same. */
export type SourcePositions = (url: string, line: number, column: number) => Site | undefined;

let sourcePositions: SourcePositions | undefined;

/** For hosts whose platform does not follow source maps by itself. Returns the one before. */
export function setSourcePositions(positions: SourcePositions | undefined): SourcePositions | undefined {
  const previous = sourcePositions;
  sourcePositions = positions;
  return previous;
}

function parseFrame(stackLine: string): Frame | undefined {
  const text = stackLine.trim();
  const match = V8_FRAME.exec(text) ?? SPIDERMONKEY_FRAME.exec(text);
  if (match === null) return undefined;
  const url = match[1]!;
  const [line, column] = [Number(match[2]), Number(match[3])];
  const named = FUNCTION_NAME.exec(text);
  const site = sourcePositions?.(url, line, column) ?? { file: shortName(url), line, column };
  const name = named?.[1] ?? named?.[2];
  // V8 calls a nameless function in evaluated text "eval".
  return { url, name: name === "eval" ? undefined : name, ...site };
}

/** The last part of a module's address: what a user calls the file. */
function shortName(url: string): string {
  const path = url.replace(/[?#].*$/, "");
  const name = path.slice(path.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function framesOf(stack: string | undefined): Frame[] {
  return (stack ?? "")
    .split("\n")
    .map(parseFrame)
    .filter((frame) => frame !== undefined);
}

/** The engine's own code: one folder of modules, or one bundled script. */
const isEngine: (url: string) => boolean = (() => {
  const own = framesOf(new Error("where am I").stack)[0]?.url;
  if (own === undefined) return () => false;
  const folder = /^(.*\/)conf\/call-site\.[cm]?[jt]s/.exec(own)?.[1];
  return folder === undefined ? (url) => url === own : (url) => url.startsWith(folder);
})();

const HIDDEN = /^(node:|native|internal\/)|\/node_modules\//;

function userFrames(stack: string | undefined): Frame[] {
  return framesOf(stack).filter((frame) => !isEngine(frame.url) && !HIDDEN.test(frame.url));
}

/** The user's own part of a stack, a line for each frame: `at NAME (FILE:LINE:COLUMN)`. */
export function userStack(stack: string | undefined): string {
  return userFrames(stack)
    .map(({ name, file, line, column }) => `at ${name === undefined ? "" : `${name} `}(${file}:${line}:${column})`)
    .join("\n");
}

/** The first place outside of the engine in a stack: the line of the user's program. */
export function siteOfStack(stack: string | undefined): Site | undefined {
  const frame = userFrames(stack)[0];
  return frame === undefined ? undefined : { file: frame.file, line: frame.line, column: frame.column };
}

/** Where in the user's program the engine was called. */
export function callSite(): Site | undefined {
  return siteOfStack(callTrace().stack);
}

/** The calls that led here, to be looked at later: noting them costs little, reading them does not. */
export function callTrace(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const trace = new Error("call site");
  Error.stackTraceLimit = limit;
  return trace;
}

/** A call of the user's into the engine: which operation, and from where. */
export interface Call {
  readonly operation: string | undefined;
  readonly site: Site;
}

/** The innermost call into the engine that comes from the user's program; none when it was the engine that called itself. */
export function callOf(trace: Error): Call | undefined {
  let operation: string | undefined;
  for (const frame of framesOf(trace.stack)) {
    if (HIDDEN.test(frame.url)) continue;
    if (!isEngine(frame.url)) return { operation, site: { file: frame.file, line: frame.line, column: frame.column } };
    operation = methodName(frame.name);
  }
  return undefined;
}

/** `map` of `RDD.map`, of `Transformations.map [as map]`, of `new map`, and of the `#map` that does its work. */
function methodName(name: string | undefined): string | undefined {
  const plain = name?.replace(/ \[as .*$/, "").replace(/^new /, "");
  return plain?.slice(plain.lastIndexOf(".") + 1).replace(/^#/, "");
}

declare global {
  interface ErrorConstructor {
    stackTraceLimit: number;
  }
}

/** `file:line`, as Spark writes a call site. */
export function siteText(site: Site | undefined): string {
  return site === undefined ? "unknown place" : `${site.file}:${site.line}`;
}
