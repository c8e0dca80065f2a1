import type { Plugin } from "vite";

const CREATE =
  /createWorker: \(\) => new Worker\(new URL\('ts\.worker\.js', import\.meta\.url\), \{ type: "module" \}\),/;

/** Monaco names a TypeScript worker of its own, which nobody starts here; Vite would bundle its 7 MB beside ours. */
export function oneTsWorker(): Plugin {
  return {
    name: "sluice:one-ts-worker",
    apply: "build",
    enforce: "pre",
    transform: {
      filter: { id: /features\/typescript\/workerManager\.js$/ },
      handler(code) {
        if (!CREATE.test(code))
          this.error("Monaco's workerManager.js has changed: it may bring a second TypeScript worker");
        return { code: code.replace(CREATE, ""), map: null };
      },
    },
  };
}
