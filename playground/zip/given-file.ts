import { ArchiveError } from "./archive-error.ts";

/** A file that somebody gives. */
export type GivenFile = Pick<File, "name" | "size" | "arrayBuffer">;

/**
 * What stands in a file that somebody gives, read only when it has no more bytes than `limit`.
 * @throws ArchiveError
 */
export async function bytesOf(file: GivenFile, limit: number): Promise<Uint8Array> {
  if (file.size > limit) throw new ArchiveError("too-big");
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    // a folder that was dropped, or a file that is gone
    throw new ArchiveError("not-zip", { cause: error });
  }
}
