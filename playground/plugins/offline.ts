import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { getManifest } from "@serwist/build";
import type { Plugin } from "vite";
import { bundleClassic } from "./classic.ts";

const PLAYGROUND = fileURLToPath(new URL("..", import.meta.url));
const ENTRY = fileURLToPath(new URL("../offline/service-worker.ts", import.meta.url));

const WORKER = "service-worker.js";

/** Adds the service worker to a build of the playground: it names every file of that build, and the page names it. */
export function offline(): Plugin {
  let folder: string | undefined;
  return {
    name: "sluice:offline",
    apply: (config, { command }) => command === "build" && resolve(config.root ?? ".") === resolve(PLAYGROUND),
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    transformIndexHtml: () => [{ tag: "link", attrs: { rel: "serviceworker", href: `./${WORKER}` } }],
    async closeBundle() {
      if (folder === undefined) return;
      const { manifestEntries, warnings } = await getManifest({
        globDirectory: folder,
        globPatterns: ["**/*"],
        globIgnores: [WORKER],
        // The names of these hold their content's hash.
        dontCacheBustURLsMatching: /^assets\//,
        maximumFileSizeToCacheInBytes: 32_000_000,
      });
      if (warnings.length > 0) throw new Error(`Not all files would be there without network: ${warnings.join("; ")}`);
      const { code } = await bundleClassic(ENTRY);
      const files = JSON.stringify(manifestEntries);
      const filled = code.replace("self.__SW_MANIFEST", () => files);
      if (filled === code) throw new Error("The service worker has no place for the list of files");
      await writeFile(join(folder, WORKER), filled);
    },
  };
}
