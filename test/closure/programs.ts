import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { strip } from "../../core/closure/compile/strip.ts";
import { type Transformed, type TransformOptions, transform } from "../../core/closure/compile/transform.ts";
import { $module } from "../../core/closure/registry.ts";

const RUNTIME = "sluice.test.runtime";
(globalThis as Record<string, unknown>)[RUNTIME] = $module;

/** TypeScript to what runs, as the command and the playground do it. */
export function compile(typescript: string, options: Partial<TransformOptions> = {}): Transformed {
  const file = options.file ?? "app.ts";
  return transform(strip(typescript, file), { file, ...options });
}

// Vitest would take `import(…)` to be its own; these modules are for Node alone.
const require = createRequire(import.meta.url);

function load(url: string): Record<string, unknown> {
  return require(fileURLToPath(url)) as Record<string, unknown>;
}

/** A folder of programs that are compiled, imported and, at the end, removed. */
export class Programs {
  readonly #folder = mkdtempSync(join(tmpdir(), "sluice-closure-"));
  #count = 0;

  constructor() {
    this.write("runtime.mjs", `export const $module = globalThis[${JSON.stringify(RUNTIME)}];`);
  }

  write(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return pathToFileURL(path).href;
  }

  /**
   * Compiles and imports a program; `others` are modules that it imports as `./name`, `places` say where packages are found, which the
   * compiler knows by their names.
   */
  load(
    typescript: string,
    others: Record<string, string> = {},
    file = "app.ts",
    places: Record<string, string> = {},
  ): Record<string, unknown> {
    const number = this.#count++;
    const names = Object.keys(others);
    const place = (text: string): string =>
      names.reduce((all, name) => all.replaceAll(`"./${name}"`, `"./${number}-${name}.mjs"`), text);
    for (const name of names) {
      this.write(`${number}-${name}.mjs`, compile(place(others[name]!), { file: name, runtime: "./runtime.mjs" }).code);
    }
    let { code } = compile(place(typescript), { file, runtime: "./runtime.mjs" });
    for (const [name, url] of Object.entries(places)) code = code.replaceAll(`from "${name}"`, `from "${url}"`);
    return load(this.write(`${number}.mjs`, code));
  }

  compileJavaScript(text: string): Transformed {
    return transform(text, { file: "app.js", runtime: "./runtime.mjs" });
  }

  /** Imports JavaScript as it is. */
  loadBare(javascript: string): Record<string, unknown> {
    return load(this.write(`bare-${this.#count++}.mjs`, javascript));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
