import ts from "typescript";
import { type CompileResult, compileProgram } from "../../playground/editor/compile.ts";
import { COMPILER_OPTIONS } from "../../playground/editor/compiler-options.ts";
import { emitEngineTypes } from "../../playground/plugins/engine-types.ts";

/** Compiles a program as the editor's worker does, in Node. */
export function compileInNode(files: Readonly<Record<string, string>>, entry = "program.ts"): CompileResult {
  return compileProgram(serviceInNode(files), `file:///${entry}`);
}

/** What the editor's worker asks about these files, with the same compiler options and the engine's declarations, in Node. */
export function serviceInNode(files: Readonly<Record<string, string>>): ts.LanguageService {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`file:///${name}`, text]));
  for (const [path, text] of Object.entries(engineDeclarations()))
    texts.set(`file:///node_modules/sluice/${path}`, text);
  texts.set(
    "file:///globals.d.ts",
    ts.sys.readFile(new URL("../../playground/editor/program-globals.d.ts", import.meta.url).pathname)!,
  );
  const libraries = new URL("../../node_modules/typescript/lib/", import.meta.url).pathname;
  const read = (name: string): string | undefined =>
    texts.get(name) ?? (name.startsWith(libraries) ? ts.sys.readFile(name) : undefined);
  return ts.createLanguageService({
    getCompilationSettings: () => COMPILER_OPTIONS,
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const text = read(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => "",
    getDefaultLibFileName: () => `${libraries}lib.esnext.d.ts`,
    fileExists: (name) => read(name) !== undefined,
    readFile: read,
  });
}

let declarations: Readonly<Record<string, string>> | undefined;

function engineDeclarations(): Readonly<Record<string, string>> {
  declarations ??= emitEngineTypes().declarations;
  return declarations;
}
