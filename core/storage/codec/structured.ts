import { type Packed, packValues, portable, type ReviveEnvironment, reviveValues } from "../../closure/index.ts";
import { crc32 } from "./crc32.ts";
import { Lowering } from "./lower.ts";
import { headAndParts, joined, withHead } from "./parts.ts";
import { Raising } from "./raise.ts";
import type { Structured } from "./tags.ts";

/** The records as structured ones. Throws `NEEDS_GRAPH`. */
export function toStructured(records: readonly unknown[]): Uint8Array[] {
  const lowering = new Lowering();
  const structured = lowering.records(records);
  const { classes, parts } = lowering;
  return withHead(classes.length === 0 ? structured : { ...structured, classes: packClasses(classes) }, parts);
}

export function fromStructured(payload: Uint8Array, environment: ReviveEnvironment): unknown[] {
  const { head, parts } = headAndParts<Structured>(payload);
  const classes = head.classes === undefined ? [] : reviveClasses(head.classes, environment);
  const raising = new Raising(head, parts, classes, environment);
  return head.records.map((record) => raising.value(record));
}

/** Anything that has a copy at all, as the closure room packs it: functions, private fields, accessors. */
export function toGraph(values: readonly unknown[]): Uint8Array[] {
  return toStructured([portable(packValues(values, { instrumented: true }))]);
}

export function fromGraph(payload: Uint8Array, environment: ReviveEnvironment): unknown[] {
  return reviveValues(fromStructured(payload, environment)[0] as Packed, environment);
}

/**
 * The classes of the program that were written or read here, by what they were written as: what is written and read in the same thread keeps its class. The
 * oldest go when there are too many.
 */
const known = new Map<string, { readonly bytes: Uint8Array; readonly classes: readonly Function[] }>();
const MOST_KNOWN = 256;

function packClasses(classes: readonly Function[]): Uint8Array {
  const bytes = joined(toGraph(classes));
  if (knownClasses(bytes) === undefined) remember(bytes, classes);
  return bytes;
}

function reviveClasses(bytes: Uint8Array, environment: ReviveEnvironment): readonly Function[] {
  const here = knownClasses(bytes);
  if (here !== undefined) return here;
  const classes = fromGraph(bytes, environment) as Function[];
  remember(bytes.slice(), classes);
  return classes;
}

function knownClasses(bytes: Uint8Array): readonly Function[] | undefined {
  const found = known.get(keyOf(bytes));
  return found?.bytes.every((byte, i) => byte === bytes[i]) ? found.classes : undefined;
}

function remember(bytes: Uint8Array, classes: readonly Function[]): void {
  known.set(keyOf(bytes), { bytes, classes });
  if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
}

function keyOf(bytes: Uint8Array): string {
  return `${bytes.length}:${crc32(bytes)}`;
}
