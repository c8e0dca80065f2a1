import type { Site } from "../conf/errors.ts";
import type { FunctionEntry } from "./module-table.ts";
import type { FunctionNode, Node, ObjectNode, Packed, Value } from "./packed.ts";
import { siteIn } from "./registration.ts";

/** A packed function, to be looked at. */
export class FunctionView {
  name = "";
  site: Site | undefined;
  /** As in the program, without its types. */
  text = "";
  isClass = false;
  /** What it captures, by name: `this` too, and what it imports. */
  captured: readonly (readonly [name: string, value: unknown])[] = [];
}

/** A packed object that is no array, Map or Set. */
export class ObjectView {
  readonly className: string | undefined;
  fields: Readonly<Record<string, unknown>> = {};

  constructor(className: string | undefined) {
    this.className = className;
  }
}

/** Something that is shown by its name only. */
export class NameView {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What stands for a thing of the driver's. */
export class CustomView {
  data: unknown;
}

/** The values of a packed graph, to be looked at: nothing is evaluated, functions and instances become views of what they are. */
export function viewOf(packed: Packed): unknown[] {
  const viewer = new Viewer(packed);
  return packed.roots.map((root) => viewer.value(root));
}

class Viewer {
  readonly #packed: Packed;
  readonly #views = new Map<number, unknown>();

  constructor(packed: Packed) {
    this.#packed = packed;
  }

  value(value: Value): unknown {
    if (typeof value !== "object" || value === null) return value;
    if ("$" in value) return this.#node(value.$);
    if ("symbol" in value) return new NameView(`Symbol(${value.symbol})`);
    if ("wellKnownSymbol" in value) return new NameView(`Symbol.${value.wellKnownSymbol}`);
    if ("negativeZero" in value) return -0;
    if ("units" in value) return String.fromCharCode(...value.units);
    return undefined;
  }

  #node(id: number): unknown {
    if (this.#views.has(id)) return this.#views.get(id);
    const node = this.#packed.nodes[id]!;
    switch (node.t) {
      case "function":
        return this.#function(id, node);
      case "object":
        return this.#object(id, node);
      case "custom": {
        const view = new CustomView();
        this.#views.set(id, view);
        view.data = this.value(node.data);
        return view;
      }
      default:
        return this.#is(id, new NameView(this.#nameOf(node)));
    }
  }

  #is<V>(id: number, view: V): V {
    this.#views.set(id, view);
    return view;
  }

  #nameOf(node: Exclude<Node, FunctionNode | ObjectNode>): string {
    switch (node.t) {
      case "import":
        return node.name === "*" ? `* of ${node.specifier}` : node.name;
      case "member":
        return `${this.#className(node.owner) ?? "?"}.${String(node.key)}`;
      case "intrinsic":
        return node.name;
      case "local":
        return node.what;
      default:
        return node.t;
    }
  }

  #function(id: number, node: FunctionNode): FunctionView {
    const view = this.#is(id, new FunctionView());
    const { module, index, isClass } = this.#packed.codes[node.code]!;
    view.isClass = isClass;
    const table = this.#packed.modules[module];
    const entry = table?.functions[index];
    if (table === undefined || entry === undefined) return view;
    view.name = entry.name;
    view.site = siteIn(table, entry.line, entry.column);
    view.text = table.source.slice(entry.start, entry.end);
    view.captured = this.#captured(node, entry);
    return view;
  }

  #captured(node: FunctionNode, { captures, imports }: FunctionEntry): [string, unknown][] {
    const captured: [string, unknown][] = node.this === undefined ? [] : [["this", this.value(node.this)]];
    captures.forEach(({ name }, i) => void captured.push([name, this.value(node.captured[i])]));
    imports.forEach(({ name, specifier }) => void captured.push([name, new NameView(`imported from "${specifier}"`)]));
    return captured;
  }

  #className(value: Value | undefined): string | undefined {
    const view = this.value(value);
    return view instanceof FunctionView || view instanceof NameView ? view.name : undefined;
  }

  #object(id: number, node: ObjectNode): unknown {
    const { base } = node;
    switch (base?.kind) {
      case "array": {
        const array = this.#is<unknown[]>(id, []);
        for (const element of base.elements) array.push(this.value(element));
        return array;
      }
      case "map": {
        const map = this.#is(id, new Map<unknown, unknown>());
        base.keys.forEach((key, i) => void map.set(this.value(key), this.value(base.values[i])));
        return map;
      }
      case "set": {
        const set = this.#is(id, new Set<unknown>());
        for (const member of base.members) set.add(this.value(member));
        return set;
      }
      case "date":
        return this.#is(id, new Date(base.time));
      case "regexp":
        return this.#is(id, new NameView(`/${base.source}/${base.flags}`));
      case "buffer":
        return this.#is(id, new NameView(`${base.bytes.byteLength} bytes`));
      case "view":
        return this.#is(id, new NameView(`${base.type} of ${base.length}`));
      case "error":
        return this.#fields(this.#is(id, new ObjectView(base.type)), node);
      default:
        return this.#fields(this.#is(id, new ObjectView(this.#className(node.class))), node);
    }
  }

  #fields(view: ObjectView, { keys = [], values = [], properties = [] }: ObjectNode): ObjectView {
    const fields = keys.map((key, i): [string, unknown] => [key, this.value(values[i])]);
    for (const { key, value } of properties) if (typeof key === "string") fields.push([key, this.value(value)]);
    view.fields = Object.fromEntries(fields);
    return view;
  }
}
