import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Plugin } from "vite";

const MODULE = "virtual:engine-types";
const CORE = fileURLToPath(new URL("../../core/", import.meta.url));

export interface EngineTypes {
  /** Declarations by path below the package: `index.d.ts`, `rdd/rdd.d.ts`, … */
  readonly declarations: Readonly<Record<string, string>>;
  /** The sources that they were made from. */
  readonly files: readonly string[];
}

/** The declarations of all that a program can reach from `import … from "sluice"`, with their documentation. */
export function emitEngineTypes(): EngineTypes {
  const config = ts.getParsedCommandLineOfConfigFile(
    resolve(CORE, "tsconfig.json"),
    {
      noEmit: false,
      composite: false,
      incremental: false,
      declaration: true,
      emitDeclarationOnly: true,
      declarationMap: false,
      outDir: CORE,
    },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic) => fail([diagnostic]) },
  )!;
  const program = ts.createProgram({
    rootNames: [resolve(CORE, "index.ts"), resolve(CORE, "globals.d.ts")],
    options: { ...config.options, tsBuildInfoFile: undefined },
  });
  const emitted = new Map<string, string>();
  program.emit(undefined, (path, text) => emitted.set(path, text), undefined, true);

  const declarations: Record<string, string> = {};
  const visit = (path: string): void => {
    const name = relative(CORE, path).replaceAll("\\", "/");
    const text = emitted.get(path);
    if (text === undefined || name in declarations) return;
    declarations[name] = text;
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName.startsWith(".")) visit(resolve(dirname(path), fileName.replace(/\.ts$/, ".d.ts")));
    }
  };
  visit(resolve(CORE, "index.d.ts"));
  if (!("index.d.ts" in declarations)) fail(ts.getPreEmitDiagnostics(program));
  const files = program.getSourceFiles().map((file) => file.fileName);
  return { declarations, files: files.filter((file) => file.startsWith(CORE.replaceAll("\\", "/"))) };
}

function fail(diagnostics: readonly ts.Diagnostic[]): never {
  const host = {
    getCurrentDirectory: () => CORE,
    getCanonicalFileName: (name: string) => name,
    getNewLine: () => "\n",
  };
  throw new Error(
    `The engine's declarations could not be made:\n${ts.formatDiagnostics(diagnostics.slice(0, 20), host)}`,
  );
}

/** `import { declarations } from "virtual:engine-types"`: what the editor knows about the engine. */
export function engineTypes(): Plugin {
  return {
    name: "sluice:engine-types",
    resolveId(id) {
      if (id === MODULE) return `\0${MODULE}`;
    },
    load(id) {
      if (id !== `\0${MODULE}`) return;
      const { declarations, files } = emitEngineTypes();
      for (const file of files) this.addWatchFile(file);
      return `export const declarations = ${JSON.stringify(declarations)};`;
    },
  };
}
