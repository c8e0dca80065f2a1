import type { AnyNode, Node } from "acorn";
import type { Site } from "../../conf/errors.ts";
import type { Entries, Entry } from "./entries.ts";
import { importOf, isOutside, type Scopes } from "./scopes.ts";
import { placeOf } from "./syntax.ts";

/** Something that is allowed and may not do what it looks like. */
export interface Warning {
  readonly code: "ASSIGNS_CAPTURED";
  readonly message: string;
  /** Where the variable is assigned. */
  readonly site: Site;
  readonly variable: string;
  /** The function that assigns it. */
  readonly closure: Site;
  /** The method that this function is given to, e.g. `foreach`. */
  readonly operation: string;
}

/** Methods of RDDs and DStreams whose functions run on executors. */
const ON_EXECUTORS = new Set(
  [
    "map flatMap filter mapPartitions mapPartitionsWithIndex mapValues flatMapValues keyBy groupBy sortBy foreach foreachPartition",
    "reduce reduceByKey reduceByKeyAndWindow reduceByWindow reduceByKeyLocally treeReduce fold foldByKey aggregate aggregateByKey",
    "treeAggregate combineByKey updateStateByKey zipPartitions",
  ].flatMap((line) => line.split(" ")),
);

/**
 * Assignments to variables that a function has from outside, where the function is given to a method of an RDD or DStream, known by its
 * name: on an executor it changes its own copy. (An array's `map` looks the same; without types nobody can tell.)
 */
export function assignmentWarnings(
  file: string,
  scopes: Scopes,
  entries: Entries,
  parents: ReadonlyMap<Node, AnyNode>,
): Warning[] {
  const warnings: Warning[] = [];
  for (const { identifier, variable, writes } of scopes.uses) {
    if (!writes || importOf(variable) !== undefined) continue;
    for (const entry of enclosing(identifier, entries, parents)) {
      if (!isOutside(variable, entry.text)) break;
      const operation = operationOf(entry.node, scopes, parents);
      if (operation === undefined) continue;
      const { name } = variable;
      warnings.push({
        code: "ASSIGNS_CAPTURED",
        message: `the function given to ${operation} runs on executors and changes their own copies of '${name}': outside of it the variable keeps its value. Use an accumulator, or an action that gives the result`,
        site: siteAt(file, identifier),
        variable: name,
        closure: siteAt(file, entry.node),
        operation,
      });
      break;
    }
  }
  return warnings;
}

/** The functions around a node, from the innermost. */
function* enclosing(node: Node, entries: Entries, parents: ReadonlyMap<Node, AnyNode>): Generator<Entry> {
  for (let next = parents.get(node); next !== undefined; next = parents.get(next)) {
    const entry = entries.of(next);
    if (entry !== undefined) yield entry;
  }
}

/** The method on executors that a function is given to, in place or by its name. */
function operationOf(node: AnyNode, scopes: Scopes, parents: ReadonlyMap<Node, AnyNode>): string | undefined {
  const parent = parents.get(node)!;
  let name: Node | null | undefined;
  if (parent.type === "VariableDeclarator") name = parent.id;
  else if (node.type === "FunctionDeclaration") name = node.id;
  if (!name) return methodGiven(node, parents);
  const variable = scopes.declaredBy(name);
  if (variable === undefined) return undefined;
  for (const { identifier } of scopes.of(variable)) {
    const method = methodGiven(identifier, parents);
    if (method !== undefined) return method;
  }
  return undefined;
}

function methodGiven(argument: AnyNode, parents: ReadonlyMap<Node, AnyNode>): string | undefined {
  const call = parents.get(argument)!;
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression" || call.callee.computed)
    return undefined;
  const { property } = call.callee;
  return property.type === "Identifier" && ON_EXECUTORS.has(property.name) ? property.name : undefined;
}

function siteAt(file: string, node: Node): Site {
  const { line, column } = placeOf(node);
  return { file, line, column: column + 1 };
}
