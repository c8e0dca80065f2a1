import type { Files } from "../../host/files.ts";
import { InvalidInputError, IOError } from "./errors.ts";
import { glob, isPattern } from "./glob.ts";
import { absolutePath, isHidden, nameOf, pathsOf, uriOf } from "./path.ts";

export interface InputFile {
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * The files that `list` (paths, separated by commas) stands for: files themselves, and those right in directories; all with wildcards. Hidden ones are left
 * out. As Hadoop's `FileInputFormat.listStatus`, in the order of the list and then of the names. A directory in a directory is refused, or passed over.
 * @throws InvalidInputError when a path, or a pattern, stands for nothing; IOError when there is a directory in a directory
 */
export function inputFiles(files: Files, list: string, inner: "refused" | "passed over" = "refused"): InputFile[] {
  const found: InputFile[] = [];
  const missing: string[] = [];
  let isThere = false;
  for (const path of pathsOf(list)) {
    const absolute = absolutePath(files, path);
    const isGlob = isPattern(absolute);
    const matches = (isGlob ? glob(files, absolute) : [absolute]).filter(
      (match) => !isHidden(nameOf(match)) && files.stat(match) !== undefined,
    );
    if (matches.length === 0) {
      isThere ||= !isGlob && files.stat(absolute) !== undefined;
      missing.push(
        isGlob ? `Input Pattern ${uriOf(absolute)} matches 0 files` : `Input path does not exist: ${uriOf(absolute)}`,
      );
    }
    for (const match of matches) found.push(...filesAt(files, match, inner));
  }
  if (missing.length > 0) {
    const message = missing.join("\n");
    const details = {
      code: "INPUT_PATH",
      advice: isThere
        ? "It does, but names that begin with _ or . are hidden from reading: give it another name, or leave it out where files are chosen."
        : `Look at the spelling of the path; relative ones start at ${files.absolute(".")}. Names that begin with _ or . are hidden from reading.`,
    };
    throw new InvalidInputError(message, { ...details, cause: new IOError(message, details) });
  }
  return found;
}

function filesAt(files: Files, path: string, inner: "refused" | "passed over"): InputFile[] {
  const entry = files.stat(path)!;
  if (entry.kind === "file") return [{ path, size: entry.size }];
  return files
    .list(path)
    .filter(({ name, kind }) => !isHidden(name) && (kind === "file" || inner === "refused"))
    .map(({ name, kind, size }) => {
      const inside = path === "/" ? `/${name}` : `${path}/${name}`;
      if (kind === "file") return { path: inside, size };
      throw new IOError(`Not a file: ${uriOf(inside)}`, {
        code: "INPUT_DIRECTORY",
        advice: `Directories inside of the one that is read are not read: use a wildcard, ${uriOf(path)}/*, or move it away.`,
      });
    });
}
