import type ts from "typescript";
import { nameOf } from "./diagnostics.ts";
import { SETTINGS } from "./format.ts";

/**
 * The texts that change when the file at the address `from` goes to `to`, because of what they import: its own and others', by the paths that they have until
 * then. What changes is TypeScript's own refactoring.
 */
export function textsAfterRename(
  service: ts.LanguageService,
  from: string,
  to: string,
): (readonly [path: string, text: string])[] {
  const program = service.getProgram();
  return service.getEditsForFileRename(from, to, SETTINGS, {}).map(({ fileName, textChanges }) => {
    // from the end on: what stands before stays where it is
    const changes = [...textChanges].sort((a, b) => b.span.start - a.span.start);
    const before = program!.getSourceFile(fileName)!.text;
    const text = changes.reduce(
      (text, { span, newText }) => text.slice(0, span.start) + newText + text.slice(span.start + span.length),
      before,
    );
    return [nameOf(fileName), text];
  });
}
