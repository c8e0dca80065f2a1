import { dirname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type { Plugin } from "vite";

const PREFIX = "virtual:classic:";

export interface Bundle {
  readonly code: string;
  /** The files that it was made of. */
  readonly files: readonly string[];
}

/** `entry` and all that it imports as one self-contained classic script. */
export async function bundleClassic(entry: string): Promise<Bundle> {
  const bundle = await rolldown({ input: entry, platform: "browser", tsconfig: false, logLevel: "warn" });
  try {
    // Names stay: errors and receivers are called by the names of their classes.
    const minify = { compress: true, mangle: false, codegen: true };
    const { output } = await bundle.generate({ format: "iife", minify, codeSplitting: false });
    const chunk = output[0];
    return { code: chunk.code, files: chunk.moduleIds.filter((id) => isAbsolute(id)) };
  } finally {
    await bundle.close();
  }
}

/**
 * `import text from "virtual:classic:./driver.ts"`: the entry as the text of one classic script, the same in development, builds and
 * tests. A worker from a blob has to be classic to start in an opaque origin, and Vite's own worker imports are modules in
 * development.
 */
export function classic(): Plugin {
  return {
    name: "sluice:classic",
    enforce: "pre",
    resolveId(id, importer) {
      if (!id.startsWith(PREFIX) || importer === undefined) return;
      const from = importer.startsWith("file:") ? fileURLToPath(importer) : importer;
      return `\0${PREFIX}${resolve(dirname(from), id.slice(PREFIX.length))}`;
    },
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return;
      const { code, files } = await bundleClassic(id.slice(PREFIX.length + 1));
      for (const file of files) this.addWatchFile(file);
      return `export default ${JSON.stringify(code)};`;
    },
  };
}
