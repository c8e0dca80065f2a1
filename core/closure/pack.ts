import { TaskNotSerializableError } from "./not-serializable.ts";
import type { Packed } from "./packed.ts";
import { Packer } from "./packer.ts";
import { REFUSED } from "./refusals.ts";
import { loadedModule, registrationOf } from "./registration.ts";

export interface PackOptions {
  /** The functions shall be able to create functions that travel again, and to be written to a file: for checkpoints. */
  readonly instrumented?: boolean;
  /** What travels in place of a thing that cannot, as its `[SERIALIZE]` would give it; undefined for all others. Asked first. */
  substitute?(thing: object): object | undefined;
  /**
   * Is it something that variables which change, and static fields, come back without? They are the driver's own state, which a new driver makes anew:
   * what a lazily made singleton stands in.
   */
  forgets?(value: unknown): boolean;
}

/**
 * One snapshot of several functions and all that they capture, with the values as of now, as one graph: what two of them share stays
 * shared among their copies, variables included.
 *
 * A function that was not compiled by Sluice is kept by reference, in `local`; with `instrumented` it is refused.
 * @throws TaskNotSerializableError when something cannot be copied
 */
export function pack(functions: readonly Function[], options: PackOptions = {}): Packed {
  return new Packer(options, false).pack(functions);
}

/**
 * The same for values of any kind, which `reviveValues` gives back: for records that only a graph can keep.
 * @throws TaskNotSerializableError when something cannot be copied; its path begins with the value's position, `[3]`
 */
export function packValues(values: readonly unknown[], options: PackOptions = {}): Packed {
  return new Packer(options, false).packValues(values);
}

/**
 * Throws what `pack` would throw. A variable that is declared further down and has no value yet passes: it may have one by the time
 * the function is needed. Functions that were not compiled by Sluice pass too, since they run by reference. Cheap when the function
 * captures nothing.
 * @throws TaskNotSerializableError when a copy cannot be made
 */
export function checkSerializable(fn: Function): void {
  const registration = registrationOf(fn);
  if (registration === undefined) return;
  if (registration.read === undefined && registration.member === undefined) {
    const { uses, kind } = loadedModule(registration.module).table.functions[registration.index]!;
    if (kind !== "class" && Object.keys(uses).length === 0 && Object.keys(fn).length === 0) return;
  }
  new Packer({}, true).pack([fn]);
}

/**
 * What of a packed graph can leave this thread: all but live values. Packages that it imports are imported there again.
 * @throws TaskNotSerializableError when a function in it was not compiled by Sluice
 */
export function portable(packed: Packed): Packed {
  if (packed.local.length === 0) return packed;
  for (const node of packed.nodes) {
    if (node.t === "local") throw new TaskNotSerializableError({ ...REFUSED.uncompiled(node.what), path: node.what });
  }
  return { ...packed, local: [] };
}
