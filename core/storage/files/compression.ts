import { UnsupportedOperationError } from "../../conf/errors.ts";
import type { Files } from "../../host/files.ts";
import { gunzip } from "./gunzip.ts";
import { uriOf } from "./path.ts";

/** The endings by which Hadoop knows compressed files. */
const COMPRESSED = /\.(gz|bz2|deflate|snappy|lz4|zst|xz)$/;

/** A compressed file can only be read from its beginning. */
export function isCompressed(path: string): boolean {
  return COMPRESSED.test(path);
}

/**
 * The whole file, unpacked if its name says that it is compressed.
 * @throws IOError when it is not what its name says, torn, or changed
 * @throws UnsupportedOperationError when it is compressed in another way than by gzip
 */
export function contentOf(files: Files, path: string): Uint8Array {
  if (!isCompressed(path)) return files.read(path);
  if (path.endsWith(".gz")) return gunzip(files.read(path), uriOf(path), files);
  throw new UnsupportedOperationError(`${uriOf(path)} is compressed in a way that cannot be read here`, {
    code: "COMPRESSION",
    advice: "Of compressed files only .gz can be read: unpack it first.",
  });
}
