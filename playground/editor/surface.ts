import type { monaco } from "./monaco.ts";

/** What differs between Monaco's editor and a plain text field. */
export interface Surface {
  /** Shows a file, as it was left. */
  show(model: monaco.editor.ITextModel): void;
  /** Puts the cursor at a place of the file that is shown. */
  reveal(line: number, column: number): void;
  setTheme(theme: "dark" | "light"): void;
  /** What a screen reader calls it. */
  setLabel(label: string): void;
  focus(): void;
  dispose(): void;
}
