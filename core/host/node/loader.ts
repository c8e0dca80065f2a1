import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { basename, extname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { strip } from "../../closure/compile/strip.ts";
import { transform } from "../../closure/compile/transform.ts";
import type { Warning } from "../../closure/compile/warnings.ts";
import { registerModule } from "../../closure/index.ts";
import * as engine from "../../index.ts";

/** The engine lies two folders up; compiled, its files end in `.js`. */
const ENGINE = new URL("../../", import.meta.url).href;
/** The programs of lessons lie beside the engine, also where that is a package. */
const LESSONS = new URL("../lessons/", ENGINE).href;
const ENDING = extname(import.meta.url);

/** What a program, and what the compiler puts into it, may import by name: this very engine, whatever is installed elsewhere. */
const OWN: Record<string, string> = {
  sluice: `${ENGINE}host/node/entry${ENDING}`,
  "sluice/closure": `${ENGINE}closure/index${ENDING}`,
  "sluice/testing": `${ENGINE}host/node/testing${ENDING}`,
};

export interface LoaderOptions {
  /** The program's folder: errors and the trace name its files by their path from here. Others go by their last name. */
  readonly root?: string;
  /** Hears of code that will hardly do what its author hopes. */
  readonly onWarning?: (warning: Warning) => void;
}

/**
 * From now on, modules of users' programs are compiled as they are loaded: types go, and functions are noted with what they capture.
 * Packages and the engine itself are left alone.
 */
export function loadProgramsAsTypeScript(options: LoaderOptions = {}): void {
  registerModule("sluice", engine);
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
        return {
          format: "module",
          source: compile(readFileSync(fileURLToPath(url), "utf8"), url, options),
          shortCircuit: true,
        };
      }
      const loaded = next(url, context);
      if (loaded.format !== "module" || loaded.source === undefined || loaded.source === null) return loaded;
      return { ...loaded, source: compile(textOf(loaded.source), url, options) };
    },
  });
}

function isProgram(url: string): boolean {
  if (!url.startsWith("file:") || !/\.m?[tj]s$/.test(url) || url.startsWith(ENGINE)) return false;
  return url.startsWith(LESSONS) || !url.includes("/node_modules/");
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

function compile(original: string, url: string, { root, onWarning }: LoaderOptions): string {
  const file = displayName(fileURLToPath(url), root);
  const source = /ts$/.test(url) ? strip(original, file) : original;
  // The copies of functions need a name of their own: Node would apply the module's source map to them, and they need none.
  const { code, map, warnings } = transform(source, { file, original, copyUrl: `${url}?copy` });
  for (const warning of warnings) onWarning?.(warning);
  map.sources = [url];
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map.toString()).toString("base64")}\n`;
}

function displayName(path: string, root: string | undefined): string {
  const inside = root === undefined ? "" : relative(root, path);
  return inside === "" || inside.startsWith("..") || inside === path ? basename(path) : inside.split(sep).join("/");
}
