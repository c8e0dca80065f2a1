import { isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ProgramSyntaxError } from "../closure/compile/syntax-error.ts";
import { describeError, type Site, SluiceError } from "../conf/errors.ts";
import { codeFrame, type FilePlace, placeText } from "./code-frame.ts";

const FRAME = /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?$/;

const HEADLINE = /^(.+):(\d+)$/;

/** Where the engine's own code lies: compiled or as TypeScript, it is not the user's. */
const ENGINE = [new URL("../", import.meta.url).href, new URL("../../core/", import.meta.url).href];

/** The first place of the user's own program in a stack trace. */
function userPlace(error: Error): FilePlace | undefined {
  const lines = (error.stack ?? "").split("\n");
  for (const line of lines) {
    const match = FRAME.exec(line.trim());
    if (match === null) continue;
    const url = urlOf(match[1]!);
    if (url !== undefined && isUsers(url))
      return { path: fileURLToPath(url), line: Number(match[2]), column: Number(match[3]) };
  }
  // A module that cannot be linked has no frames; Node puts the place, the line and a caret before the message.
  const [, where = "", line] = HEADLINE.exec(lines[0]!) ?? [];
  const url = urlOf(where);
  if (url === undefined || !isUsers(url)) return undefined;
  return { path: fileURLToPath(url), line: Number(line), column: (lines[2]?.indexOf("^") ?? 0) + 1 };
}

/** The address of a file that is given as an address or, as Node does where a source map holds, as a path. */
function urlOf(where: string): string | undefined {
  if (where.startsWith("file:")) return where.replace(/\?.*$/, "");
  return isAbsolute(where) ? pathToFileURL(where).href : undefined;
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

export interface FailureOptions {
  /** Also the stacks, the engine's frames included. */
  readonly verbose?: boolean;
  /** The program's folder, to find the files that errors name. */
  readonly root?: string;
}

/**
 * What went wrong in a program, for its author: the message, the causes that it does not already tell, the place in the program,
 * and what to do.
 */
export function failureText(error: unknown, { verbose = false, root = "." }: FailureOptions = {}): string {
  const chain = causes(error);
  const lines = error instanceof ProgramSyntaxError ? syntaxLines(error, root) : messageLines(chain, root);
  const advice = chain
    .map((each) => (each instanceof SluiceError ? each.advice : undefined))
    .find((each) => each !== undefined);
  if (advice !== undefined) lines.push(advice);
  if (verbose) for (const each of chain) if (each instanceof Error && each.stack !== undefined) lines.push(each.stack);
  return lines.join("\n");
}

function syntaxLines({ problems }: ProgramSyntaxError, root: string): string[] {
  return problems.flatMap(({ message, site }) => {
    const place = placeOf(site, root);
    return [`${placeText(place)}: ${message}`, ...frameLines(place)];
  });
}

function messageLines(chain: readonly unknown[], root: string): string[] {
  const lines = describeError(chain[0]).split("\n");
  for (const cause of chain.slice(1)) {
    const text = describeError(cause);
    const bare = (cause instanceof Error ? cause.message : text).split("\n")[0]!;
    if (bare !== "" && !lines.some((line) => line.includes(bare))) lines.push(`Caused by: ${text}`);
  }
  const place = deepest(chain, (each) =>
    each instanceof SluiceError && each.site !== undefined ? placeOf(each.site, root) : undefined,
  );
  const thrown = deepest(chain, (each) => (each instanceof Error ? userPlace(each) : undefined));
  const best = place ?? thrown;
  if (best !== undefined) lines.push(`  at ${placeText(best)}`, ...frameLines(best));
  return lines;
}

/** The deepest cause knows best where it began. */
function deepest(chain: readonly unknown[], placeIn: (each: unknown) => FilePlace | undefined): FilePlace | undefined {
  return chain
    .toReversed()
    .map(placeIn)
    .find((place) => place !== undefined);
}

function placeOf({ file, line, column }: Site, root: string): FilePlace {
  return { path: resolve(root, file), line, column };
}

function frameLines(place: FilePlace): string[] {
  return codeFrame(place).map((line) => `    ${line}`);
}
