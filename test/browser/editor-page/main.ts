import { createEditor, type EditorWords, type ProgramEditor } from "../../../playground/editor/editor.ts";
import type { Diagnostic } from "../../../playground/sandbox/protocol.ts";
import type { ProgramFiles } from "../../../playground/work/files.ts";

let editor: ProgramEditor | undefined;
const heard = {
  texts: [] as (readonly [path: string, text: string])[],
  diagnostics: undefined as readonly Diagnostic[] | undefined,
};

const WORDS: EditorWords = {
  label: "The program. Ctrl+M: Tab moves the focus.",
  documentation: { throws: "Throws", spark: "Spark: ", notInSpark: "Not in Spark" },
};

/** The first file is the entry. */
function programOf(files: Readonly<Record<string, string>>): ProgramFiles {
  return { entry: Object.keys(files)[0]!, files: new Map(Object.entries(files)) };
}

const page = {
  heard,
  get editor(): ProgramEditor {
    return editor!;
  },
  open(files: Readonly<Record<string, string>>, plain = false) {
    editor?.dispose();
    heard.texts.length = 0;
    heard.diagnostics = undefined;
    editor = createEditor(document.querySelector<HTMLElement>("#editor")!, {
      program: programOf(files),
      theme: "dark",
      words: WORDS,
      plain,
    });
    editor.onChange((path, text) => heard.texts.push([path, text]));
    editor.onDiagnostics((found) => {
      heard.diagnostics = found;
    });
  },
  update(files: Readonly<Record<string, string>>) {
    editor!.update(programOf(files));
  },
};

export type EditorPage = typeof page;

Object.assign(globalThis, { page });
