import { blankSourceFile } from "ts-blank-space";
import ts from "typescript";
import type { Site } from "../../conf/errors.ts";
import { type Problem, ProgramSyntaxError } from "./syntax-error.ts";

/**
 * A TypeScript program without its types: blanks stand in their place, so that everything else keeps its line and column.
 * Takes the text, or the syntax tree of an editor's TypeScript.
 * @throws ProgramSyntaxError for text that is no TypeScript, and for syntax that is more than types: enum, namespace, parameter properties …
 */
export function strip(source: string | ts.SourceFile, file: string): string {
  const tree = typeof source === "string" ? parse(source, file) : source;
  const { parseDiagnostics = [] } = tree as ts.SourceFile & { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  const siteAt = (position: number): Site => {
    const { line, character } = tree.getLineAndCharacterOfPosition(position);
    return { file, line: line + 1, column: character + 1 };
  };
  const errors = parseDiagnostics.map(
    ({ messageText, start }): Problem => ({
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
      site: siteAt(start),
    }),
  );
  if (errors.length > 0) throw new ProgramSyntaxError(errors as [Problem, ...Problem[]]);

  const problems: Problem[] = [];
  const text = blankSourceFile(tree, (node) => {
    problems.push({
      message: `${nameOf(node)} is not supported: it is more than a type`,
      site: siteAt(node.getStart(tree)),
    });
  });
  if (problems.length > 0) {
    throw new ProgramSyntaxError(problems as [Problem, ...Problem[]], {
      code: "NOT_ERASABLE",
      advice:
        "Write it as plain JavaScript with types: a const object for an enum, fields for parameter properties, modules for namespaces.",
    });
  }
  return text;
}

function parse(text: string, file: string): ts.SourceFile {
  return ts.createSourceFile(
    file,
    text,
    { languageVersion: ts.ScriptTarget.ESNext, impliedNodeFormat: ts.ModuleKind.ESNext },
    false,
    ts.ScriptKind.TS,
  );
}

function nameOf(node: ts.Node): string {
  switch (node.kind) {
    case ts.SyntaxKind.EnumDeclaration:
      return "enum";
    case ts.SyntaxKind.ModuleDeclaration:
      return "a namespace with values";
    case ts.SyntaxKind.Parameter:
    case ts.SyntaxKind.PublicKeyword:
    case ts.SyntaxKind.PrivateKeyword:
    case ts.SyntaxKind.ProtectedKeyword:
    case ts.SyntaxKind.ReadonlyKeyword:
      return "a parameter property";
    case ts.SyntaxKind.ImportEqualsDeclaration:
      return "import … = require(…)";
    case ts.SyntaxKind.ExportAssignment:
      return "export = …";
    case ts.SyntaxKind.TypeAssertionExpression:
      return "a type assertion in angle brackets";
    default:
      return ts.SyntaxKind[node.kind] ?? "this syntax";
  }
}
