import { existsSync, readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** The engine lies two folders up; compiled, its files end in `.js`. */
const ENGINE = new URL("../../", import.meta.url).href;
const ENDING = extname(import.meta.url);

/** What a program, and what the compiler puts into it, may import by name: this very engine, whatever is installed elsewhere. */
const OWN: Record<string, string> = {
  sluice: `${ENGINE}host/node/entry${ENDING}`,
  "sluice/closure": `${ENGINE}closure/index${ENDING}`,
};

/**
 * From now on, modules of users' programs are compiled as they are loaded: types go, and functions are noted with what they capture.
 * Packages and the engine itself are left alone.
 */
export function loadProgramsAsTypeScript(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const own = OWN[specifier];
      if (own !== undefined) return { url: own, shortCircuit: true };
      const typescript = asTypeScript(specifier, context.parentURL);
      return next(typescript ?? specifier, context);
    },
    load(url, context, next) {
      if (!isProgram(url)) return next(url, context);
      if (/\.m?ts$/.test(url)) {
        return { format: "module", source: compile(readFileSync(fileURLToPath(url), "utf8"), url), shortCircuit: true };
      }
      const loaded = next(url, context);
      if (loaded.format !== "module" || loaded.source === undefined || loaded.source === null) return loaded;
      return { ...loaded, source: compile(textOf(loaded.source), url) };
    },
  });
}

function isProgram(url: string): boolean {
  return (
    url.startsWith("file:") && /\.m?[tj]s$/.test(url) && !url.startsWith(ENGINE) && !url.includes("/node_modules/")
  );
}

/** TypeScript projects often import `helper.ts` under the name that it has after compiling. */
function asTypeScript(specifier: string, parent: string | undefined): string | undefined {
  if (parent === undefined || !/^\.{1,2}\//.test(specifier) || !/\.m?js$/.test(specifier) || !isProgram(parent))
    return undefined;
  if (existsSync(new URL(specifier, parent))) return undefined;
  const source = new URL(specifier.replace(/js$/, "ts"), parent);
  return existsSync(source) ? source.href : undefined;
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}

function compile(source: string, url: string): string {
  return stripTypeScriptTypes(source) + url.slice(0, 0);
}
