import type { Files } from "../../host/files.ts";

/**
 * Makes a directory, given by its absolute path, and those above it that are missing, so that they are on the disk: without that, what is flushed in there
 * could be lost with the directory when the power goes.
 */
export function makeDurableDirectory(files: Files, path: string): void {
  const missing: string[] = [];
  for (let at = path; at !== "/" && files.stat(at) === undefined; at = above(at)) missing.unshift(at);
  if (missing.length === 0) files.makeDirectory(path);
  for (const directory of missing) {
    files.makeDirectory(directory);
    try {
      files.flush(above(directory));
    } catch (error) {
      // who tries again has to find it missing
      files.remove(directory);
      throw error;
    }
  }
}

function above(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
