import { type Site, SluiceError } from "../conf/errors.ts";
import { codeOf, PLAIN, travelsAgain } from "./code.ts";
import { intrinsicName } from "./intrinsics.ts";
import type { FunctionEntry, ModuleTable } from "./module-table.ts";
import { exportName } from "./modules.ts";
import { TaskNotSerializableError } from "./not-serializable.ts";
import type { PackOptions } from "./pack.ts";
import { packFunction } from "./pack-function.ts";
import { packObject } from "./pack-object.ts";
import type { Code, FunctionNode, Node, Packed, Reference, Value } from "./packed.ts";
import { REFUSED, type Uncopyable } from "./refusals.ts";
import { type LoadedModule, registrationOf, siteIn } from "./registration.ts";
import { NOT_SERIALIZABLE, SERIALIZE } from "./symbols.ts";

/** A node while it is being filled. */
export type Draft<N> = { -readonly [K in keyof N]: N[K] };

/** The function whose captures are being packed, and which of them: for the error's words. */
export interface Frame {
  readonly table: ModuleTable;
  readonly entry: FunctionEntry;
  capture: { readonly name: string; readonly line: number; readonly column: number } | undefined;
}

/** The variables of a scope that several functions use and one of them changes. */
export interface Environment {
  readonly id: number;
  readonly values: Record<string, Value>;
  /** How many functions of this graph use each. */
  readonly users: Map<string, number>;
}

/** A function whose text depends on what else turns up in the graph. */
export interface Unfinished {
  readonly node: Draft<FunctionNode>;
  readonly module: LoadedModule;
  readonly index: number;
  readonly late: number[];
  readonly cells: { readonly capture: number; readonly name: string; readonly environment: Environment }[];
}

/**
 * Walks a graph once. `revive` walks the nodes in the very same order, so that what is under way here when it is met again is under
 * way there too: a function whose captures are not all known, or an object whose class is not.
 */
export class Packer {
  readonly instrumented: boolean;
  /** Nothing is kept, it is only looked whether it could be: no need to copy bytes. */
  readonly dry: boolean;
  readonly nodes: Node[] = [];
  readonly modules: Record<string, ModuleTable> = {};
  readonly local: unknown[] = [];
  readonly underWay = new Set<number>();
  readonly unfinished: Unfinished[] = [];
  frames: Frame[] = [];
  path: string[] = [];
  readonly #options: PackOptions;
  readonly #ends: (() => void)[] = [];
  readonly #ids = new Map<unknown, number>();
  readonly #environments = new Map<unknown, Environment>();

  constructor(options: PackOptions, dry: boolean) {
    this.#options = options;
    this.instrumented = options.instrumented ?? false;
    this.dry = dry;
  }

  pack(functions: readonly Function[]): Packed {
    return this.#packed(() => functions.map((fn) => this.#root(fn)));
  }

  packValues(values: readonly unknown[]): Packed {
    return this.#packed(() => values.map((value, i) => this.step(`[${i}]`, () => this.value(value))));
  }

