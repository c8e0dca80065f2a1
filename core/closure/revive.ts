import { siteText } from "../conf/call-site.ts";
import { IllegalStateError, type Site } from "../conf/errors.ts";
import { declareClassCopy, servingClass } from "./class-copies.ts";
import { factoryOf } from "./evaluate.ts";
import { intrinsicValue } from "./intrinsics.ts";
import { registeredModule } from "./modules.ts";
import { attributes } from "./pack-properties.ts";
import type { ClassMemberNode, Code, FunctionNode, ImportNode, ObjectNode, Packed, Property, Value } from "./packed.ts";
import { privateAccess } from "./private-state.ts";
import { moduleOfTable, type Registration, siteIn } from "./registration.ts";
import { $module, type ModuleHandle, registerClass } from "./registry.ts";
import { fillObject, makeObject } from "./revive-object.ts";

/** What the place where copies are made has to give. */
export interface ReviveEnvironment {
  /** Makes an object out of what its `[SERIALIZE]` gave. */
  custom?(data: never): unknown;
  /** False where nothing may be evaluated: then functions and classes cannot be made. */
  readonly evaluates?: boolean;
  /** The namespace of a package or module of Node that the file `importer` imports; for `import(…)` a promise of it will do. */
  import?(specifier: string, importer: string): unknown;
}

/**
 * A fresh copy of the functions, in the order given to `pack`: no copy shares anything with another or with the originals, but classes that can never
 * change.
 */
export function revive(packed: Packed, environment: ReviveEnvironment = {}): Function[] {
  return new Reviver(packed, environment).roots() as Function[];
}

/** A fresh copy of the values that `packValues` packed. */
export function reviveValues(packed: Packed, environment: ReviveEnvironment = {}): unknown[] {
  return new Reviver(packed, environment).roots();
}

type Patch = (value: unknown) => void;

const WAITING = 1;
const THERE = 2;

/** Walks the nodes in the order in which `Packer` did. */
export class Reviver {
  readonly #packed: Packed;
  readonly #environment: ReviveEnvironment;
  readonly #things: unknown[];
  readonly #states: Uint8Array;
  readonly #patches = new Map<number, Patch[]>();
  /** What `Packer` packed at the end, in the same order. */
  readonly #later: (() => void)[] = [];
  readonly #ends: (() => void)[] = [];
  /** The function whose imports are being made. */
  #importing: Code | undefined;

  constructor(packed: Packed, environment: ReviveEnvironment) {
    if (packed.version !== 1) {
      throw new IllegalStateError(`functions packed in version ${packed.version} of their format cannot be read`, {
        code: "PACKED_VERSION",
        advice: "Use the version of Sluice that packed them.",
      });
    }
    this.#packed = packed;
    this.#environment = environment;
    this.#things = new Array(packed.nodes.length);
    this.#states = new Uint8Array(packed.nodes.length);
  }

