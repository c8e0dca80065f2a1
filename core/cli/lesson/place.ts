import ts from "typescript";

/**
 * The line and column, from 1, of what a path leads to in the value that a module exports as its default: `["pages", 2, "view"]`. Where the path
 * leaves what is written down there, the place is that of the last that is.
 */
export function placeIn(source: string, path: readonly (string | number)[]): { line: number; column: number } {
  const file = ts.createSourceFile("lesson.ts", source, ts.ScriptTarget.ESNext, true);
  const exported = file.statements.find(ts.isExportAssignment);
  let at: ts.Node = exported ?? file;
  let value: ts.Node | undefined = exported?.expression;
  for (const key of path) {
    const next: ts.Node | undefined = value === undefined ? undefined : part(bare(value), key);
    if (next === undefined) break;
    at = next;
    value = ts.isPropertyAssignment(next) ? next.initializer : next;
  }
  const { line, character } = file.getLineAndCharacterOfPosition(at.getStart(file));
  return { line: line + 1, column: character + 1 };
}

function part(value: ts.Node, key: string | number): ts.Node | undefined {
  if (ts.isArrayLiteralExpression(value)) return value.elements[Number(key)];
  if (!ts.isObjectLiteralExpression(value)) return undefined;
  return value.properties.find(
    (each) =>
      each.name !== undefined &&
      (ts.isIdentifier(each.name) || ts.isStringLiteral(each.name)) &&
      each.name.text === String(key),
  );
}

/** Without what only the compiler reads around it. */
function bare(value: ts.Node): ts.Node {
  if (ts.isSatisfiesExpression(value) || ts.isAsExpression(value) || ts.isParenthesizedExpression(value))
    return bare(value.expression);
  return value;
}
