import type { AnyNode, Node } from "acorn";
import type { Scope, Variable } from "eslint-scope";
import type { CellReference } from "../module-table.ts";
import type { Captures } from "./captures.ts";
import type { Entry } from "./entries.ts";
import { importOf, type Scopes } from "./scopes.ts";

/**
 * Variables that functions capture and change. Several functions may have the same variable, or one text may make several functions
 * that do. Wherever they travel together they must go on sharing it, so each scope that has one gets a token: an object that is made anew whenever the scope is entered, by which it is
 * told at run time which functions were made in the very same scope.
 */
export class Cells {
  /** The tokens' names by the node that declares them: a block, a loop, a `switch`, an arrow's body, the module. */
  readonly homes = new Map<Node, string>();
  readonly references: CellReference[] = [];
  readonly #tokens = new Map<Variable, { readonly token: string; readonly home: Node; readonly capturers: number }>();

  constructor(
    entries: readonly Entry[],
    captures: ReadonlyMap<Entry, Captures>,
    scopes: Scopes,
    parents: ReadonlyMap<Node, AnyNode>,
  ) {
    const capturers = new Map<Variable, number>();
    for (const entry of entries) {
      for (const { variable } of captures.get(entry)!.variables)
        capturers.set(variable, (capturers.get(variable) ?? 0) + 1);
    }
    for (const [variable, count] of capturers) {
      if (!isChangedByFunction(variable, scopes) || importOf(variable) !== undefined) continue;
      const home = homeOf(variable.scope);
      if (home === undefined) continue;
      const token = this.homes.get(home) ?? `$$$e${this.homes.size}`;
      this.homes.set(home, token);
      this.#tokens.set(variable, { token, home, capturers: count });
      for (const { identifier } of scopes.of(variable)) {
        const form = formOf(identifier, parents);
        this.references.push({ at: identifier.start, name: variable.name, token, ...(form && { form }) });
      }
    }
  }

  /** The token of a variable's scope for a function; false where the function stands outside of what the token reaches. */
  tokenFor(variable: Variable, { text }: Entry): string | false | undefined {
    const cell = this.#tokens.get(variable);
    if (cell === undefined) return undefined;
    const { token, home, capturers } = cell;
    const reach = reachOf(home as AnyNode);
    if (text.start >= reach.start && text.end <= reach.end) return token;
    // In a head a text makes one function for one variable.
    return capturers > 1 ? false : undefined;
  }
}

function isChangedByFunction(variable: Variable, scopes: Scopes): boolean {
  return scopes.of(variable).some((use) => use.writes && use.scope.variableScope !== variable.scope.variableScope);
}

/** The node that declares a scope's token. */
function homeOf(scope: Scope): Node | undefined {
  const block = scope.block as unknown as AnyNode;
  switch (scope.type) {
    case "function":
      return block.type === "ArrowFunctionExpression" && block.expression
        ? block
        : (block as unknown as { body: Node }).body;
    case "catch":
      return (block as unknown as { body: Node }).body;
    case "for":
    case "module":
    case "block":
    case "switch":
    case "class-static-block":
      return block;
    default:
      return undefined;
  }
}

/** Where the token is visible, and one and the same for each value of the variable. */
function reachOf(home: AnyNode): { start: number; end: number } {
  switch (home.type) {
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "ArrowFunctionExpression":
      return home.body;
    default:
      return home;
  }
}

function formOf(identifier: AnyNode, parents: ReadonlyMap<Node, AnyNode>): CellReference["form"] {
  const parent = parents.get(identifier)!;
  if (parent.type === "CallExpression" && parent.callee === identifier) return "callee";
  if (parent.type === "TaggedTemplateExpression" && parent.tag === identifier) return "callee";
  if (parent.type === "Property" && parent.shorthand) return "shorthand";
  // `{ n = 1 } = …`
  if (parent.type !== "AssignmentPattern" || parent.left !== identifier) return undefined;
  const property = parents.get(parent)!;
  return property.type === "Property" && property.shorthand ? "shorthand" : undefined;
}