  #packed(walk: () => Value[]): Packed {
    const roots = this.#walked(walk);
    const codes: Record<string, Code> = {};
    if (!this.dry) for (const each of this.unfinished) finish(each, this.instrumented, codes);
    return { version: 1, roots, nodes: this.nodes, codes, modules: this.modules, local: this.local };
  }

  #walked(walk: () => Value[]): Value[] {
    try {
      const roots = walk();
      // More may be added meanwhile.
      for (const end of this.#ends) end();
      return roots;
    } catch (error) {
      if (error instanceof Error && /call stack|too much recursion/.test(error.message)) this.refuse(REFUSED.depth);
      throw error;
    }
  }

  /** A function that is asked for runs by reference where it cannot be copied, even a bound one. */
  #root(fn: Function): Value {
    const isKnown = registrationOf(fn) !== undefined || intrinsicName(fn) !== undefined || exportName(fn) !== undefined;
    return isKnown || this.#ids.has(fn) ? this.value(fn) : this.byReference(fn);
  }

  value(value: unknown): Value {
    switch (typeof value) {
      case "string":
        return value.isWellFormed()
          ? value
          : { units: Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)) };
      case "number":
        return value === 0 && Object.is(value, -0) ? { negativeZero: true } : value;
      case "symbol":
        return this.#symbol(value);
      case "function":
      case "object":
        return value === null ? null : this.#thing(value);
      default:
        return value as bigint | boolean | undefined;
    }
  }

  /** The value of a variable that changes, or of a static field. */
  stateValue(value: unknown): Value {
    return this.#options.forgets?.(value) ? undefined : this.value(value);
  }

  #symbol(symbol: symbol): Value {
    const key = Symbol.keyFor(symbol);
    if (key !== undefined) return { symbol: key };
    const name = symbol.description?.startsWith("Symbol.") ? symbol.description.slice("Symbol.".length) : "";
    if ((Symbol as unknown as Record<string, unknown>)[name] === symbol) return { wellKnownSymbol: name };
    return this.refuse(REFUSED.symbol);
  }

  #thing(thing: object): Value {
    const known = this.#ids.get(thing);
    if (known !== undefined) return { $: known };
    const substitute = this.#options.substitute?.(thing);
    if (substitute !== undefined) return this.#custom(thing, () => substitute);
    const intrinsic = intrinsicName(thing);
    if (intrinsic !== undefined) return this.add(thing, { t: "intrinsic", name: intrinsic });
    const exported = exportName(thing);
    if (exported !== undefined) return this.add(thing, { t: "import", ...exported });
    const { [SERIALIZE]: serialize, [NOT_SERIALIZABLE]: wording } = thing as {
      [SERIALIZE]?: unknown;
      [NOT_SERIALIZABLE]?: unknown;
    };
    if (typeof serialize === "function") return this.#custom(thing, serialize);
    if (typeof wording === "string") this.refuse(REFUSED.driverOnly(wording));
    return typeof thing === "function" ? packFunction(this, thing) : packObject(this, thing);
  }

  #custom(thing: object, serialize: Function): Value {
    const node: { t: "custom"; data: Value } = { t: "custom", data: undefined };
    const reference = this.add(thing, node);
    this.underWay.add(reference.$);
    node.data = this.value(this.#standIn(thing, serialize));
    this.underWay.delete(reference.$);
    return reference;
  }

  /** What travels for `thing`. */
  #standIn(thing: object, serialize: Function): unknown {
    try {
      return serialize.call(thing);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      return this.refuse({ what: error.message.trimEnd(), advice: error.advice ?? "", cause: error });
    }
  }

  /** A function whose text is not known. */
  byReference(fn: Function): Reference {
    const what = `the function ${fn.name || "without a name"}`;
    if (this.instrumented) this.refuse(REFUSED.uncompiled(what));
    return this.add(fn, { t: "local", index: this.local.push(fn) - 1, what });
  }

  environment(token: unknown): Environment {
    let environment = this.#environments.get(token);
    if (environment === undefined) {
      const values: Record<string, Value> = {};
      environment = { id: this.add(undefined, { t: "environment" }).$, values, users: new Map() };
      this.#environments.set(token, environment);
    }
    return environment;
  }

  /** A new node, by which `thing` (if it is one) is known from now on. */
  add(thing: object | undefined, node: Node): Reference {
    const $ = this.nodes.push(node) - 1;
    if (thing !== undefined) this.#ids.set(thing, $);
    return { $ };
  }

  /** Does `value` refer to something that will not exist yet when this place is reached in reviving? */
  isLate(value: Value): boolean {
    return typeof value === "object" && value !== null && "$" in value && this.underWay.has(value.$);
  }

  /** Does `work` when all else is packed, as if it were done now. */
  atEnd(work: () => void): void {
    const [frames, path] = [[...this.frames], [...this.path]];
    this.#ends.push(() => {
      this.frames = frames;
      this.path = path;
      work();
    });
  }

  /** Does `work` with a further step of the path from the function to what is being packed. */
  step<T>(label: string, work: () => T): T {
    this.path.push(label);
    const result = work();
    this.path.pop();
    return result;
  }

  refuse({ what, advice, uncompiled, cause }: Uncopyable): never {
    const frame = this.frames.findLast((each) => each.capture !== undefined);
    const site = ({ line, column }: { line: number; column: number }): Site => siteIn(frame!.table, line, column);
    throw new TaskNotSerializableError({
      what,
      advice,
      uncompiled,
      cause,
      path: this.path.join(""),
      closure: frame && site(frame.entry),
      variable: frame?.capture?.name,
      used: frame?.capture && site(frame.capture),
    });
  }
}

/** A variable that only one function of the graph uses is its own; others live in an environment. Now the text is known. */
function finish(
  { node, module, index, late, cells }: Unfinished,
  instrumented: boolean,
  codes: Record<string, Code>,
): void {
  const shared = cells.filter(({ name, environment }) => environment.users.get(name)! > 1);
  if (shared.length > 0) node.cells = shared.map(({ capture, name, environment }) => [capture, environment.id, name]);
  const inEnvironment = shared.map((each) => each.capture);
  const ownLate = late.filter((capture) => !inEnvironment.includes(capture));
  const again = instrumented || travelsAgain(module.table.functions[index]!);
  const isPlain = !again && ownLate.length === 0 && shared.length === 0;
  const code = codeOf(module, index, isPlain ? PLAIN : { instrumented: again, late: ownLate, shared: inEnvironment });
  node.code = code.key;
  codes[code.key] = code;
}
