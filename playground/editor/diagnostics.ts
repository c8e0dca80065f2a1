import ts from "typescript";
import type { Diagnostic } from "../sandbox/protocol.ts";

/** What TypeScript says of a stretch of a file while it is written; lines and columns count from 1. */
export interface Finding extends Diagnostic {
  readonly endLine: number;
  readonly endColumn: number;
  /** Hints are not told, but show in how the stretch is drawn. */
  readonly severity: "error" | "warning" | "hint";
  readonly isUnnecessary: boolean;
  readonly isDeprecated: boolean;
}

/** All that TypeScript finds in the files at these addresses. */
export function findingsIn(service: ts.LanguageService, uris: readonly string[]): Finding[] {
  const program = service.getProgram();
  return uris.flatMap((uri) => {
    const file = program?.getSourceFile(uri);
    if (file === undefined) return [];
    const found = [
      ...service.getSyntacticDiagnostics(uri),
      ...service.getSemanticDiagnostics(uri),
      ...service.getSuggestionDiagnostics(uri),
    ];
    return found.map((diagnostic) => finding(file, diagnostic));
  });
}

/** `file:///helpers/words.ts` is `helpers/words.ts`. */
export function nameOf(uri: string): string {
  return decodeURIComponent(uri.replace(/^file:\/\/\//, ""));
}

export function described(file: ts.SourceFile, diagnostic: ts.Diagnostic): Diagnostic {
  const { line, character } = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
  return {
    file: nameOf(file.fileName),
    line: line + 1,
    column: character + 1,
    message: flattened(diagnostic.messageText),
    code: `TS${diagnostic.code}`,
  };
}

const SEVERITIES: Readonly<Record<ts.DiagnosticCategory, Finding["severity"]>> = {
  [ts.DiagnosticCategory.Error]: "error",
  [ts.DiagnosticCategory.Warning]: "warning",
  [ts.DiagnosticCategory.Suggestion]: "hint",
  [ts.DiagnosticCategory.Message]: "hint",
};

function finding(file: ts.SourceFile, diagnostic: ts.Diagnostic): Finding {
  const end = file.getLineAndCharacterOfPosition((diagnostic.start ?? 0) + (diagnostic.length ?? 1));
  return {
    ...described(file, diagnostic),
    endLine: end.line + 1,
    endColumn: end.character + 1,
    severity: SEVERITIES[diagnostic.category],
    isUnnecessary: diagnostic.reportsUnnecessary !== undefined,
    isDeprecated: diagnostic.reportsDeprecated !== undefined,
  };
}

/** A message and what lies behind it, each reason further in. */
function flattened(message: string | ts.DiagnosticMessageChain, depth = 0): string {
  if (typeof message === "string") return message;
  const reasons = (message.next ?? []).map((next) => `\n${"  ".repeat(depth + 1)}${flattened(next, depth + 1)}`);
  return message.messageText + reasons.join("");
}
