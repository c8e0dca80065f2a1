/** Monaco with TypeScript only, and the features that a program of one screen needs. */
import "monaco-editor/editor/contrib/suggest/browser/suggestController";
import "monaco-editor/features/bracketMatching/register";
import "monaco-editor/features/clipboard/register";
import "monaco-editor/features/codeAction/register";
import "monaco-editor/features/codelens/register";
import "monaco-editor/features/codicon/register";
import "monaco-editor/features/comment/register";
import "monaco-editor/features/contextmenu/register";
import "monaco-editor/features/cursorUndo/register";
import "monaco-editor/features/diffEditor/register";
import "monaco-editor/features/documentSymbols/register";
import "monaco-editor/features/dropOrPasteInto/register";
import "monaco-editor/features/find/register";
import "monaco-editor/features/folding/register";
import "monaco-editor/features/gotoError/register";
import "monaco-editor/features/gotoSymbol/register";
import "monaco-editor/features/hover/register";
import "monaco-editor/features/indentation/register";
import "monaco-editor/features/linesOperations/register";
import "monaco-editor/features/multicursor/register";
import "monaco-editor/features/parameterHints/register";
import "monaco-editor/features/quickCommand/register";
import "monaco-editor/features/rename/register";
import "monaco-editor/features/smartSelect/register";
import "monaco-editor/features/snippet/register";
import "monaco-editor/features/toggleTabFocusMode/register";
import "monaco-editor/features/tokenization/register";
import "monaco-editor/features/unusualLineTerminators/register";
import "monaco-editor/features/wordHighlighter/register";
import "monaco-editor/features/wordOperations/register";
import "monaco-editor/languages/definitions/typescript/register";
import { declarations } from "virtual:engine-types";
import * as monaco from "monaco-editor/editor";
import EditorWorker from "monaco-editor/editor/editor.worker?worker";
import { getTypeScriptWorker, typescriptDefaults } from "monaco-editor/languages/features/typescript/register";
import { COMPILER_OPTIONS } from "./compiler-options.ts";
import globals from "./program-globals.d.ts?raw";
import type { ProgramWorker } from "./ts-worker.ts";
import TypeScriptWorker from "./ts-worker.ts?worker";

export { monaco };

self.MonacoEnvironment = {
  getWorker: (_, label) => (label === "typescript" ? new TypeScriptWorker() : new EditorWorker()),
};

typescriptDefaults.setCompilerOptions(COMPILER_OPTIONS);
typescriptDefaults.setEagerModelSync(true);
// It looks at a file only when that changes itself; whether an import holds is decided elsewhere.
typescriptDefaults.setModeConfiguration({ ...typescriptDefaults.modeConfiguration, diagnostics: false });
typescriptDefaults.setExtraLibs([
  { filePath: "file:///program-globals.d.ts", content: globals },
  ...Object.entries(declarations).map(([path, content]) => ({
    filePath: `file:///node_modules/sluice/${path}`,
    content,
  })),
]);

/** The TypeScript worker, with the models of these addresses brought up to date. */
export async function programWorker(...uris: monaco.Uri[]): Promise<ProgramWorker> {
  const worker = await registeredWorker();
  return (await worker(...uris)) as unknown as ProgramWorker;
}

/** Monaco registers its TypeScript a while after the first model was made, and refuses until then. */
async function registeredWorker(): ReturnType<typeof getTypeScriptWorker> {
  for (let wait = 10; ; wait *= 2) {
    try {
      return await getTypeScriptWorker();
    } catch (error) {
      if (!String(error).includes("not registered") || wait > 20_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
