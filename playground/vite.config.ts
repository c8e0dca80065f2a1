import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { classic } from "./plugins/classic.ts";
import { engineTypes } from "./plugins/engine-types.ts";
import { offline } from "./plugins/offline.ts";
import { oneTsWorker } from "./plugins/one-ts-worker.ts";
import { product } from "./plugins/product.ts";
import { sandboxPolicy } from "./plugins/sandbox-policy.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path("."),
  // The built pages run from any folder of any server.
  base: "./",
  plugins: [
    classic(),
    sandboxPolicy(),
    engineTypes(),
    oneTsWorker(),
    product(),
    svelte({ configFile: false }),
    offline(),
  ],
  resolve: {
    // What is built with the compiler's own libraries takes Monaco's copy of the compiler.
    alias: [{ find: /^typescript$/, replacement: path("editor/typescript.ts") }],
  },
  worker: { format: "es", plugins: () => [engineTypes(), oneTsWorker()] },
  optimizeDeps: {
    // What only workers import is found too late otherwise, and the page reloads in the middle of the first visit.
    include: [
      "acorn",
      "eslint-scope",
      "magic-string",
      "monaco-editor/internal/common/initialize",
      "monaco-editor/languages/features/typescript/lib/typescriptServices",
      "monaco-editor/languages/features/typescript/tsWorker",
      "ts-blank-space",
    ],
  },
  server: { port: 5173, fs: { allow: [path("..")] } },
  preview: { port: 4173 },
  build: {
    outDir: path("dist"),
    emptyOutDir: true,
    target: "es2023",
    // The TypeScript worker holds the compiler and its libraries.
    chunkSizeWarningLimit: 9_000,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
