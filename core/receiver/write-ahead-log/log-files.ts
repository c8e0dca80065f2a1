import type { Files } from "../../host/files.ts";

const NAME = /^log-(\d+)-(\d+)$/;

/** A file of a log: what was written from `start` on; after `end`, the next file is written. Times in milliseconds. */
export interface LogFile {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** The file of the log in `directory` that begins at `start`. Spark: `FileBasedWriteAheadLog.timeToLogFile`. */
export function logFile(directory: string, start: number, end: number): LogFile {
  return { path: `${directory}/log-${start}-${end}`, start, end };
}

/** The files of the log in a directory, the oldest first; none where there is no directory. */
export function logFiles(files: Files, directory: string): LogFile[] {
  if (files.stat(directory)?.kind !== "directory") return [];
  const found: LogFile[] = [];
  for (const { name, kind } of files.list(directory)) {
    const match = kind === "file" ? NAME.exec(name) : null;
    if (match !== null) found.push({ path: `${directory}/${name}`, start: Number(match[1]), end: Number(match[2]) });
  }
  return found.sort((a, b) => a.start - b.start);
}
