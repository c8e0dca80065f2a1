import { IllegalArgumentError, UnsupportedOperationError } from "../../conf/errors.ts";
import type { Files } from "../../host/files.ts";

/** A path as programs give it (relative, absolute or as a `file:` URL) as an absolute one. */
export function absolutePath(files: Files, path: string): string {
  if (typeof path !== "string" || path.trim() === "") {
    const what = typeof path === "string" ? "an empty" : "a null";
    throw new IllegalArgumentError(`Can not create a Path from ${what} string`, {
      code: "EMPTY_PATH",
      advice: "Give the path of a file or directory.",
    });
  }
  // one letter is a drive, not a scheme
  const scheme = /^([A-Za-z][\w+.-]+):/.exec(path)?.[1];
  if (scheme === undefined) return files.absolute(path);
  if (scheme !== "file") {
    throw new UnsupportedOperationError(`No FileSystem for scheme "${scheme}"`, {
      code: "FILE_SYSTEM",
      advice: "Sluice reads and writes files of this machine: give a path without a scheme, or a file: URL.",
    });
  }
  return files.absolute(path.replace(/^file:(\/\/(localhost)?(?=\/))?/, ""));
}

/** Where something is; of what a program gave as a relative path it is known from where. */
export interface Place {
  /** Absolute. */
  readonly path: string;
  readonly from?: string;
}

/** The place of a path as programs give it. */
export function placeOf(files: Files, path: string): Place {
  const absolute = absolutePath(files, path);
  return /^([A-Za-z]:)?[\\/]|^[A-Za-z][\w+.-]+:/.test(path)
    ? { path: absolute }
    : { path: absolute, from: files.absolute(".") };
}

/** Where a path is in a driver that runs elsewhere, of what was at `from` in one that ran there. */
export function pathFrom(path: string, from: string, now: string): string {
  const [before, after] = [from, now].map((each) => (each === "/" ? "" : each)) as [string, string];
  return path.startsWith(`${before}/`) ? after + path.slice(before.length) : path;
}

/** The path as Hadoop names it in keys and messages: `file:/tmp/a.txt`. */
export function uriOf(absolute: string): string {
  return `file:${absolute}`;
}

/** The paths of a comma-separated list; a comma within braces separates alternatives of one path. */
export function pathsOf(list: string): string[] {
  if (typeof list !== "string") return [list];
  const paths: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < list.length; i++) {
    const char = list[i];
    if (char === "{") depth++;
    else if (char === "}") depth--;
    else if (char === "," && depth <= 0) {
      paths.push(list.slice(start, i));
      start = i + 1;
    }
  }
  paths.push(list.slice(start));
  return paths;
}

/** Files and directories whose names begin like this are no input: `_SUCCESS`, `_temporary`, `.part-00000.crc`. */
export function isHidden(name: string): boolean {
  return name.startsWith("_") || name.startsWith(".");
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
