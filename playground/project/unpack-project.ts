import { filesProblem, oneFile, PROGRAM_LIMITS, type ProgramFiles } from "../work/files.ts";
import { ArchiveError } from "../zip/archive-error.ts";
import { bytesOf, type GivenFile } from "../zip/given-file.ts";
import { unzip } from "../zip/zip.ts";

/** The most bytes that a file may have from which a program is taken. */
const MOST_BYTES = 50_000_000;

/** A letter takes three bytes at most for each character of JavaScript's. */
const LIMITS = { bytes: 3 * PROGRAM_LIMITS.characters, files: 2 * PROGRAM_LIMITS.files };

/** Folders of which nothing is a program's: what was installed, what was packed, and what tools keep. */
const OTHERS = /\/(?:node_modules|vendor|\.[^./][^/]*)(?:\/|$)/;

/**
 * The program in a file that somebody gives: a TypeScript file, or a zip of a project. What is not the program's own (packages, settings, texts) is left out, and
 * nothing of it runs.
 * @throws ArchiveError
 */
export async function unpackProject(file: GivenFile): Promise<ProgramFiles> {
  const bytes = await bytesOf(file, MOST_BYTES);
  const program = /\.ts$/i.test(file.name) ? oneFile("program.ts", textOf(bytes)) : await fromZip(bytes);
  const problem = filesProblem(program);
  if (problem !== undefined) throw new ArchiveError(FAILURES[problem]);
  return program;
}

const FAILURES = { path: "name", entry: "no-program", many: "too-big", big: "too-big" } as const;

async function fromZip(archive: Uint8Array): Promise<ProgramFiles> {
  const found = await unzip(archive, LIMITS, (path) => isOfProgram(path) || MANIFEST.test(path));
  const texts = new Map(found.flatMap(({ path, bytes }) => (bytes === undefined ? [] : [[path, textOf(bytes)]])));
  const programs = [...texts.keys()].filter(isOfProgram);
  const entry = entryOf(texts, programs);
  if (entry === undefined) throw new ArchiveError("no-program");
  return {
    entry: entry.path.slice(entry.folder.length),
    files: new Map(
      programs
        .filter((path) => path.startsWith(entry.folder))
        .map((path) => [path.slice(entry.folder.length), texts.get(path)!]),
    ),
  };
}

function isOfProgram(path: string): boolean {
  return /(?<!\.d)\.ts$/.test(path) && !OTHERS.test(path);
}

/** A project stands at the top of its zip, or in the one folder there. */
const MANIFEST = /^(\/(?:[^/]+\/)?)package\.json$/;

/** What `npm start` runs, or else the only file, or else `program.ts` where that stands highest. */
function entryOf(
  texts: ReadonlyMap<string, string>,
  programs: readonly string[],
): { readonly folder: string; readonly path: string } | undefined {
  for (const [path, text] of texts) {
    const folder = MANIFEST.exec(path)?.[1];
    const run = folder === undefined ? undefined : runOf(text);
    if (folder !== undefined && run !== undefined && programs.includes(folder + run))
      return { folder, path: folder + run };
  }
  const highest = programs.filter((path) => path.endsWith("/program.ts")).sort((a, b) => depth(a) - depth(b))[0];
  const path = programs.length === 1 ? programs[0] : highest;
  return path === undefined ? undefined : { folder: path.slice(0, path.lastIndexOf("/") + 1), path };
}

function depth(path: string): number {
  return path.split("/").length;
}

/** The program that the start script of a package.json runs, if it runs one. */
function runOf(text: string): string | undefined {
  try {
    const start: unknown = JSON.parse(text)?.scripts?.start;
    return typeof start === "string" ? /^sluice run (?:\.\/)?(\S+\.ts)(?:\s|$)/.exec(start)?.[1] : undefined;
  } catch {
    // somebody's own; the program may be found without it
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\r\n", "\n");
  } catch (error) {
    throw new ArchiveError("not-text", { cause: error });
  }
}
