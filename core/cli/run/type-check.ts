import { existsSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { codeFrame, placeText } from "../code-frame.ts";

/** What the program has to be checked with, whatever its own tsconfig.json says: how `sluice run` loads it. */
function ownOptions(typescript: typeof ts): ts.CompilerOptions {
  const index = fileURLToPath(new URL("../../index", import.meta.url));
  return {
    noEmit: true,
    target: typescript.ScriptTarget.ESNext,
    module: typescript.ModuleKind.NodeNext,
    moduleResolution: typescript.ModuleResolutionKind.NodeNext,
    moduleDetection: typescript.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    skipDefaultLibCheck: true,
    allowJs: true,
    paths: { sluice: [existsSync(`${index}.d.ts`) ? `${index}.d.ts` : `${index}.ts`] },
    // Only for projects and for output, which do not matter here.
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    inlineSourceMap: false,
    emitDeclarationOnly: false,
    isolatedDeclarations: false,
    rootDir: undefined,
    outDir: undefined,
    baseUrl: undefined,
  };
}

/** What a program's types have to say against it. */
export interface TypeCheck {
  /** One text for people each. */
  readonly errors: readonly string[];
  /** Are they about types only, so that the program could run all the same? */
  readonly runnable: boolean;
}

const NOT_ERASABLE = 1294;

/** Names that come with Node; unknown only because the types of Node are not installed beside the program. */
const MISSING_NODE_TYPES = new Set([2307, 2580, 2584, 2591, 7016]);

/**
 * Looks for errors of syntax and of types in a program and in its own modules. The options of a tsconfig.json above
 * the program hold where they can; without one it is checked strictly.
 */
export async function checkTypes(program: string): Promise<TypeCheck> {
  const { default: typescript } = await import("typescript");
  const folder = dirname(program);
  const nodeTypes = findNodeTypes(folder);
  const options: ts.CompilerOptions = {
    strict: true,
    lib: nodeTypes === undefined ? ["lib.esnext.d.ts", "lib.dom.d.ts"] : ["lib.esnext.d.ts"],
    types: nodeTypes === undefined ? [] : ["node"],
    ...(nodeTypes === undefined ? {} : { typeRoots: [nodeTypes] }),
    ...tsconfigOptions(typescript, folder),
    ...ownOptions(typescript),
  };
  const host = typescript.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  const isOwn = (file: string): boolean =>
    !file.endsWith(".d.ts") && !resolve(file).includes(`${sep}node_modules${sep}`);
  host.getSourceFile = (file, languageOptions, ...rest) => {
    // Every module of the program is loaded as an ES module, whatever a package.json above it says.
    const esm = {
      ...(typeof languageOptions === "object" ? languageOptions : { languageVersion: languageOptions }),
      impliedNodeFormat: typescript.ModuleKind.ESNext,
    } as const;
    return getSourceFile(file, isOwn(file) ? esm : languageOptions, ...rest);
  };

  const checked = typescript.createProgram([program], options, host);
  const found: ts.Diagnostic[] = [...checked.getOptionsDiagnostics()];
  for (const file of checked.getSourceFiles()) {
    if (!isOwn(file.fileName) || isEngine(file.fileName)) continue;
    const syntactic = checked.getSyntacticDiagnostics(file);
    found.push(...(syntactic.length > 0 ? syntactic : checked.getSemanticDiagnostics(file)));
  }
  const errors = found.filter((each) => nodeTypes !== undefined || !aboutNode(typescript, each));
  return {
    errors: errors.map((each) => textOf(typescript, each)),
    // The codes of syntax errors begin at 1000, those of types at 2000.
    runnable: errors.every(({ code }) => code >= 2000),
  };
}

const engine = fileURLToPath(new URL("../../", import.meta.url));

function isEngine(file: string): boolean {
  return resolve(file).startsWith(engine);
}

/** The folder with `node` in it that is nearest to the program, else ours. */
function findNodeTypes(folder: string): string | undefined {
  for (const start of [folder, fileURLToPath(new URL(".", import.meta.url))]) {
    for (let at = start; ; at = dirname(at)) {
      const types = resolve(at, "node_modules/@types");
      if (existsSync(resolve(types, "node/package.json"))) return types;
      if (dirname(at) === at) break;
    }
  }
  return undefined;
}

function tsconfigOptions(typescript: typeof ts, folder: string): ts.CompilerOptions {
  const path = typescript.findConfigFile(folder, typescript.sys.fileExists);
  if (path === undefined) return {};
  const { config } = typescript.readConfigFile(path, typescript.sys.readFile);
  // Its files are of no interest, and looking for them may take long.
  const host = { ...typescript.sys, readDirectory: () => [] };
  return typescript.parseJsonConfigFileContent(config ?? {}, host, dirname(path)).options;
}

function aboutNode(typescript: typeof ts, { code, messageText }: ts.Diagnostic): boolean {
  return (
    MISSING_NODE_TYPES.has(code) &&
    /node|'(process|Buffer|console)'/i.test(typescript.flattenDiagnosticMessageText(messageText, "\n"))
  );
}

function textOf(typescript: typeof ts, { file, start, messageText, code }: ts.Diagnostic): string {
  const text =
    code === NOT_ERASABLE
      ? "This TypeScript is more than types, which are left out when it runs: write it in plain JavaScript, an enum as an object for instance."
      : typescript.flattenDiagnosticMessageText(messageText, "\n");
  const message = `${text} (TS${code})`;
  if (file === undefined) return message;
  const { line, character } = file.getLineAndCharacterOfPosition(start ?? 0);
  const place = { path: file.fileName, line: line + 1, column: character + 1 };
  return [`${placeText(place)}: ${message}`, ...codeFrame(place, file.text).map((each) => `    ${each}`)].join("\n");
}
