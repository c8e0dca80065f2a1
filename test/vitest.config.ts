import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { compilePrograms } from "./conformance/compile-programs.ts";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  plugins: [compilePrograms(), svelte({ configFile: false })],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    // Two machines' worth of browsers and child processes on two cores: slow is not wrong.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    fileParallelism: true,
    maxWorkers: 2,
    // A test that was left focused would silently leave out all others.
    allowOnly: false,
    passWithNoTests: false,
  },
});
