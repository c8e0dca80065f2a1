import type { AnyNode, Node } from "acorn";
import type { Site } from "../../conf/errors.ts";
import type { Entries, Entry } from "./entries.ts";
import { importOf, isOutside, type Scopes } from "./scopes.ts";
import { keyName, placeOf } from "./syntax.ts";

/** Something that is allowed and may not do what it looks like. */
export interface Warning {
  readonly code: "ASSIGNS_CAPTURED";
  readonly message: string;
  /** Where the variable is assigned. */
  readonly site: Site;
  readonly variable: string;
  /** The function that assigns it. */
  readonly closure: Site;
  /** The method that this function is given to, e.g. `foreach`; functions given to `foreachRDD` and `transform` run on the driver. */
  readonly operation: string | undefined;
}

/** Assignments to variables that a function has from outside: where it runs on an executor, it changes its own copy. */
export function assignmentWarnings(
  file: string,
  scopes: Scopes,
  entries: Entries,
  parents: ReadonlyMap<Node, AnyNode>,
): Warning[] {
  const warnings: Warning[] = [];
  for (const { identifier, variable, writes } of scopes.uses) {
    if (!writes || importOf(variable) !== undefined) continue;
    const entry = enclosing(identifier, entries, parents);
    if (entry === undefined || !isOutside(variable, entry.text)) continue;
    const { name } = variable;
    warnings.push({
      code: "ASSIGNS_CAPTURED",
      message: `this changes only the executor's copy of '${name}', the variable outside of the function keeps its value; use an accumulator, or an action that gives the result`,
      site: siteAt(file, identifier),
      variable: name,
      closure: siteAt(file, entry.node),
      operation: operationOf(entry.node, parents),
    });
  }
  return warnings;
}

function enclosing(node: Node, entries: Entries, parents: ReadonlyMap<Node, AnyNode>): Entry | undefined {
  for (let next = parents.get(node); next !== undefined; next = parents.get(next)) {
    const entry = entries.of(next);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

function operationOf(node: AnyNode, parents: ReadonlyMap<Node, AnyNode>): string | undefined {
  const parent = parents.get(node)!;
  if (parent.type !== "CallExpression" || parent.callee.type !== "MemberExpression") return undefined;
  const { computed, property } = parent.callee;
  return keyName({ computed, key: property });
}

function siteAt(file: string, node: Node): Site {
  const { line, column } = placeOf(node);
  return { file, line, column: column + 1 };
}
