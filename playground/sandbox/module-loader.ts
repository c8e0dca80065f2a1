import { parse } from "es-module-lexer/js";
import type { Site } from "../../core/conf/errors.ts";
import { ModuleSource } from "./module-source.ts";
import type { CompiledModule, CompiledProgram } from "./protocol.ts";

export interface ModuleLoaderOptions {
  /** What a program may import by a bare name. */
  readonly packages: Readonly<Record<string, object>>;
  /** Makes an address from which the platform imports `code`; a new one for every call. */
  readonly publish: (code: string, name: string) => string | Promise<string>;
  readonly importModule: (url: string) => Promise<unknown>;
}

/** A module of a program cannot be loaded. */
export class ModuleLoadError extends Error {
  override readonly name = "ModuleLoadError";
  readonly site: Site | undefined;

  constructor(message: string, site?: Site) {
    super(site === undefined ? message : `${message}, imported at ${site.file}:${site.line}:${site.column}`);
    this.site = site;
  }
}

const PACKAGES = Symbol.for("sluice.packages");
const STARTED = Symbol.for("sluice.started");

/**
 * Loads a program's modules in a place without import maps: every import is rewritten to an address. Packages become small modules
 * that pass on the names of a namespace of ours.
 */
export class ModuleLoader {
  readonly #options: ModuleLoaderOptions;
  readonly #packages = new Map<string, Promise<string>>();
  readonly #names = new Set<string>();
  readonly #sources = new Map<string, ModuleSource>();

  constructor(options: ModuleLoaderOptions) {
    this.#options = options;
    Object.defineProperty(globalThis, PACKAGES, { value: options.packages, configurable: true });
  }

  /**
   * Loads and evaluates `program`; resolves when the top level of its entry has ended. `started` is called between the two: all
   * modules are there, and the first is about to run.
   */
  async run(program: CompiledProgram, started: () => void): Promise<void> {
    for (const { name } of program.modules) this.#names.add(name);
    const loading = new Loading(program, this);
    const entry = await loading.url(program.entry, []);
    Object.defineProperty(globalThis, STARTED, { value: started, configurable: true });
    // Modules are evaluated in the order of the imports, once all have been fetched.
    const first = await this.#options.publish(`globalThis[Symbol.for("sluice.started")]();`, "started");
    const start = `import ${JSON.stringify(first)}; import ${JSON.stringify(entry)};`;
    await this.#options.importModule(await this.#options.publish(start, "start"));
  }

  /** The place in a program's TypeScript for one in the code that runs. */
  position(url: string, line: number, column: number): Site | undefined {
    // A revived function stands where it stands in the source, under the name of its file.
    if (this.#names.has(url)) return { file: url, line, column };
    return this.#sources.get(url)?.siteOf(line, column);
  }

  /** Puts the names of the program's files in the place of addresses, in a message of the platform's. */
  readable(message: string): string {
    let text = message;
    for (const [url, { name }] of this.#sources) text = text.replaceAll(url, name);
    return text;
  }

  async publish(source: ModuleSource): Promise<string> {
    const url = await this.#options.publish(source.toString(), source.name);
    this.#sources.set(url, source);
    return url;
  }

  hasPackage(specifier: string): boolean {
    return Object.hasOwn(this.#options.packages, specifier);
  }

  packageNames(): string[] {
    return Object.keys(this.#options.packages).filter((name) => !name.includes("/"));
  }

  packageUrl(specifier: string): Promise<string> {
    let url = this.#packages.get(specifier);
    if (url === undefined) {
      const names = Object.keys(this.#options.packages[specifier]!).filter((name) =>
        /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name),
      );
      const exports = names.map((name) =>
        name === "default" ? "export default m.default;" : `export const ${name} = m.${name};`,
      );
      const code = `const m = globalThis[Symbol.for("sluice.packages")][${JSON.stringify(specifier)}];\n${exports.join("\n")}`;
      url = Promise.resolve(this.#options.publish(code, specifier));
      this.#packages.set(specifier, url);
    }
    return url;
  }
}

/** The modules of one program, each published after those that it imports. */
class Loading {
  readonly #modules: ReadonlyMap<string, CompiledModule>;
  readonly #loader: ModuleLoader;
  readonly #urls = new Map<string, Promise<string>>();

  constructor(program: CompiledProgram, loader: ModuleLoader) {
    this.#modules = new Map(program.modules.map((module) => [module.name, module]));
    this.#loader = loader;
  }

  url(name: string, path: readonly string[]): Promise<string> {
    let url = this.#urls.get(name);
    if (url === undefined) {
      const module = this.#modules.get(name);
      if (module === undefined) throw new ModuleLoadError(`The program has no file ${name}`);
      url = this.#publish(module, [...path, name]);
      this.#urls.set(name, url);
    }
    return url;
  }

  async #publish(module: CompiledModule, path: readonly string[]): Promise<string> {
    const source = new ModuleSource(module);
    for (const { n: specifier, d: kind, s: start, e: end } of parse(module.code)[0]) {
      if (specifier === undefined || kind === -2) continue;
      const url = await this.#resolve(specifier, source.siteAt(start), path);
      source.replace(start, end, kind >= 0 ? JSON.stringify(url) : url);
    }
    return this.#loader.publish(source);
  }

  #resolve(specifier: string, site: Site, path: readonly string[]): Promise<string> {
    if (!/^\.{0,2}\//.test(specifier)) {
      if (this.#loader.hasPackage(specifier)) return this.#loader.packageUrl(specifier);
      const packages = this.#loader.packageNames().map((name) => `"${name}"`);
      throw new ModuleLoadError(
        `Cannot find the package "${specifier}": in the playground a program can import ${packages.join(", ")} and its own files`,
        site,
      );
    }
    const name = resolveName(path.at(-1)!, specifier);
    if (name === undefined || !this.#modules.has(name)) {
      const files = [...this.#modules.keys()].join(", ");
      throw new ModuleLoadError(`Cannot find the file "${specifier}": the program's files are ${files}`, site);
    }
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(" → ");
      throw new ModuleLoadError(
        `The files import each other in a circle (${circle}), which the playground cannot load`,
        site,
      );
    }
    return this.url(name, path);
  }
}

/** `./words.ts` in `helpers/main.ts` is `helpers/words.ts`; what leads out of the program's folder is nothing. */
function resolveName(from: string, specifier: string): string | undefined {
  const parts = specifier.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
