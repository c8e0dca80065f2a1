import { monaco } from "./monaco.ts";
import type { Surface } from "./surface.ts";
import { defineThemes, themeName } from "./themes.ts";

/** Looks that the editor and the comparison share. */
export function textOptions(element: HTMLElement): monaco.editor.IEditorOptions {
  return {
    automaticLayout: true,
    fontFamily: getComputedStyle(element).getPropertyValue("--mono") || "Menlo, Consolas, monospace",
    fontSize: 12,
    lineHeight: 18,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    padding: { top: 8, bottom: 8 },
    lineNumbersMinChars: 3,
    guides: { indentation: false },
    overviewRulerLanes: 0,
    unicodeHighlight: { ambiguousCharacters: false },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, alwaysConsumeMouseWheel: false },
  };
}

/** Monaco's editor. */
export function monacoSurface(element: HTMLElement, shown: monaco.editor.ITextModel, theme: "dark" | "light"): Surface {
  defineThemes();
  const [place, overlays] = [document.createElement("div"), document.createElement("div")];
  place.style.height = "100%";
  // hovers and the like, with documentation
  overlays.className = "monaco-editor";
  overlays.lang = "en";
  element.append(place, overlays);
  const editor = monaco.editor.create(place, {
    ...textOptions(element),
    model: shown,
    theme: themeName(theme),
    overflowWidgetsDomNode: overlays,
    folding: true,
    renderLineHighlight: "line",
    fixedOverflowWidgets: true,
    wordBasedSuggestions: "off",
    quickSuggestions: { other: true, comments: false, strings: false },
  });
  /** Where a file was left: its cursor, and how far it was scrolled. */
  const left = new WeakMap<monaco.editor.ITextModel, monaco.editor.ICodeEditorViewState | null>();
  return {
    show: (model) => {
      const before = editor.getModel();
      if (before === model) return;
      if (before !== null) left.set(before, editor.saveViewState());
      editor.setModel(model);
      editor.restoreViewState(left.get(model) ?? null);
    },
    reveal: (line, column) => {
      const position = editor.getModel()!.validatePosition({ lineNumber: line, column });
      editor.setPosition(position);
      editor.revealPositionInCenterIfOutsideViewport(position);
    },
    setTheme: (theme) => monaco.editor.setTheme(themeName(theme)),
    setLabel: (ariaLabel) => editor.updateOptions({ ariaLabel }),
    focus: () => editor.focus(),
    dispose: () => {
      editor.dispose();
      place.remove();
      overlays.remove();
    },
  };
}
