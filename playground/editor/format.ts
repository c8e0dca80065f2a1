import ts from "typescript";

/** A stretch of a text, from `start` on, and what comes in its place; counted in characters of the text as it was. */
export interface TextEdit {
  readonly start: number;
  readonly length: number;
  readonly text: string;
}

/** How programs are laid out, as the lessons are. */
export const SETTINGS: ts.FormatCodeSettings = {
  ...ts.getDefaultFormatCodeSettings("\n"),
  indentSize: 2,
  tabSize: 2,
  convertTabsToSpaces: true,
};

/** What brings the file at an address into form: TypeScript's own formatter. */
export function formatFile(service: ts.LanguageService, uri: string): TextEdit[] {
  return service
    .getFormattingEditsForDocument(uri, SETTINGS)
    .map(({ span, newText }) => ({ start: span.start, length: span.length, text: newText }));
}
