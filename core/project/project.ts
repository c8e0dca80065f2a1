import type { TypedLine } from "../lessons/scenario.ts";
import { readme } from "./readme.ts";

/** What a project has to know of the Sluice that it comes with: these fields of its package.json. */
export interface Product {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly devDependencies: { readonly node: string; readonly "@types/node": string };
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

/** A program that becomes a project. */
export interface ProjectOptions {
  /** For people; the package's name is made of it. */
  readonly title: string;
  /** The path of the file that `npm start` runs; one of `files`. */
  readonly entry: string;
  /** The program's files by their paths. */
  readonly files: ReadonlyMap<string, string>;
  readonly product: Product;
  /** What was typed into netcats while the program ran. */
  readonly typed?: readonly Required<TypedLine>[];
  /** Of the README; English if left out. */
  readonly language?: "en" | "zh";
}

/** Where the packed Sluice has to stand in a project: `vendor/sluice-0.1.0.tgz`. */
export function packedProduct({ version }: Pick<Product, "version">): string {
  return `vendor/sluice-${version}.tgz`;
}

/** A name that npm takes for a package, made of any text: `network-word-count` of `NetworkWordCount`. */
export function packageName(title: string): string {
  const words =
    title
      .replaceAll(/([a-z0-9])(?=[A-Z])/g, "$1-")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, 100).replace(/-+$/, "") || "sluice-program";
}

/**
 * The texts of a Node project that runs a program, by their paths: `npm install && npm start` works in it as soon as `packedProduct` stands there, too.
 * It needs Sluice from nowhere else, so it runs where it is moved.
 */
export function projectFiles({
  title,
  entry,
  files,
  product,
  typed = [],
  language = "en",
}: ProjectOptions): Map<string, string> {
  const name = packageName(title);
  return new Map([
    ...files,
    ["package.json", json(packageJson(name, entry, product))],
    ["tsconfig.json", json(TSCONFIG)],
    ["README.md", readme({ title: name, files, product, typed }, language)],
    [".gitignore", "node_modules/\n"],
  ]);
}

function packageJson(name: string, entry: string, product: Product): object {
  return {
    name,
    version: "1.0.0",
    private: true,
    type: "module",
    scripts: { start: `sluice run ${entry}` },
    engines: product.engines,
    dependencies: { sluice: `file:${packedProduct(product)}` },
    devDependencies: { "@types/node": product.devDependencies["@types/node"], node: product.devDependencies.node },
    allowScripts: product.allowScripts,
  };
}

/** As `sluice run` looks at types, so that an editor finds the same. */
const TSCONFIG = {
  compilerOptions: {
    target: "ESNext",
    module: "NodeNext",
    lib: ["ESNext"],
    types: ["node"],
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
  },
  include: ["**/*.ts"],
};

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
