import {
  ERR_UNSAFE_FILENAME,
  type FileEntry,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from "@zip.js/zip.js/lib/zip-core-external.js";
import { isPlainPath } from "../sandbox/check-message.ts";
import type { KeptWorld, WorldFile } from "../sandbox/protocol.ts";
import { LIMITS } from "../sandbox/wire.ts";
import { ArchiveError } from "./archive-error.ts";

/** In the page's own thread: what a program may keep is small. */
const OPTIONS = { useWebWorkers: false };

/** What systems add by themselves. */
const ADDED = /(^|\/)(__MACOSX\/|\.DS_Store$)/;

/** The files of a program as a zip, with their times in whole seconds: what is at `/counts/checkpoint-1` is `counts/checkpoint-1` in it. */
export async function packWorld({ files }: KeptWorld): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), OPTIONS);
  for (const { path, bytes, modified } of files) {
    const reader = bytes === undefined ? undefined : new Uint8ArrayReader(bytes);
    await zip.add(path.slice(1), reader, { directory: bytes === undefined, lastModDate: new Date(modified) });
  }
  return (await zip.close()) as Uint8Array<ArrayBuffer>;
}

/**
 * The files in a zip, whoever made it: names and sizes are checked, contents only for being whole. The world stands where the newest of its drivers left it.
 * @param name of the zip: what stands in it below no directory comes into one of that name
 * @throws ArchiveError
 */
export async function unpackWorld(archive: Uint8Array, name: string): Promise<KeptWorld> {
  const files = await filesIn(archive);
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

async function filesIn(archive: Uint8Array): Promise<WorldFile[]> {
  const files: WorldFile[] = [];
  let room: number = LIMITS.keptBytes;
  const zip = new ZipReader(new Uint8ArrayReader(archive), OPTIONS);
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      const { filename, symlink, lastModDate } = entry;
      if (ADDED.test(filename)) continue;
      if (symlink) throw new ArchiveError("name");
      if (files.length === LIMITS.keptFiles) throw new ArchiveError("too-big");
      const [path, modified] = [`/${filename.replace(/\/$/, "")}`, lastModDate.getTime()];
      if (entry.directory === true) files.push({ path, modified });
      else {
        const bytes = await contents(entry, room);
        room -= bytes.length;
        files.push({ path, modified, bytes });
      }
    }
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    const isName = error instanceof Error && error.message === ERR_UNSAFE_FILENAME;
    throw new ArchiveError(isName ? "name" : "not-zip", { cause: error });
  }
  return files;
}

/** No more than `room`, whatever the archive says of itself. */
async function contents(entry: FileEntry, room: number): Promise<Uint8Array> {
  if (entry.uncompressedSize > room) throw new ArchiveError("too-big");
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    write: (chunk) => {
      length += chunk.length;
      if (length > room) throw new ArchiveError("too-big");
      chunks.push(chunk.slice());
    },
  });
  await entry.getData(sink, { checkSignature: true });
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
