import { isPlainPath } from "../sandbox/check-message.ts";
import type { KeptWorld } from "../sandbox/protocol.ts";
import { LIMITS } from "../sandbox/wire.ts";
import { ArchiveError } from "../zip/archive-error.ts";
import { bytesOf, type GivenFile } from "../zip/given-file.ts";
import { unzip, zip } from "../zip/zip.ts";

/** The most bytes that a zip may have: what is in it does not grow by being packed, but each file has a name and more beside it. */
const MOST_BYTES = 2 * LIMITS.keptBytes;

/** The files of a program as a zip. */
export function packWorld({ files }: KeptWorld): Promise<Uint8Array<ArrayBuffer>> {
  return zip(files);
}

/**
 * The files in a zip, whoever made it: names and sizes are checked, contents only for being whole. The world stands where the newest of its drivers left it.
 * What stands in it below no directory comes into one of the zip's name.
 * @throws ArchiveError
 */
export async function unpackWorld(file: GivenFile): Promise<KeptWorld> {
  const { name } = file;
  const files = await unzip(await bytesOf(file, MOST_BYTES), { bytes: LIMITS.keptBytes, files: LIMITS.keptFiles });
  const isBare = files.some(({ path }) => /^\/checkpoint-\d+$/.test(path));
  const placed = isBare
    ? files.map((file) => ({ ...file, path: `/${name.replace(/\.zip$/i, "")}${file.path}` }))
    : files;
  if (!placed.every(({ path }) => isPlainPath(path))) throw new ArchiveError("name");
  if (!placed.some(({ path }) => /\/checkpoint-\d+$/.test(path))) throw new ArchiveError("no-checkpoint");
  return { now: Math.max(...placed.map(({ path }) => timeIn(path))), files: placed };
}

/** The times of drivers, checkpoints and log files stand in their names. */
function timeIn(path: string): number {
  const times = [...path.matchAll(/\/(?:checkpoint|local|log)-(\d{1,15})(?=[-./]|$)/g)].map(([, time]) => Number(time));
  return Math.max(0, ...times);
}
