import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CORE = `${ROOT}core/`;
/** What programs import, by the name under which they do. */
const ENTRIES = { sluice: `${CORE}index.ts`, "sluice/testing": `${CORE}testing/index.ts` } as const;

/** Classes of which a learner writes down every method, so that each has an example of its own. */
const WRITTEN = new Set([
  "Accumulator",
  "Broadcast",
  "DStream",
  "MapWithStateDStream",
  "Netcat",
  "RDD",
  "SparkConf",
  "SparkContext",
  "State",
  "StateSpec",
  "StreamingContext",
  "StreamingTest",
  "TestInput",
]);

/** What the examples take for given, for the reader as for the compiler. */
const GIVEN = `
declare const conf: import("sluice").SparkConf;
declare const sc: import("sluice").SparkContext;
declare const ssc: import("sluice").StreamingContext;
declare const lines: import("sluice").DStream<string>;
declare const words: import("sluice").DStream<string>;
declare const blocked: import("sluice").DStream<string>;
declare const numbers: import("sluice").DStream<number> & import("sluice").RDD<number>;
declare const pairs: import("sluice").DStream<[string, number]>;
declare const counts: import("sluice").DStream<[string, number]> & import("sluice").RDD<[string, number]>;
declare const clicks: import("sluice").DStream<[string, number]>;
declare const views: import("sluice").DStream<[string, number]>;
declare const totals: import("sluice").MapWithStateDStream<string, number, number, [string, number]>;
declare const users: import("sluice").RDD<[string, string]>;
declare const spec: import("sluice").StateSpec<string, number, number, number>;
declare const state: import("sluice").State<number>;
declare const ticker: import("sluice").Receiver<number>;
declare const listener: import("sluice").StreamingListener;
declare const t: import("sluice/testing").StreamingTest;
declare const counted: import("sluice/testing").Collected<number>;
declare const process: { on(signal: "SIGTERM", listener: () => void): void };
declare const socket: { write(bytes: Uint8Array): void };
`;

interface Documented {
  /** `DStream.map`, with a number where it is declared several times. */
  readonly name: string;
  readonly owner: string | undefined;
  readonly node: ts.Node;
  readonly description: string;
  readonly tags: ReadonlyMap<string, string>;
}

