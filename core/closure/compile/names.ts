import type { AnyNode, Node } from "acorn";
import { type ClassNode, type FunctionNode, keyName, keyText } from "./syntax.ts";

/** The name that the language gives a function without one, from where it stands; a call around it would take it away. */
export function inferredName(node: FunctionNode | ClassNode, parents: ReadonlyMap<Node, AnyNode>): string | undefined {
  if (node.id) return undefined;
  const parent = parents.get(node)!;
  switch (parent.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : undefined;
    case "AssignmentExpression": {
      const named = parent.operator === "=" || /^(&&|\|\||\?\?)=$/.test(parent.operator);
      return named && parent.left.type === "Identifier" ? parent.left.name : undefined;
    }
    case "AssignmentPattern":
      return parent.left.type === "Identifier" ? parent.left.name : undefined;
    case "Property": {
      const name = keyName(parent);
      return name === "__proto__" ? undefined : name;
    }
    case "PropertyDefinition": {
      const key = parent.key as AnyNode;
      return key.type === "PrivateIdentifier" ? `#${key.name}` : keyName(parent);
    }
    case "ExportDefaultDeclaration":
      return "default";
    default:
      return undefined;
  }
}

/** Text before and after an expression that gives it the name that it has where it stands. */
export function namedInPlace(
  node: FunctionNode | ClassNode,
  parents: ReadonlyMap<Node, AnyNode>,
): [before: string, after: string] {
  const parent = parents.get(node)!;
  const isComputed =
    !node.id && parent.type === "Property" && parent.computed && parents.get(parent)!.type === "ObjectExpression";
  const key = isComputed ? keyText(parent) : undefined;
  return key === undefined ? namedBy(inferredName(node, parents)) : [`{[${key}]:`, `}[${key}]`];
}

function namedBy(name: string | undefined): [before: string, after: string] {
  if (name === undefined) return ["", ""];
  if (/^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__") return [`{${name}:`, `}.${name}`];
  const quoted = JSON.stringify(name);
  return [`{[${quoted}]:`, `}[${quoted}]`];
}
