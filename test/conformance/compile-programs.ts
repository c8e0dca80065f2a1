import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { strip } from "../../core/closure/compile/strip.ts";
import { transform } from "../../core/closure/compile/transform.ts";

/** Where programs stand that are compiled as users' programs are. */
const PROGRAMS = [
  "programs/",
  "../scheduler/programs/",
  "../testing/programs/",
  "../dstream/programs/",
  "../playground/programs/",
  "../recovery/programs/",
  "../recovery/simulation/programs/",
  "../receiver/programs/",
].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
const engine = fileURLToPath(new URL("../../core/index.ts", import.meta.url));
const runtime = fileURLToPath(new URL("../../core/closure/registry.ts", import.meta.url));

/** Compiles the programs of the recordings as users' programs are: their functions are registered, so that each task gets its own copies. */
export function compilePrograms(): Plugin {
  return {
    name: "compile-programs",
    enforce: "pre",
    resolveId(source, importer) {
      return source === "sluice" && PROGRAMS.some((folder) => importer?.startsWith(folder)) ? engine : undefined;
    },
    transform(original, id) {
      const folder = PROGRAMS.find((each) => id.startsWith(each));
      if (folder === undefined) return undefined;
      const file = id.slice(folder.length);
      return transform(strip(original, file), { file, runtime, original });
    },
  };
}