  roots(): unknown[] {
    const roots = this.#packed.roots.map((root) => this.value(root));
    for (const work of this.#later) work();
    for (const end of this.#ends) end();
    return roots;
  }

  /** Does `work` when everything is there. */
  atEnd(work: () => void): void {
    this.#ends.push(work);
  }

  /**
   * The value; for a thing that is still being made undefined, and `patch` is called when it is there.
   * @throws IllegalStateError when it is being made and nobody can wait for it
   */
  value(value: Value, patch?: Patch): unknown {
    if (typeof value !== "object" || value === null) return value;
    if ("$" in value) return this.#thing(value.$, patch);
    if ("symbol" in value) return Symbol.for(value.symbol);
    if ("wellKnownSymbol" in value) return (Symbol as unknown as Record<string, unknown>)[value.wellKnownSymbol];
    if ("negativeZero" in value) return -0;
    if ("units" in value) return String.fromCharCode(...value.units);
    return undefined;
  }

  /** Is this a thing that is still being made? */
  isWaiting(value: Value): boolean {
    return typeof value === "object" && value !== null && "$" in value && this.#states[value.$] === WAITING;
  }

  #thing(id: number, patch: Patch | undefined): unknown {
    if (this.#states[id] === THERE) return this.#things[id];
    if (this.#states[id] === WAITING) {
      if (patch === undefined)
        throw new IllegalStateError("a copy needs itself before it is made", { code: "PACKED_CIRCLE" });
      const waiting = this.#patches.get(id);
      if (waiting === undefined) this.#patches.set(id, [patch]);
      else waiting.push(patch);
      return undefined;
    }
    this.#states[id] = WAITING;
    const node = this.#packed.nodes[id]!;
    switch (node.t) {
      case "function":
        return this.#function(id, node);
      case "object":
        return this.#object(id, node);
      case "member":
        return this.#is(id, this.#member(node));
      case "prototype":
        return this.#is(id, (this.value(node.owner) as Function).prototype);
      case "environment":
        return this.#is(id, {});
      case "intrinsic":
        return this.#is(id, this.#intrinsic(node.name));
      case "import":
        return this.#is(id, this.#import(node));
      case "custom":
        return this.#is(id, this.#custom(node.data));
      case "local":
        return this.#is(id, this.#local(node.index, node.what));
    }
  }

  #is(id: number, thing: unknown): unknown {
    this.#things[id] = thing;
    this.#states[id] = THERE;
    const patches = this.#patches.get(id);
    if (patches !== undefined) {
      this.#patches.delete(id);
      for (const patch of patches) patch(thing);
    }
    return thing;
  }

  // Functions

  #function(id: number, node: FunctionNode): unknown {
    if (this.#environment.evaluates === false) {
      throw new IllegalStateError("a function stands where there may be none", {
        code: "NO_EVALUATION",
        advice: "These bytes were not written by Sluice.",
      });
    }
    const here = this.#classHere(node);
    if (here !== undefined) return this.#is(id, here);
    const code = this.#packed.codes[node.code]!;
    let set: ((capture: number, value: unknown) => void) | undefined;
    const self = this.value(node.this);
    const captured = this.#captures(node, (capture, value) => set!(capture, value));
    this.#importing = code;
    const imports = node.imports?.map((each) => this.value(each)) ?? [];
    this.#importing = undefined;
    const environments = node.environments?.map(($) => this.value({ $ })) ?? [];
    const module = code.instrumented ? moduleOfTable(this.#packed.modules[code.module]!) : undefined;
    const handle = this.#handle(code);
    const made = factoryOf(code).call(self, handle, module, ...environments, ...imports, ...captured);
    if (handle !== undefined) handle.d = undefined;
    let fn = made as Function;
    if (!code.simple) {
      const [itself, read, setCapture] = made as [Function, NonNullable<Registration["read"]>, typeof set];
      fn = itself;
      set = setCapture;
      if (module !== undefined) {
        if (code.isClass) this.#declareClass(fn, node, { module, index: code.index, read });
        else $module.f(fn, module, code.index, read);
      }
    }
    this.#is(id, fn);
    for (const i of node.deferred ?? []) {
      this.#later.push(() =>
        set!(
          i,
          this.value(node.captured[i], (late) => set!(i, late)),
        ),
      );
    }
    this.#functionState(fn, node);
    return fn;
  }

  /** Of a class that can never change there is one for everybody in this thread: the program's own, where the program runs. */
  #classHere({ identity, constant, local }: FunctionNode): unknown {
    if (constant === undefined) return undefined;
    if (local !== undefined && local < this.#packed.local.length) return this.#packed.local[local];
    return servingClass(identity!, constant);
  }

