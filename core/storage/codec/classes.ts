import type { ReviveEnvironment } from "../../closure/index.ts";
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

/** How objects of a class are written that are more than their fields: as which values, and how one is made of these. */
export interface RecordForm<T> {
  write(thing: T): readonly unknown[];
  read(parts: readonly unknown[], environment: ReviveEnvironment): T;
}

const forms = new Map<string, RecordForm<object>>();

/** Makes a class known whose objects are written in a form of their own. As for `registerRecordClass`, the name never changes. */
export function registerRecordForm<T extends object>(
  name: string,
  owner: new (...args: never[]) => T,
  form: RecordForm<T>,
): void {
  registerRecordClass(name, owner);
  forms.set(name, form as RecordForm<object>);
}

/** The form of a class, by its name. */
export function recordForm(name: string): RecordForm<object> | undefined {
  return forms.get(name);
}

registerRecordClass("Duration", Duration);
registerRecordClass("Time", Time);
