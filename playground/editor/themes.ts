import { monaco } from "./monaco.ts";

interface Colours {
  readonly base: "vs" | "vs-dark";
  readonly ink: string;
  readonly muted: string;
  readonly panel: string;
  readonly raised: string;
  readonly line: string;
  readonly focus: string;
  readonly fail: string;
  readonly keyword: string;
  readonly string: string;
  readonly type: string;
}

const DARK: Colours = {
  base: "vs-dark",
  ink: "#e9eff1",
  muted: "#a3b3bb",
  panel: "#151b1f",
  raised: "#1e262b",
  line: "#33414a",
  focus: "#7cc4ff",
  fail: "#ff8f85",
  keyword: "#d6c6ff",
  string: "#efb445",
  type: "#4ea3f5",
};

const LIGHT: Colours = {
  base: "vs",
  ink: "#142022",
  muted: "#4d5d61",
  panel: "#ffffff",
  raised: "#f2f5f4",
  line: "#ccd5d4",
  focus: "#0b5cad",
  fail: "#b3241c",
  keyword: "#4a1fa6",
  string: "#935c00",
  type: "#0c66c4",
};

let defined = false;

export function themeName(theme: "dark" | "light"): string {
  return `sluice-${theme}`;
}

/** The colours of the playground's styles, for the editor. */
export function defineThemes(): void {
  if (defined) return;
  defined = true;
  define("dark", DARK);
  define("light", LIGHT);
}

function define(theme: "dark" | "light", colours: Colours): void {
  const plain = (colour: string): string => colour.slice(1);
  monaco.editor.defineTheme(themeName(theme), {
    base: colours.base,
    inherit: true,
    rules: [
      { token: "", foreground: plain(colours.ink) },
      { token: "comment", foreground: plain(colours.muted), fontStyle: "italic" },
      { token: "keyword", foreground: plain(colours.keyword) },
      { token: "string", foreground: plain(colours.string) },
      { token: "regexp", foreground: plain(colours.string) },
      { token: "number", foreground: plain(colours.string) },
      { token: "type", foreground: plain(colours.type) },
      { token: "identifier", foreground: plain(colours.ink) },
      { token: "delimiter", foreground: plain(colours.muted) },
    ],
    colors: {
      "editor.background": colours.panel,
      "editor.foreground": colours.ink,
      "editorLineNumber.foreground": colours.muted,
      "editorLineNumber.activeForeground": colours.ink,
      "editor.lineHighlightBackground": colours.raised,
      "editor.lineHighlightBorder": "#00000000",
      "editorCursor.foreground": colours.ink,
      "editorWidget.background": colours.raised,
      "editorWidget.border": colours.line,
      "editorHoverWidget.background": colours.raised,
      "editorHoverWidget.border": colours.line,
      "editorSuggestWidget.background": colours.raised,
      "editorError.foreground": colours.fail,
      // what came and what went is told by signs and sides
      "diffEditor.insertedLineBackground": `${colours.ink}0d`,
      "diffEditor.insertedTextBackground": `${colours.ink}1a`,
      "diffEditor.removedLineBackground": `${colours.muted}0d`,
      "diffEditor.removedTextBackground": `${colours.muted}26`,
      "diffEditor.diagonalFill": colours.line,
      focusBorder: colours.focus,
    },
  });
}