  #declareClass(owner: Function, { identity, constant }: FunctionNode, registration: Registration): void {
    registerClass(owner, { ...registration, identity: identity! });
    declareClassCopy(owner, identity!, constant === undefined);
  }

  #captures(node: FunctionNode, set: (capture: number, value: unknown) => void): unknown[] {
    const { cells, captured, deferred } = node;
    const take = (value: Value, i: number): unknown =>
      deferred?.includes(i) ? undefined : this.value(value, (late) => set(i, late));
    if (cells === undefined) return captured.map(take);
    const own: unknown[] = [];
    captured.forEach((value, i) => {
      const cell = cells.find(([capture]) => capture === i);
      if (cell === undefined) {
        own.push(take(value, i));
        return;
      }
      const [, $, name] = cell;
      const environment = this.value({ $ }) as Record<string, unknown>;
      if (Object.hasOwn(environment, name)) return;
      environment[name] = undefined;
      environment[name] = this.value(value, (late) => {
        environment[name] = late;
      });
    });
    return own;
  }

  #handle(code: Code): (Partial<ModuleHandle> & { d?: number | undefined }) | undefined {
    if (!code.needsHandle) return undefined;
    const load = async (specifier: string): Promise<unknown> =>
      registeredModule(specifier) ?? this.#namespace(specifier, code.file);
    // The rest by way of the prototype: few texts call it.
    return Object.assign(Object.create($module) as ModuleHandle, { d: code.isClass ? code.index : undefined, i: load });
  }

  #functionState(fn: Function, node: FunctionNode): void {
    if (node.prototypeObject !== undefined) {
      const put = (prototype: unknown): void => {
        (fn as { prototype: unknown }).prototype = prototype;
      };
      put(this.value(node.prototypeObject, put));
    }
    if (node.properties !== undefined) this.properties(fn, node.properties);
    if (node.prototype !== undefined) this.properties((fn as { prototype: object }).prototype, node.prototype);
    if (node.prototypeBase !== undefined) {
      Object.setPrototypeOf((fn as { prototype: object }).prototype, this.value(node.prototypeBase) as object | null);
    }
    if (node.privates !== undefined) {
      const access = privateAccess(fn)!;
      this.privates(access.view(fn), access.staticFields, node.privates);
    }
  }

  #member({ owner, key, static: isStatic, slot }: ClassMemberNode): unknown {
    const made = this.value(owner) as { prototype: object };
    const holder = isStatic ? made : made.prototype;
    return Object.getOwnPropertyDescriptor(holder, this.value(key) as PropertyKey)?.[slot];
  }

  // Objects

  #object(id: number, node: ObjectNode): object {
    const object = makeObject(this, node);
    this.#is(id, object);
    fillObject(this, object, node);
    return object;
  }

  properties(object: object, properties: readonly Property[]): void {
    for (const { key, value, accessor, get, set, hidden } of properties) {
      const name = this.value(key) as PropertyKey;
      const { enumerable, writable, configurable } = attributes(hidden);
      if (accessor) {
        const define = (part: "get" | "set", fn: unknown): void => {
          Object.defineProperty(object, name, { [part]: fn, enumerable, configurable: true });
        };
        if (get !== undefined)
          define(
            "get",
            this.value(get, (late) => define("get", late)),
          );
        if (set !== undefined)
          define(
            "set",
            this.value(set, (late) => define("set", late)),
          );
        if (!configurable) this.atEnd(() => Object.defineProperty(object, name, { configurable: false }));
      } else {
        const define = (made: unknown): void => {
          Object.defineProperty(object, name, { value: made, enumerable, writable, configurable: true });
        };
        define(this.value(value, define));
        if (!configurable) this.atEnd(() => Object.defineProperty(object, name, { configurable: false }));
      }
    }
  }

  privates(view: Record<string, unknown>, names: readonly string[], values: readonly Value[]): void {
    names.forEach((name, i) => {
      view[name] = this.value(values[i], (late) => {
        view[name] = late;
      });
    });
  }

  // From elsewhere

  #intrinsic(name: string): unknown {
    const value = intrinsicValue(name);
    if (value === undefined)
      throw new IllegalStateError(`${name} is used by a function, and does not exist here`, { code: "NO_INTRINSIC" });
    return value;
  }

  #import({ specifier, name, importer, local }: ImportNode): unknown {
    if (local !== undefined && local < this.#packed.local.length) return this.#packed.local[local];
    const namespace = registeredModule(specifier) ?? this.#namespace(specifier, importer ?? "");
    if (name === "*") return namespace;
    if (!(name in (namespace as object))) {
      throw this.#notImported(`"${name}" of "${specifier}", which has no such export here`, "NO_EXPORT");
    }
    return (namespace as Record<string, unknown>)[name];
  }

  #namespace(specifier: string, importer: string): unknown {
    let reason: unknown;
    try {
      const namespace = this.#environment.import?.(specifier, importer);
      if (namespace !== undefined && namespace !== null) return namespace;
    } catch (error) {
      reason = error;
    }
    throw this.#notImported(`"${specifier}", which is not available where it runs`, "NO_MODULE", reason);
  }

  #notImported(what: string, code: string, cause?: unknown): IllegalStateError {
    const site = this.#importing && this.#siteOf(this.#importing);
    const where = site === undefined ? "" : ` at ${siteText(site)}`;
    return new IllegalStateError(`a function${where} imports ${what}`, {
      code,
      advice: "Install the package where the function runs, or use it outside of the functions given to RDDs.",
      site,
      cause,
    });
  }

  /** Where the function stands in the program, as far as its module came along. */
  #siteOf({ module, index }: Code): Site | undefined {
    const table = this.#packed.modules[module];
    const entry = table?.functions[index];
    return table && entry && siteIn(table, entry.line, entry.column);
  }

  #custom(data: Value): unknown {
    const { custom } = this.#environment;
    if (custom === undefined) {
      throw new IllegalStateError("a function uses something of the engine that is not available here", {
        code: "NO_CUSTOM",
      });
    }
    return custom.call(this.#environment, this.value(data) as never);
  }

  #local(index: number, what: string): unknown {
    if (index < this.#packed.local.length) return this.#packed.local[index];
    throw new IllegalStateError(`${what} was not compiled by Sluice and has not come along`, { code: "NOT_COMPILED" });
  }
}
