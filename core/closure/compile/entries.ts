import type { AnyNode, Node } from "acorn";
import type { FunctionKind, LexicalUses, Place } from "../module-table.ts";
import { type PrivateUse, privateUse } from "./private-uses.ts";
import {
  type ClassNode,
  childrenOf,
  isClass,
  isFunction,
  keyText,
  type ObjectProperty,
  placeOf,
  type Syntax,
} from "./syntax.ts";

/** A function or class that can travel by itself. */
export interface Entry {
  readonly index: number;
  readonly kind: FunctionKind;
  readonly node: AnyNode;
  readonly text: { readonly start: number; readonly end: number };
  readonly uses: { -readonly [K in keyof LexicalUses]: LexicalUses[K] };
}

/** What stands around a node. */
interface Surroundings {
  /** There is a `this` here that is not the module's. */
  readonly hasThis: boolean;
  /** The entries that take `this`, `arguments`, `super` and `new.target` from around them. */
  readonly takers: readonly Entry[];
  /** The method of an object literal whose `super` this is. */
  readonly method: Entry | undefined;
  readonly classes: readonly ClassNode[];
}

/** Finds all functions and classes of a module that can travel, with what they use that is no variable. */
export class Entries {
  readonly list: Entry[] = [];
  readonly privateUses: PrivateUse[] = [];
  readonly dynamicImports: number[] = [];
  readonly importMetas: Node[] = [];
  readonly #byNode = new Map<Node, Entry>();
  readonly #syntax: Syntax;
  readonly #source: string;

  constructor(syntax: Syntax, source: string) {
    this.#syntax = syntax;
    this.#source = source;
    this.#visit(syntax.program, { hasThis: false, takers: [], method: undefined, classes: [] });
    for (const meta of this.importMetas) {
      for (const entry of this.list) {
        if (meta.start >= entry.text.start && meta.end <= entry.text.end) entry.uses.importMeta ??= place(meta);
      }
    }
    for (const at of this.dynamicImports) {
      for (const entry of this.list) {
        if (at >= entry.text.start && at < entry.text.end) entry.uses.dynamicImport = true;
      }
    }
  }

  of(node: Node): Entry | undefined {
    return this.#byNode.get(node);
  }

  #visit(node: AnyNode, around: Surroundings): void {
    const entry = this.#enter(node);
    this.#noteUses(node, around);
    if (node.type === "ArrowFunctionExpression") {
      this.#children(node, { ...around, takers: entry === undefined ? around.takers : [...around.takers, entry] });
    } else if (node.type === "FunctionExpression" || node.type === "FunctionDeclaration") {
      const method = this.#methodOf(node);
      // A function of a class belongs to the class; its `super` is known wherever the class is.
      this.#children(node, { ...around, hasThis: true, takers: [], method });
    } else if (isClass(node)) {
      this.#class(node, around, entry!);
    } else {
      this.#children(node, around);
    }
  }

  #children(node: AnyNode, around: Surroundings): void {
    for (const child of childrenOf(node)) this.#visit(child, around);
  }

  #class(node: ClassNode, around: Surroundings, entry: Entry): void {
    // What it extends and computed keys are evaluated outside of the class, but they are part of its text.
    const outside: Surroundings = { ...around, takers: [...around.takers, entry] };
    const inside: Surroundings = { hasThis: true, takers: [], method: undefined, classes: [...around.classes, node] };
    if (node.superClass) this.#visit(node.superClass as AnyNode, { ...outside, classes: inside.classes });
    for (const member of node.body.body) {
      if (member.type === "StaticBlock") {
        this.#children(member, inside);
        continue;
      }
      if (member.computed) this.#visit(member.key as AnyNode, { ...outside, classes: inside.classes });
      if (member.value) this.#visit(member.value as AnyNode, inside);
    }
  }

  #enter(node: AnyNode): Entry | undefined {
    if (isClass(node)) return this.#add("class", node);
    if (node.type === "Property") return this.#enterMethod(node);
    if (!isFunction(node)) return undefined;
    const parent = this.#syntax.parents.get(node)!;
    if (parent.type === "MethodDefinition") return undefined;
    if (parent.type === "Property" && parent.value === node && (parent.method || parent.kind !== "init"))
      return undefined;
    // Called where it stands, and nobody else can get hold of it.
    const isCalled = (parent.type === "CallExpression" || parent.type === "NewExpression") && parent.callee === node;
    if (isCalled && (node.type === "ArrowFunctionExpression" || !node.id)) return undefined;
    return this.#add("expression", node);
  }

  #enterMethod(node: ObjectProperty): Entry | undefined {
    if (this.#syntax.parents.get(node)!.type !== "ObjectExpression" || !(node.method || node.kind !== "init"))
      return undefined;
    if (keyText(node) === undefined) return undefined;
    if (node.computed) return this.#add("computed", node);
    return this.#add(node.kind === "get" ? "getter" : node.kind === "set" ? "setter" : "method", node);
  }

  #add(kind: FunctionKind, node: AnyNode): Entry {
    const entry: Entry = { index: this.list.length, kind, node, text: { start: node.start, end: node.end }, uses: {} };
    this.list.push(entry);
    this.#byNode.set(node, entry);
    return entry;
  }

  /** The method of an object literal that this function is. */
  #methodOf(node: AnyNode): Entry | undefined {
    const parent = this.#syntax.parents.get(node)!;
    return parent.type === "Property" && parent.value === node ? this.#byNode.get(parent) : undefined;
  }

  #noteUses(node: AnyNode, { hasThis, takers, method, classes }: Surroundings): void {
    switch (node.type) {
      case "ThisExpression":
        if (hasThis) for (const taker of takers) taker.uses.this ??= place(node);
        break;
      case "Super":
        for (const taker of takers) taker.uses.super ??= place(node);
        if (method !== undefined) method.uses.super ??= place(node);
        break;
      case "MetaProperty":
        if (node.meta.name === "import") this.importMetas.push(node);
        else for (const taker of takers) taker.uses.newTarget ??= place(node);
        break;
      case "ImportExpression":
        this.dynamicImports.push(node.start);
        break;
      default: {
        const use = privateUse(node, this.#syntax.parents, classes, this.#source);
        if (use !== undefined) this.privateUses.push(use);
      }
    }
  }
}

function place(node: Node): Place {
  const { line, column } = placeOf(node);
  return [line, column];
}
