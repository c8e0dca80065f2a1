import type { Site } from "../conf/errors.ts";
import { declareClassCopy } from "./class-copies.ts";
import { declareClass, type PrivateAccess, privateAccess, reviving } from "./private-state.ts";
import { loadedModule, moduleRuns, REGISTERED, type Registration, siteIn, type TableSource } from "./registration.ts";
import { NAMED } from "./symbols.ts";

type Read = () => unknown[];

/** `[key, slot, index, read]` of a method, getter or setter of an object literal. */
type LiteralMember = readonly [key: string | symbol, slot: "value" | "get" | "set", index: number, read?: Read];

/**
 * What transformed modules call at run time; they import it as `$module` and know it as `$$$`. Short names, since they stand in the
 * user's program wherever a function does.
 */
export interface ModuleHandle {
  /** A module begins to run. */
  m(module: TableSource): void;
  /** Registers a function. */
  f<F extends Function>(fn: F, module: TableSource, index: number, read?: Read, name?: string): F;
  /** Registers a class and its methods. */
  c<C extends Function>(owner: C, module: TableSource, index: number, read?: Read): C;
  /** Registers the methods of an object literal. */
  o<O extends object>(object: O, module: TableSource, members: readonly LiteralMember[]): O;
  /** Called from inside a class: how to reach its private members. */
  p(owner: Function, access?: PrivateAccess): void;
  /** Tells a value the name of the variable that it is put into. */
  n<V>(value: V, module: TableSource, name: string, line: number, column: number): V;
  /** The private members of a class, for a function that travels without the class around it. */
  v(owner: Function): PrivateAccess;
  /** The only function of an object, whatever its key. */
  k(object: object): unknown;
  /** Is an object being made from a copy? */
  readonly r: typeof reviving;
  /** The number of the class that is being made from a copy, whose static state comes from the copy. */
  readonly d?: number;
  /** What `import(…)` is in a function that travels. */
  i?(specifier: string): Promise<unknown>;
}

interface Nameable {
  [NAMED]?: (name: string, site: Site) => void;
}

function register(fn: Function, registration: Registration): void {
  (fn as { [REGISTERED]?: Registration })[REGISTERED] = registration;
}

function registerMembers(owner: Function, holder: object, isStatic: boolean, module: TableSource, index: number): void {
  for (const key of Reflect.ownKeys(holder)) {
    if (key === "constructor" && !isStatic) continue;
    const descriptor = Object.getOwnPropertyDescriptor(holder, key)!;
    for (const slot of ["value", "get", "set"] as const) {
      const fn: unknown = descriptor[slot];
      // Static fields are enumerable and no members; what is registered already came from somewhere else.
      if (typeof fn !== "function" || descriptor.enumerable || Object.hasOwn(fn, REGISTERED)) continue;
      register(fn, { module, index, read: undefined, member: { owner, key, static: isStatic, slot } });
    }
  }
}

/** Registers a class and its methods. */
export function registerClass(owner: Function, registration: Registration): void {
  const { module, index } = registration;
  register(owner, registration);
  registerMembers(owner, owner, true, module, index);
  registerMembers(owner, (owner as unknown as { prototype: object }).prototype, false, module, index);
}

export const $module: ModuleHandle = {
  m: moduleRuns,
  f(fn, module, index, read, name) {
    (fn as { [REGISTERED]?: Registration })[REGISTERED] = { module, index, read };
    if (name !== undefined) Object.defineProperty(fn, "name", { value: name, configurable: true });
    return fn;
  },
  c(owner, module, index, read) {
    const { table, definitions } = loadedModule(module);
    const nth = definitions.get(index) ?? 0;
    definitions.set(index, nth + 1);
    const identity = `${table.hash}:${index}:${nth}`;
    registerClass(owner, { module, index, read, identity });
    declareClassCopy(owner, identity, false);
    return owner;
  },
  o(object, module, members) {
    for (const [key, slot, index, read] of members) {
      const fn: unknown = Object.getOwnPropertyDescriptor(object, key)?.[slot];
      // A later property of the same name may have taken its place.
      if (typeof fn === "function" && !Object.hasOwn(fn, REGISTERED)) register(fn, { module, index, read });
    }
    return object;
  },
  p: declareClass,
  n(value, module, name, line, column) {
    if (typeof value === "object" && value !== null) {
      const named = (value as Nameable)[NAMED];
      if (typeof named === "function") named.call(value, name, siteIn(loadedModule(module).table, line, column));
    }
    return value;
  },
  v(owner) {
    const access = privateAccess(owner);
    if (access === undefined) throw new TypeError(`${owner.name} has no private members that were compiled by Sluice`);
    return access;
  },
  k(object) {
    const { value, get, set } = Object.getOwnPropertyDescriptor(object, Reflect.ownKeys(object)[0]!)!;
    return value ?? get ?? set;
  },
  r: reviving,
};
