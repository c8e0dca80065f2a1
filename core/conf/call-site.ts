import type { Site } from "./errors.ts";

interface Frame extends Site {
  readonly url: string;
}

const V8_FRAME = /(?:\(|at )((?:[a-z-]+:\/\/?|blob:|\/)[^\s()]*?):(\d+):(\d+)\)?$/i;
const SPIDERMONKEY_FRAME = /@(.*?):(\d+):(\d+)$/;

function parseFrame(line: string): Frame | undefined {
  const text = line.trim();
  const match = V8_FRAME.exec(text) ?? SPIDERMONKEY_FRAME.exec(text);
  if (match === null) return undefined;
  const url = match[1]!;
  return { url, file: shortName(url), line: Number(match[2]), column: Number(match[3]) };
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
  return (stack ?? "").split("\n").map(parseFrame).filter((frame) => frame !== undefined);
}

/** The engine's own code: one folder of modules, or one bundled script. */
const isEngine: (url: string) => boolean = (() => {
  const own = framesOf(new Error("where am I").stack)[0]?.url;
  if (own === undefined) return () => false;
  const folder = /^(.*\/)conf\/call-site\.[cm]?[jt]s/.exec(own)?.[1];
  return folder === undefined ? (url) => url === own : (url) => url.startsWith(folder);
})();

const HIDDEN = /^(node:|native|internal\/)|\/node_modules\//;

/** The first place outside of the engine in a stack: the line of the user's program. */
export function siteOfStack(stack: string | undefined): Site | undefined {
  const frame = framesOf(stack).find((frame) => !isEngine(frame.url) && !HIDDEN.test(frame.url));
  return frame === undefined ? undefined : { file: frame.file, line: frame.line, column: frame.column };
}

/** Where in the user's program the engine was called. */
export function callSite(): Site | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const stack = new Error("call site").stack;
  Error.stackTraceLimit = limit;
  return siteOfStack(stack);
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
