import { createEditor, type ProgramEditor } from "../../../playground/editor/editor.ts";
import type { Diagnostic } from "../../../playground/sandbox/protocol.ts";

let editor: ProgramEditor | undefined;
const heard = { texts: [] as string[], diagnostics: undefined as readonly Diagnostic[] | undefined };

const page = {
  heard,
  get editor(): ProgramEditor {
    return editor!;
  },
  open(text: string, plain = false) {
    editor?.dispose();
    heard.texts.length = 0;
    heard.diagnostics = undefined;
    editor = createEditor(document.querySelector<HTMLElement>("#editor")!, {
      text,
      theme: "dark",
      label: "The program. Ctrl+M: Tab moves the focus.",
      plain,
    });
    editor.onChange((changed) => heard.texts.push(changed));
    editor.onDiagnostics((found) => {
      heard.diagnostics = found;
    });
  },
};

export type EditorPage = typeof page;

Object.assign(globalThis, { page });
