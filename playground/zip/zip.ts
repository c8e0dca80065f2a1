import {
  ERR_UNSAFE_FILENAME,
  type FileEntry,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from "@zip.js/zip.js/lib/zip-core-external.js";
import { isPlainPath } from "../sandbox/check-message.ts";
import type { WorldFile } from "../sandbox/protocol.ts";
import { ArchiveError } from "./archive-error.ts";

/** In the page's own thread: what goes in and out is small. */
const OPTIONS = { useWebWorkers: false };

/** What systems add by themselves. */
const ADDED = /(^|\/)(__MACOSX\/|\.DS_Store$)/;

/** What may come out of an archive. */
export interface ZipLimits {
  /** Of all files together. */
  readonly bytes: number;
  /** Files and directories. */
  readonly files: number;
}

/** Files as a zip, with their times in whole seconds: what is at `/counts/checkpoint-1` is `counts/checkpoint-1` in it. */
export async function zip(files: Iterable<WorldFile>): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), OPTIONS);
  for (const { path, bytes, modified } of files) {
    const reader = bytes === undefined ? undefined : new Uint8ArrayReader(bytes);
    await writer.add(path.slice(1), reader, { directory: bytes === undefined, lastModDate: new Date(modified) });
  }
  return (await writer.close()) as Uint8Array<ArrayBuffer>;
}

/**
 * The files in a zip, whoever made it, by absolute paths: names and sizes are checked, contents only for being whole.
 * @param isWanted what it refuses is passed over, whatever it is called and however big it is
 * @throws ArchiveError
 */
export async function unzip(
  archive: Uint8Array,
  limits: ZipLimits,
  isWanted: (path: string) => boolean = () => true,
): Promise<WorldFile[]> {
  const files: WorldFile[] = [];
  let room = limits.bytes;
  const reader = new ZipReader(new Uint8ArrayReader(archive), OPTIONS);
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      const { filename, symlink, lastModDate } = entry;
      const [path, modified] = [`/${filename.replace(/\/$/, "")}`, lastModDate.getTime()];
      if (ADDED.test(filename) || !isWanted(path)) continue;
      if (symlink || !isPlainPath(path)) throw new ArchiveError("name");
      if (files.length === limits.files) throw new ArchiveError("too-big");
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
