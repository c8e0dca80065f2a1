import * as v from "valibot";
import { happeningsSchema } from "../../core/lessons/happening-schema.ts";
import type { Happening } from "../../core/sim/deeds.ts";
import { filesProblem, oneFile, PROGRAM_LIMITS, type ProgramFiles } from "../work/files.ts";

/** What a link carries: a program, and what happens around it. */
export interface Shared {
  readonly program: ProgramFiles;
  readonly seed: number;
  /** What is done to its world, and when. */
  readonly happenings: readonly Happening[];
}

/** The text behind `#` does not hold a program: it was cut, or made by something else. */
export class BadLinkError extends Error {
  override readonly name = "BadLinkError";
}

/** Longer addresses are cut by some programs through which they are sent. */
export const LONGEST_LINK = 30_000;
/** So many bytes a link may unpack to: a small one could hold gigabytes. */
const MOST_BYTES = 1_000_000;

const PREFIX = "#/shared/";

const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(PROGRAM_LIMITS.characters));
const schema = v.variant("version", [
  // of the time when a program was one file, and nothing happened but lines
  v.strictObject({
    version: v.literal(1),
    program: text,
    seed: time,
    lines: v.pipe(
      v.array(v.strictObject({ at: time, host: v.string(), port: time, line: v.string() })),
      v.transform((lines): Happening[] => lines.map((line) => ({ kind: "line", ...line }))),
      happeningsSchema,
    ),
  }),
  v.strictObject({
    version: v.literal(2),
    entry: v.string(),
    files: v.pipe(v.array(v.strictTuple([v.string(), text])), v.maxLength(PROGRAM_LIMITS.files)),
    seed: time,
    happenings: happeningsSchema,
  }),
]);

/**
 * The part of an address behind and with `#` that holds all of it, compressed. It goes to no server.
 * @throws RangeError when that is more than a link may hold, however well it can be compressed
 */
export async function linkOf({ program, seed, happenings }: Shared): Promise<string> {
  if (filesProblem(program) !== undefined) throw new RangeError("The program is more than a link may bring");
  const json = JSON.stringify({ version: 2, entry: program.entry, files: [...program.files], seed, happenings });
  const bytes = new TextEncoder().encode(json);
  if (bytes.length > MOST_BYTES) throw new RangeError(`A link holds ${MOST_BYTES} bytes at most`);
  const packed = await throughStream(bytes, new CompressionStream("deflate-raw"));
  return PREFIX + toBase64Url(packed);
}

/** Is it such a part of an address? */
export function isLink(hash: string): boolean {
  return hash.startsWith(PREFIX);
}

/**
 * What a link carries. Nothing of it is run, and nothing but what is known is taken over.
 * @throws BadLinkError
 */
export async function sharedOf(hash: string): Promise<Shared> {
  try {
    const packed = fromBase64Url(hash.slice(PREFIX.length));
    const bytes = await throughStream(packed, new DecompressionStream("deflate-raw"));
    const shared = v.parse(schema, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    const { seed } = shared;
    if (shared.version === 2) return { program: programOf(shared), seed, happenings: shared.happenings };
    return { program: oneFile("program.ts", shared.program), seed, happenings: shared.lines };
  } catch (reason) {
    throw new BadLinkError(`The link cannot be read: ${reason instanceof Error ? reason.message : String(reason)}`);
  }
}

function programOf({ entry, files }: { entry: string; files: [path: string, text: string][] }): ProgramFiles {
  const program = { entry, files: new Map(files) };
  const problem = program.files.size < files.length ? "path" : filesProblem(program);
  if (problem !== undefined) throw new TypeError(`its files are no program: ${problem}`);
  return program;
}

/** Base64 with letters that addresses may hold. */
function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

/** @throws RangeError when too much comes out */
async function throughStream(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of new Blob([bytes]).stream().pipeThrough(stream)) {
    size += part.length;
    if (size > MOST_BYTES) throw new RangeError("it holds too much");
    parts.push(part);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
