import type { Site } from "../conf/errors.ts";
import type { FunctionEntry, ModuleTable } from "./module-table.ts";

/** The function at the end of a transformed module that gives its table; at the same time the module's identity. */
export interface TableSource {
  (): ModuleTable;
  [LOADED]?: LoadedModule;
}

/** A module whose table has been read, with what was worked out from it. */
export interface LoadedModule {
  readonly table: ModuleTable;
  /** The texts of its functions as they travel, by variant. */
  readonly codes: Map<string, unknown>;
  /** The copies that serve every task, by number of the function. */
  readonly shared: Map<number, Function>;
  /** How often each of its classes was defined, by number of the class. */
  readonly definitions: Map<number, number>;
}

/** What hangs on a function that was compiled by Sluice. */
export interface Registration {
  readonly module: TableSource;
  readonly index: number;
  /** `this` if it is used, the captured values, then the scopes' tokens; undefined when nothing is captured. */
  readonly read: (() => unknown[]) | undefined;
  /** It belongs to a class and travels with it. */
  readonly member?: Member;
  /** Of a class: which one it is, the same for all its copies in every thread. */
  readonly identity?: string;
}

export interface Member {
  readonly owner: Function;
  readonly key: string | symbol;
  readonly static: boolean;
  readonly slot: "value" | "get" | "set";
}

const LOADED = Symbol("sluice.module");

/** A property and no WeakMap: registering happens whenever a closure is created, and a WeakMap makes that fifty times slower. */
export const REGISTERED = Symbol.for("sluice.closure");

interface Registered extends Function {
  [REGISTERED]?: Registration;
}

export function registrationOf(fn: Function): Registration | undefined {
  // A class would inherit its base class's.
  return Object.hasOwn(fn, REGISTERED) ? (fn as Registered)[REGISTERED] : undefined;
}

/** The modules that were loaded in this thread, in the order in which they were. */
const running = new Set<TableSource>();

/** Called by each module when it is loaded. */
export function moduleRuns(source: TableSource): void {
  running.add(source);
}

/** The tables of the modules that were loaded in this thread, by address; of one that was loaded several times, the last. */
export function runningModules(): Map<string, ModuleTable> {
  const tables = new Map<string, ModuleTable>();
  for (const source of running) {
    const { table } = loadedModule(source);
    tables.set((table.url ?? table.file).replace(/\?.*$/, ""), table);
  }
  return tables;
}

const byHash = new Map<string, TableSource>();

export function loadedModule(source: TableSource): LoadedModule {
  const known = source[LOADED];
  if (known !== undefined) return known;
  const table = source();
  const loaded: LoadedModule = { table, codes: new Map(), shared: new Map(), definitions: new Map() };
  source[LOADED] = loaded;
  if (!byHash.has(table.hash)) byHash.set(table.hash, source);
  return loaded;
}

/** The module that a packed function comes from: the one that runs here when its text is the same, else the one that was packed. */
export function moduleOfTable(table: ModuleTable): TableSource {
  const known = byHash.get(table.hash);
  if (known !== undefined) return known;
  const source: TableSource = () => table;
  loadedModule(source);
  return source;
}

export function entryOf(registration: Registration): FunctionEntry {
  return loadedModule(registration.module).table.functions[registration.index]!;
}

/** What all functions made from one text have in common. */
export function textOf(fn: Function): object | string {
  const registration = registrationOf(fn);
  return registration === undefined ? Function.prototype.toString.call(fn) : entryOf(registration);
}

/** A place in the user's source; columns of a table count from 0. */
export function siteIn(table: ModuleTable, line: number, column: number): Site {
  return { file: table.file, line, column: column + 1 };
}

/** True when `fn` was compiled by Sluice, so that copies of it can be made. */
export function isRegistered(fn: Function): boolean {
  return Object.hasOwn(fn, REGISTERED);
}

/** Where a function stands in the user's source; undefined for functions that were not compiled by Sluice. */
export function siteOf(fn: Function): Site | undefined {
  const registration = registrationOf(fn);
  if (registration === undefined) return undefined;
  const { table } = loadedModule(registration.module);
  const entry = table.functions[registration.index]!;
  const { member } = registration;
  const place =
    member === undefined
      ? entry
      : (entry.members?.find((each) => each.key === member.key && (each.static ?? false) === member.static) ?? entry);
  return siteIn(table, place.line, place.column);
}
