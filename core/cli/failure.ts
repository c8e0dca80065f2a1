import { fileURLToPath } from "node:url";
import { describeError, SluiceError } from "../conf/errors.ts";
import { codeFrame, type FilePlace, placeText } from "./code-frame.ts";

const FRAME = /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?$/;

const HEADLINE = /^(file:\/\/\S+):(\d+)$/;

/** Where the engine's own code lies: compiled or as TypeScript, it is not the user's. */
const ENGINE = [new URL("../", import.meta.url).href, new URL("../../core/", import.meta.url).href];

/** The first place of the user's own program in a stack trace. */
function userPlace(error: Error): FilePlace | undefined {
  const lines = (error.stack ?? "").split("\n");
  for (const line of lines) {
    const match = FRAME.exec(line.trim());
    if (match === null) continue;
    const url = match[1]!.startsWith("file:") ? match[1]! : `file://${match[1]}`;
    if (isUsers(url)) return { path: fileURLToPath(url), line: Number(match[2]), column: Number(match[3]) };
  }
  // A module that cannot be linked has no frames; Node puts the place, the line and a caret before the message.
  const [, url, line] = HEADLINE.exec(lines[0]!) ?? [];
  if (url === undefined || !isUsers(url)) return undefined;
  return { path: fileURLToPath(url), line: Number(line), column: (lines[2]?.indexOf("^") ?? 0) + 1 };
}

function isUsers(url: string): boolean {
  return !url.includes("/node_modules/") && !ENGINE.some((folder) => url.startsWith(folder));
}

function causes(error: unknown): unknown[] {
  const all = [error];
  while (all.length < 16) {
    const last = all.at(-1);
    if (!(last instanceof Error) || last.cause === undefined) break;
    all.push(last.cause);
  }
  return all;
}

/**
 * What went wrong in a program, for its author: the message, the causes that it does not already tell, the place in the program,
 * and what to do. `verbose` adds the stacks, the engine's frames included.
 */
export function failureText(error: unknown, verbose = false): string {
  const chain = causes(error);
  const lines = describeError(error).split("\n");
  for (const cause of chain.slice(1)) {
    const text = describeError(cause);
    const bare = cause instanceof Error ? cause.message : text;
    if (bare !== "" && !lines.some((line) => line.includes(bare))) lines.push(`Caused by: ${text}`);
  }

  // The deepest cause knows best where it began.
  const place = chain
    .toReversed()
    .map((each) => (each instanceof Error ? userPlace(each) : undefined))
    .find((each) => each !== undefined);
  const site = chain
    .toReversed()
    .map((each) => (each instanceof SluiceError ? each.site : undefined))
    .find((each) => each !== undefined);
  if (site !== undefined && (place === undefined || !place.path.endsWith(site.file))) {
    lines.push(`  at ${site.file}:${site.line}:${site.column}`);
  } else if (place !== undefined) {
    const exact = site === undefined ? place : { ...place, line: site.line, column: site.column };
    lines.push(`  at ${placeText(exact)}`, ...codeFrame(exact).map((line) => `    ${line}`));
  }

  const advice = chain
    .map((each) => (each instanceof SluiceError ? each.advice : undefined))
    .find((each) => each !== undefined);
  if (advice !== undefined) lines.push(advice);
  if (verbose) for (const each of chain) if (each instanceof Error && each.stack !== undefined) lines.push(each.stack);
  return lines.join("\n");
}
