/**
 * For programs that a bundler loads (Vite, Vitest, Rollup, Rolldown): `plugins: [sluice()]` compiles their modules as `sluice run` does, so that their
 * functions can travel to executors and into checkpoints.
 */
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImportKind } from "../../closure/compile/captures.ts";
import { strip } from "../../closure/compile/strip.ts";
import { defaultImportKind, transform } from "../../closure/compile/transform.ts";

export interface SluicePluginOptions {
  /** Which modules are compiled, by their path; all TypeScript and JavaScript outside of `node_modules` if left out. */
  readonly include?: (path: string) => boolean;
}

/** What the bundler gives to a hook: as much of it as is needed here. */
interface PluginContext {
  resolve(specifier: string, importer: string): Promise<{ readonly id: string; readonly external?: unknown } | null>;
  warn(warning: {
    readonly message: string;
    readonly loc: { readonly file: string; readonly line: number; readonly column: number };
  }): void;
}

/** A plugin for Vite and Rollup. */
export interface SluicePlugin {
  readonly name: string;
  readonly enforce: "pre";
  configResolved(config: { readonly root: string }): void;
  resolveId(id: string): string | undefined;
  load(id: string): string | undefined;
  transform(
    this: PluginContext,
    code: string,
    id: string,
  ): Promise<{ readonly code: string; readonly map: string } | undefined>;
}

/** What compiled modules import: the run time of the transform, beside the engine, whose exports travel by name. */
const RUNTIME = "virtual:sluice";
const RUNTIME_CODE = `import * as engine from "sluice";
import { $module, registerModule } from "sluice/closure";
registerModule("sluice", engine);
export { $module };
`;

const ENGINE = fileURLToPath(new URL("../../", import.meta.url));
const SPECIFIER = /\b(?:from|import)\s*["']([^"'\n]+)["']/g;

export function sluice(options: SluicePluginOptions = {}): SluicePlugin {
  let root = process.cwd();
  const isCompiled = (path: string): boolean =>
    /\.m?[tj]s$/.test(path) &&
    !path.startsWith(ENGINE) &&
    (options.include?.(path) ?? !path.includes("/node_modules/"));

  return {
    name: "sluice",
    // before types are taken out: positions are those of the source
    enforce: "pre",
    configResolved(config) {
      root = config.root;
    },
    resolveId: (id) => (id === RUNTIME ? `\0${RUNTIME}` : undefined),
    load: (id) => (id === `\0${RUNTIME}` ? RUNTIME_CODE : undefined),
    async transform(original, id) {
      const [path = "", query = ""] = id.split("?");
      if (id.startsWith("\0") || !isCompiled(path) || /\b(raw|url|worker|sharedworker)\b/.test(query)) return undefined;
      const file = displayName(path, root);
      const source = /ts$/.test(path) ? strip(original, file) : original;
      const kinds = await importKinds(this, source, path, isCompiled);
      const { code, map, warnings } = transform(source, {
        file,
        original,
        runtime: RUNTIME,
        importKind: (specifier) => kinds.get(specifier) ?? defaultImportKind(specifier),
      });
      for (const { message, site } of warnings) {
        this.warn({ message, loc: { file: path, line: site.line, column: site.column - 1 } });
      }
      return { code, map: map.toString() };
    },
  };
}

/** Modules of the program's own may have names like those of packages: `#lib/words`, `@/words`. */
async function importKinds(
  context: PluginContext,
  source: string,
  importer: string,
  isCompiled: (path: string) => boolean,
): Promise<Map<string, ImportKind>> {
  const kinds = new Map<string, ImportKind>();
  for (const [, specifier] of source.matchAll(SPECIFIER)) {
    if (specifier === undefined || kinds.has(specifier) || defaultImportKind(specifier) !== "package") continue;
    const resolved = await context.resolve(specifier, importer);
    if (resolved !== null && !resolved.external && isCompiled(resolved.id.split("?")[0]!)) kinds.set(specifier, "user");
  }
  return kinds;
}

/** As errors and the trace name a file: by its path from the root, if it lies there. */
function displayName(path: string, root: string): string {
  const inside = relative(root, path);
  return inside.startsWith("..") || inside === "" ? path.slice(path.lastIndexOf("/") + 1) : inside.split(sep).join("/");
}
