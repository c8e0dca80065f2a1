import type { AnyNode, Identifier, Node, Program } from "acorn";
import { analyze, type Reference, type Scope, type Variable } from "eslint-scope";

/** One use of a variable that is declared somewhere in the module. */
export interface Use {
  readonly identifier: Identifier;
  readonly variable: Variable;
  /** The use changes it, other than by giving it its first value. */
  readonly writes: boolean;
  readonly scope: Scope;
}

export class Scopes {
  /** In the order of the text. */
  readonly uses: readonly Use[];
  readonly #byBlock = new Map<Node, Scope[]>();
  readonly #byVariable = new Map<Variable, Use[]>();

  constructor(program: Program) {
    const manager = analyze(program as unknown as Parameters<typeof analyze>[0], {
      ecmaVersion: 2024,
      sourceType: "module",
    });
    const seen = new Map<Identifier, Use>();
    for (const scope of manager.scopes) {
      const block = scope.block as unknown as Node;
      const scopes = this.#byBlock.get(block);
      if (scopes === undefined) this.#byBlock.set(block, [scope]);
      else scopes.push(scope);
      for (const reference of scope.references) this.#note(reference, seen);
    }
    this.uses = [...seen.values()].sort((a, b) => a.identifier.start - b.identifier.start);
    for (const use of this.uses) {
      const uses = this.#byVariable.get(use.variable);
      if (uses === undefined) this.#byVariable.set(use.variable, [use]);
      else uses.push(use);
    }
  }

  #note(reference: Reference, seen: Map<Identifier, Use>): void {
    if (reference.resolved === null) return;
    const identifier = reference.identifier as unknown as Identifier;
    // A default value in a pattern is one use more of the same text.
    const writes = (reference.isWrite() && reference.init !== true) || seen.get(identifier)?.writes === true;
    seen.set(identifier, { identifier, variable: reference.resolved, writes, scope: reference.from });
  }

  of(variable: Variable): readonly Use[] {
    return this.#byVariable.get(variable) ?? [];
  }

  /** The variable whose declaration has this name in it. */
  declaredBy(name: Node): Variable | undefined {
    for (const variable of this.#byVariable.keys()) {
      if (variable.identifiers.some((each) => (each as unknown) === name)) return variable;
    }
    return undefined;
  }

  /** The scopes that a node opens. */
  at(node: Node): readonly Scope[] {
    return this.#byBlock.get(node) ?? [];
  }

  /** The uses inside of a piece of text. */
  within({ start, end }: { start: number; end: number }): readonly Use[] {
    return this.uses.slice(this.#first(start), this.#first(end));
  }

  #first(position: number): number {
    let low = 0;
    let high = this.uses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.uses[middle]!.identifier.start < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Is the variable declared outside of this piece of text? */
export function isOutside(variable: Variable, text: { start: number; end: number }): boolean {
  const block = variable.scope.block as unknown as Node;
  return !(block.start >= text.start && block.end <= text.end);
}

/** The `arguments` of a function. */
export function isArguments(variable: Variable): boolean {
  return variable.name === "arguments" && variable.defs.length === 0;
}

export interface ImportBinding {
  readonly specifier: string;
  /** `*` for the namespace. */
  readonly imported: string;
}

export function importOf(variable: Variable): ImportBinding | undefined {
  const definition = variable.defs.find((each) => each.type === "ImportBinding");
  if (definition === undefined) return undefined;
  const node = definition.node as unknown as AnyNode;
  const specifier = String((definition.parent as unknown as { source: { value: unknown } }).source.value);
  if (node.type === "ImportNamespaceSpecifier") return { specifier, imported: "*" };
  if (node.type !== "ImportSpecifier") return { specifier, imported: "default" };
  return {
    specifier,
    imported: node.imported.type === "Identifier" ? node.imported.name : String(node.imported.value),
  };
}
