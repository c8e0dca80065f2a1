import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";

/** A place in a file on this machine; line and column count from 1. */
export interface FilePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** `src/app.ts:3:7`, as seen from here; files far away keep their full path. */
export function placeText({ path, line, column }: FilePlace): string {
  const near = relative(process.cwd(), resolve(path));
  return `${near === "" || near.startsWith("..") ? path : near}:${line}:${column}`;
}

/** Longer lines are shown from near the place on. */
const WIDTH = 110;

/** The line with a caret under the column, or nothing when the file cannot be read any more. */
export function codeFrame({ path, line, column }: FilePlace, source = readSource(path)): string[] {
  const text = source?.split(/\r\n|\n|\r/)[line - 1];
  if (text === undefined) return [];
  const cut = column > WIDTH - 20 ? column - 30 : 0;
  const shown = text.slice(cut, cut + WIDTH).replaceAll("\t", " ");
  const gutter = `${line} | `;
  return [`${gutter}${shown}`, `${" ".repeat(gutter.length - 2)}| ${" ".repeat(Math.max(0, column - 1 - cut))}^`];
}

function readSource(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
