import type { AnyNode, Expression, Identifier, Node } from "acorn";

/** A variable that gets its value from a call that may make a DStream or an RDD. */
export interface NamedValue {
  readonly value: Expression;
  readonly name: Identifier;
}

/** The values that a statement puts into variables and that can be told their name: `const counts = words.map(…)`. */
export function namedValues(node: AnyNode, parents: ReadonlyMap<Node, AnyNode>): NamedValue[] {
  if (node.type === "VariableDeclaration") {
    const { type } = parents.get(node)!;
    if (type === "ForStatement" || type === "ForOfStatement" || type === "ForInStatement") return [];
    return node.declarations.flatMap(({ id, init }) =>
      id.type === "Identifier" && isMaking(init) ? [{ value: init, name: id }] : [],
    );
  }
  if (node.type !== "ExpressionStatement") return [];
  const { expression } = node;
  if (expression.type !== "AssignmentExpression" || expression.operator !== "=") return [];
  const { left, right } = expression;
  return left.type === "Identifier" && isMaking(right) ? [{ value: right, name: left }] : [];
}

function isMaking(value: Expression | null | undefined): value is Expression {
  if (!value) return false;
  return (
    value.type === "NewExpression" || (value.type === "CallExpression" && value.callee.type === "MemberExpression")
  );
}
