import type { AnyNode, MemberExpression, Node } from "acorn";
import type { PrivateReference } from "../module-table.ts";
import type { ClassNode } from "./syntax.ts";

/** A use of a private member: `object.#name`, or `#name in object`. */
export interface PrivateUse {
  readonly name: string;
  readonly owner: ClassNode;
  readonly node: AnyNode;
  readonly object: Node;
  /** What stands for the member: `.#name`, or `#name in`. */
  readonly access: readonly [start: number, end: number];
  /** Undefined when it is written in a way that cannot be replaced. */
  readonly form: PrivateReference["form"] | undefined;
}

/** The names of a class's private members. */
export function privateNames(owner: ClassNode): Set<string> {
  const names = new Set<string>();
  for (const member of owner.body.body) {
    if (member.type !== "StaticBlock" && member.key.type === "PrivateIdentifier") names.add(member.key.name);
  }
  return names;
}

export function privateUse(
  node: AnyNode,
  parents: ReadonlyMap<Node, AnyNode>,
  classes: readonly ClassNode[],
  source: string,
): PrivateUse | undefined {
  const ownerOf = (name: string): ClassNode => classes.findLast((each) => privateNames(each).has(name))!;
  if (node.type === "MemberExpression" && node.property.type === "PrivateIdentifier") {
    const { name } = node.property;
    const end = node.property.end;
    const written = node.optional ? `?.#${name}` : `.#${name}`;
    const start = end - written.length;
    const form = source.slice(start, end) === written ? formOf(node, parents) : undefined;
    return { name, owner: ownerOf(name), node, object: node.object, access: [start, end], form };
  }
  if (node.type === "BinaryExpression" && (node.left as AnyNode).type === "PrivateIdentifier") {
    const { name } = node.left as unknown as { name: string };
    const written = /^#[^\s]+\s+in\b/.exec(source.slice(node.start));
    const end = node.start + (written?.[0].length ?? 0);
    return {
      name,
      owner: ownerOf(name),
      node,
      object: node.right,
      access: [node.start, end],
      form: written === null ? undefined : "in",
    };
  }
  return undefined;
}

function formOf(node: MemberExpression, parents: ReadonlyMap<Node, AnyNode>): PrivateReference["form"] {
  if (mayBeSkipped(node)) return "chain";
  const parent = parents.get(node)!;
  switch (parent.type) {
    case "CallExpression":
      return parent.callee === node ? "view" : "read";
    case "TaggedTemplateExpression":
      return parent.tag === node ? "view" : "read";
    case "AssignmentExpression":
    case "AssignmentPattern":
    case "ForInStatement":
    case "ForOfStatement":
      return parent.left === node ? "view" : "read";
    case "UpdateExpression":
    case "ArrayPattern":
    case "RestElement":
      return "view";
    case "Property":
      return parents.get(parent)!.type === "ObjectPattern" ? "view" : "read";
    default:
      return "read";
  }
}

/** Is there a `?.` before or at this member of a chain? */
function mayBeSkipped(node: AnyNode): boolean {
  if (node.type === "MemberExpression") return node.optional || mayBeSkipped(node.object as AnyNode);
  if (node.type === "CallExpression") return node.optional || mayBeSkipped(node.callee as AnyNode);
  return false;
}
