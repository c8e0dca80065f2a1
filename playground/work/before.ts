import { PROGRAM_FILE } from "../app/default-program.ts";
import { oneFile } from "./files.ts";
import type { Draft, Mark } from "./store.ts";

/** Where earlier versions of this page kept the reader's own program; those of lessons and links had their names behind it. */
const PROGRAM = "sluice.program";
const LESSONS = "sluice.lessons";

/** What earlier versions of this page have left in the page's small storage. */
export interface Before {
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly marks: readonly Mark[];
}

/** Reads what earlier versions have left; undefined: nothing. */
export function readBefore(storage: Storage): Before | undefined {
  const keys = keysBefore(storage);
  if (keys.length === 0) return undefined;
  const drafts = new Map<string, Draft>();
  for (const key of keys) {
    if (key === LESSONS) continue;
    const name = key === PROGRAM ? PROGRAM_FILE : key.slice(PROGRAM.length + 1);
    drafts.set(name, { program: oneFile(PROGRAM_FILE, storage.getItem(key)!) });
  }
  return { drafts, marks: marksOf(storage.getItem(LESSONS)) };
}

/** Removes it, once it is kept elsewhere. */
export function removeBefore(storage: Storage): void {
  for (const key of keysBefore(storage)) storage.removeItem(key);
}

function keysBefore(storage: Storage): string[] {
  return Object.keys(storage).filter((key) => key === PROGRAM || key === LESSONS || key.startsWith(`${PROGRAM}.`));
}

function marksOf(text: string | null): Mark[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "{}");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return []; // torn: nothing of it can be read
  }
  if (typeof kept !== "object" || kept === null) return [];
  const { read, solved, predicted } = kept as Readonly<Record<string, unknown>>;
  const options = typeof predicted === "object" && predicted !== null ? Object.entries(predicted) : [];
  return [
    ...texts(read).map((name) => ({ kind: "read" as const, name, value: "" })),
    ...texts(solved).map((name) => ({ kind: "solved" as const, name, value: "" })),
    ...options.flatMap(([name, value]) =>
      typeof value === "string" ? [{ kind: "predicted" as const, name, value }] : [],
    ),
  ];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