const program = compile([...Object.values(ENTRIES), `${CORE}globals.d.ts`]);
const checker = program.getTypeChecker();
const exported = Object.values(ENTRIES).flatMap((entry) =>
  checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!),
);
const exportedNames = new Set(exported.map((symbol) => symbol.name));
const everything = new Map<ts.Node, Documented>();
const declared = exported.map((symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
);
// what a class has from another one that is public is that one's
for (const { name, declarations = [] } of declared.sort((a, b) => depth(a) - depth(b))) {
  for (const [i, node] of written(declarations.filter(isOwn)).entries()) add(node, numbered(name, i), undefined);
  for (const node of declarations.filter(ts.isClassDeclaration)) members(name, node);
}

/** How many classes a class stands on. */
function depth(symbol: ts.Symbol): number {
  const [base] =
    symbol.flags & ts.SymbolFlags.Class ? (checker.getDeclaredTypeOfSymbol(symbol).getBaseTypes() ?? []) : [];
  return base?.symbol === undefined ? 0 : 1 + depth(base.symbol);
}

function compile(
  files: readonly string[],
  more: ts.CompilerOptions = {},
  texts = new Map<string, string>(),
): ts.Program {
  const { config } = ts.readConfigFile(`${CORE}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, CORE);
  const own = { ...options, composite: false, incremental: false, tsBuildInfoFile: undefined, noEmit: true, ...more };
  const host = ts.createCompilerHost(own);
  const { readFile, fileExists } = host;
  host.readFile = (file) => texts.get(file) ?? readFile.call(host, file);
  host.fileExists = (file) => texts.has(file) || fileExists.call(host, file);
  return ts.createProgram(files, own, host);
}

/** Of something that has several forms only those, without what does the work. */
function written(declarations: readonly ts.Declaration[]): readonly ts.Declaration[] {
  const forms = declarations.filter((each) => !(ts.isFunctionLike(each) && "body" in each && each.body !== undefined));
  return forms.length > 0 ? forms : declarations;
}

function isOwn(node: ts.Node): boolean {
  return node.getSourceFile().fileName.startsWith(CORE);
}

function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name} (${index + 1})`;
}

/** The public members of a class, with those that it has from classes below. */
function members(owner: string, node: ts.ClassDeclaration): void {
  const symbol = checker.getSymbolAtLocation(node.name!)!;
  const types = [checker.getDeclaredTypeOfSymbol(symbol), checker.getTypeOfSymbol(symbol)];
  for (const property of types.flatMap((type) => checker.getPropertiesOfType(type))) {
    const declarations = (property.declarations ?? []).filter(isOwn).filter(isPublic);
    for (const [i, each] of written(declarations).entries()) add(each, numbered(`${owner}.${property.name}`, i), owner);
  }
}

function isPublic(node: ts.Node): boolean {
  // the others' names are private, or symbols of the engine's
  if (!ts.isClassElement(node) || node.name === undefined || !ts.isIdentifier(node.name)) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (ts.getCombinedModifierFlags(node) & hidden) === 0;
}

function add(node: ts.Node, name: string, owner: string | undefined): void {
  if (everything.has(node)) return;
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const description = docs.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join("\n");
  const tags = new Map(
    docs
      .flatMap((doc) => [...(doc.tags ?? [])])
      .map((tag) => [tag.tagName.text, (ts.getTextOfJSDocComment(tag.comment) ?? "").trim()]),
  );
  everything.set(node, { name, owner, node, description: description.trim(), tags });
}

const all = [...everything.values()];
/** Members that the engine's own rooms need of each other. */
const isOfEngine = ({ description }: Documented): boolean => /\bfor the engine\b/i.test(description);
const known = all.filter((each) => !isOfEngine(each));
const namesOf = (list: readonly Documented[]): string[] => list.map(({ name }) => name);

describe("what a program can import", () => {
  test("is found", () => {
    const names = new Set(namesOf(all));
    for (const name of ["Seconds", "DStream.map", "DStream.reduceByKeyAndWindow (2)", "RDD.sortByKey"])
      expect(names.has(name), name).toBe(true);
    expect(all.length).toBeGreaterThan(400);
  });

  test("says what it does", () => {
    expect(namesOf(all.filter(({ description }) => description === ""))).toEqual([]);
  });

  test("names its counterpart in Spark, or says that there is none", () => {
    expect(
      namesOf(
        known.filter(
          ({ tags }) =>
            !/^(?:none(?:; .+)?|[A-Z]\w*\.\S+|(?:[a-z]+\.)+[A-Z]\w*(?:, [A-Z]\w*)*)$/.test(tags.get("spark") ?? ""),
        ),
      ),
    ).toEqual([]);
  });

  test("names it in one form only", () => {
    expect(namesOf(known.filter(({ description }) => /\bSpark: /.test(description)))).toEqual([]);
  });

  test("has an example wherever a learner writes it down", () => {
    const typed = known.filter(({ node, owner, name }) => {
      if (owner !== undefined) return WRITTEN.has(owner) && ts.isMethodDeclaration(node) && !name.endsWith(".toString");
      if (ts.isFunctionDeclaration(node)) return true;
      return ts.isClassDeclaration(node) && !/Error$/.test(name);
    });
    expect(typed.length).toBeGreaterThan(200);
    expect(namesOf(typed.filter(({ tags }) => !tags.get("example")))).toEqual([]);
  });
});

test("every example compiles", () => {
  const examples = all.filter(({ tags }) => tags.has("example"));
  const texts = new Map([
    [`${CORE}given.d.ts`, GIVEN],
    [`${CORE}program.ts`, "export {};"],
  ]);
  const files = examples.map(({ name, tags }, i) => {
    const text = tags.get("example")!;
    const used = new Set(text.match(/\b[A-Z]\w+|\b(?:rawBlock|testInput|testOperation)\b/g));
    const defined = new Set([...text.matchAll(/\b(?:class|const) (\w+)/g)].map(([, word]) => word!));
    const imports = Object.entries(ENTRIES).map(([from, entry]) => {
      const names = checker
        .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!)
        .map((symbol) => symbol.name)
        .filter((word) => used.has(word) && !defined.has(word) && exportedNames.has(word));
      return names.length === 0 ? "" : `import { ${names.join(", ")} } from "${from}"; `;
    });
    const file = `${CORE}example-${i}-${name.replaceAll(/\W+/g, "-")}.ts`;
    // on one line before it, so that places in messages are the example's own
    texts.set(file, `${imports.join("")}export {};\n${text}\n`);
    return file;
  });
  const paths = Object.fromEntries(Object.entries(ENTRIES).map(([from, entry]) => [from, [entry]]));
  const options = {
    paths,
    verbatimModuleSyntax: false,
    lib: ["lib.es2024.d.ts", "lib.esnext.d.ts", "lib.dom.d.ts"],
    types: [],
  };
  const compiled = compile([...files, `${CORE}given.d.ts`, `${CORE}globals.d.ts`], options, texts);
  const mistakes = files.flatMap((file, i) => {
    const source = compiled.getSourceFile(file)!;
    return [...compiled.getSyntacticDiagnostics(source), ...compiled.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${examples[i]!.name}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  });
  expect(mistakes).toEqual([]);
}, 120_000);
