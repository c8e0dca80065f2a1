import { Duration, Time } from "../../conf/time.ts";

/**
 * The engine's own classes that records may hold, by the name under which they are written. Lists and the like are arrays of a class; all others are nothing
 * but their fields.
 */
const byName = new Map<string, Function>();
const names = new Map<object, string>();

/** Makes a class of the engine known to the codec. `name` stands in files: it never changes. Called by the module that has the class. */
export function registerRecordClass(name: string, owner: Function): void {
  byName.set(name, owner);
  names.set(owner.prototype as object, name);
}

/** The name of the class whose prototype this is. */
export function recordClassName(prototype: object): string | undefined {
  return names.get(prototype);
}

export function recordClass(name: string): Function | undefined {
  return byName.get(name);
}

registerRecordClass("Duration", Duration);
registerRecordClass("Time", Time);
