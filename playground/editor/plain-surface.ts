import { monaco } from "./monaco.ts";
import type { Surface } from "./surface.ts";
import { defineThemes, themeName } from "./themes.ts";

/** A plain text field, which a phone's keyboard and selection get on with. */
export function plainSurface(element: HTMLElement, shown: monaco.editor.ITextModel, theme: "dark" | "light"): Surface {
  defineThemes();
  monaco.editor.setTheme(themeName(theme));
  const field = document.createElement("textarea");
  field.className = "sluice-plain-editor";
  field.spellcheck = false;
  field.autocapitalize = "off";
  field.setAttribute("autocorrect", "off");
  element.append(field);
  let model = shown;
  let listening: monaco.IDisposable | undefined;
  const show = (next: monaco.editor.ITextModel): void => {
    listening?.dispose();
    model = next;
    field.value = model.getValue();
    field.setSelectionRange(0, 0);
    listening = model.onDidChangeContent(() => {
      if (field.value === model.getValue()) return;
      const at = field.selectionStart;
      field.value = model.getValue();
      field.setSelectionRange(at, at);
    });
  };
  show(shown);
  field.addEventListener("input", () => model.setValue(field.value));
  return {
    show,
    reveal: (line, column) => {
      const offset = model.getOffsetAt(model.validatePosition({ lineNumber: line, column }));
      field.focus();
      field.setSelectionRange(offset, offset);
    },
    // only code beside the editor has colours
    setTheme: (theme) => monaco.editor.setTheme(themeName(theme)),
    setLabel: (label) => field.setAttribute("aria-label", label),
    focus: () => field.focus(),
    dispose: () => {
      listening?.dispose();
      field.remove();
    },
  };
}
