import ts from "typescript";
import { strip } from "../../core/closure/compile/strip.ts";
import { ProgramSyntaxError } from "../../core/closure/compile/syntax-error.ts";
import { transform } from "../../core/closure/compile/transform.ts";
import type { Site } from "../../core/conf/errors.ts";
import type { CompiledModule, CompiledProgram, Diagnostic } from "../sandbox/protocol.ts";
import { described, nameOf } from "./diagnostics.ts";

/** The program, or the mistakes that stand against it. */
export type CompileResult =
  | { readonly program: CompiledProgram; readonly warnings: readonly Diagnostic[] }
  | { readonly diagnostics: readonly Diagnostic[] };

/** So many mistakes are told; the first ones are those that matter. */
const MOST = 100;

/** Checks, strips and transforms the program whose entry is the file `uri`, with all files of its own that it imports. */
export function compileProgram(service: ts.LanguageService, uri: string): CompileResult {
  const program = service.getProgram();
  if (program?.getSourceFile(uri) === undefined) throw new Error(`The editor has no file ${uri}`);
  const files = filesFrom(program, uri);
  const diagnostics = files.flatMap((file) =>
    [...service.getSyntacticDiagnostics(file.fileName), ...service.getSemanticDiagnostics(file.fileName)]
      .filter((diagnostic) => diagnostic.category === ts.DiagnosticCategory.Error)
      .map((diagnostic) => described(file, diagnostic)),
  );
  if (diagnostics.length > 0) return { diagnostics: diagnostics.slice(0, MOST) };

  const warnings: Diagnostic[] = [];
  const modules: CompiledModule[] = [];
  try {
    for (const file of files) {
      const name = nameOf(file.fileName);
      const { code, map, warnings: found } = transform(strip(file, name), { file: name, original: file.text });
      modules.push({ name, code, map: map.toString() });
      warnings.push(...found.map(({ site, message, code }) => placed(site, message, code)));
    }
  } catch (error) {
    if (!(error instanceof ProgramSyntaxError)) throw error;
    return { diagnostics: error.problems.map(({ site, message }) => placed(site, message, error.code)) };
  }
  return { program: { entry: nameOf(uri), modules }, warnings };
}

/** The file and all that it imports, directly or not; other files that are open are not of this program. */
function filesFrom(program: ts.Program, entry: string): ts.SourceFile[] {
  const files = new Map<string, ts.SourceFile>();
  const visit = (uri: string): void => {
    const file = program.getSourceFile(uri) ?? program.getSourceFile(`${uri}.ts`);
    if (file === undefined || file.isDeclarationFile || files.has(file.fileName)) return;
    files.set(file.fileName, file);
    for (const { fileName } of ts.preProcessFile(file.text).importedFiles) {
      // TypeScript tells of names that lead nowhere; packages are no files of the program's
      if (/^\.{0,2}\//.test(fileName)) visit(new URL(fileName, uri).href);
    }
  };
  visit(entry);
  return [...files.values()];
}

function placed({ file, line, column }: Site, message: string, code: string): Diagnostic {
  return { file, line, column, message, code };
}
