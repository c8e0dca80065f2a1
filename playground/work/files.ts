/** A program as the reader edits it: the texts of its files, and which of them is run. Plain data, that can be cloned. */
export interface ProgramFiles {
  /** The path of the file that is run; one of `files`. */
  readonly entry: string;
  /** Texts by path: `program.ts`, `helpers/words.ts`, relative to the program's folder. */
  readonly files: ReadonlyMap<string, string>;
}

/** What one program may hold, wherever it comes from: typed, from a link, or out of an archive. */
export const PROGRAM_LIMITS = {
  files: 50,
  /** Characters of all files together. */
  characters: 500_000,
  /** Characters of a path. */
  path: 100,
} as const;

/** Why a path cannot be that of a program's file. */
export const PATH_PROBLEMS = ["form", "extension", "long", "taken"] as const;
export type PathProblem = (typeof PATH_PROBLEMS)[number];

/** Why files are no program. */
export type FilesProblem = "path" | "entry" | "many" | "big";

/** Parts that every file system and every address takes as they are. */
const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** What is wrong with `path` as that of a file beside those at `others`; undefined: nothing. Letters' case makes no difference: it does not everywhere. */
export function pathProblem(path: string, others: Iterable<string>): PathProblem | undefined {
  if (path.length > PROGRAM_LIMITS.path) return "long";
  const parts = path.split("/");
  if (!parts.every((part) => PART.test(part) && !part.endsWith(".")) || parts[0] === "node_modules") return "form";
  // declarations alone do not run
  if (!/[^/]\.ts$/.test(path) || path.endsWith(".d.ts")) return "extension";
  const folded = path.toLowerCase();
  for (const each of others) {
    const other = each.toLowerCase();
    if (folded === other || folded.startsWith(`${other}/`) || other.startsWith(`${folded}/`)) return "taken";
  }
  return undefined;
}

/** What is wrong with files as a program; undefined: nothing. */
export function filesProblem({ entry, files }: ProgramFiles): FilesProblem | undefined {
  const paths = [...files.keys()];
  if (paths.length > PROGRAM_LIMITS.files) return "many";
  if (paths.some((path, index) => pathProblem(path, paths.slice(0, index)) !== undefined)) return "path";
  if (!files.has(entry)) return "entry";
  return sizeOf(files) > PROGRAM_LIMITS.characters ? "big" : undefined;
}

/** How many characters files hold. */
export function sizeOf(files: ReadonlyMap<string, string>): number {
  let size = 0;
  for (const text of files.values()) size += text.length;
  return size;
}

/** A program of one file. */
export function oneFile(entry: string, text: string): ProgramFiles {
  return { entry, files: new Map([[entry, text]]) };
}

/** The paths as they are shown: the entry, then the others by name. */
export function pathsOf({ entry, files }: ProgramFiles): string[] {
  const others = [...files.keys()].filter((path) => path !== entry);
  return [entry, ...others.sort((a, b) => (a < b ? -1 : 1))];
}

/** The program with this text in the file at `path`, which may be a new one. */
export function withFile({ entry, files }: ProgramFiles, path: string, text: string): ProgramFiles {
  return { entry, files: new Map(files).set(path, text) };
}

/** The program without the file at `path`, which is not the entry. */
export function withoutFile({ entry, files }: ProgramFiles, path: string): ProgramFiles {
  return { entry, files: new Map([...files].filter(([each]) => each !== path)) };
}

/** The program with the file at `path` at another one. */
export function withRenamed({ entry, files }: ProgramFiles, path: string, renamed: string): ProgramFiles {
  return {
    entry: entry === path ? renamed : entry,
    files: new Map([...files].map(([each, text]) => [each === path ? renamed : each, text])),
  };
}

/** Are both the same program, to the letter? */
export function isSame(a: ProgramFiles, b: ProgramFiles): boolean {
  if (a === b) return true;
  return (
    a.entry === b.entry &&
    a.files.size === b.files.size &&
    [...a.files].every(([path, text]) => b.files.get(path) === text)
  );
}
