// `npm run check`: types of every project, then format and lint. Runs all of them, whatever fails, and ends with a count.
// Options: the names of the checks to run.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (path) => join(root, "node_modules", path);
const tsc = bin("typescript/bin/tsc");

const checks = [
  ["types of core, for Node too", [tsc, "-b"]],
  ["types of core in the browser", [tsc, "--noEmit", "-p", "core/tsconfig.browser.json"]],
  ["types of the tests", [tsc, "--noEmit", "-p", "test/tsconfig.json"]],
  ["types of the playground's tests", [tsc, "--noEmit", "-p", "test/tsconfig.playground.json"]],
  [
    "types of the playground",
    [bin("svelte-check/bin/svelte-check"), "--tsconfig", "playground/tsconfig.json", "--fail-on-warnings"],
  ],
  ["format and lint", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]],
];

const wanted = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const [name, command] of checks) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
  const started = Date.now();
  const result = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  const good = result.status === 0;
  if (good) passed++;
  else failed++;
  console.log(`${good ? "ok    " : "FAILED"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!good) console.log(`${result.stdout}${result.stderr}${result.error?.message ?? ""}`);
}
if (passed + failed === 0) {
  console.log(`There is no check named ${wanted.join(" ")}: ${checks.map(([name]) => name).join(", ")}`);
  failed++;
}
console.log(`checks: ${passed} passed, ${failed} failed`);
if (process.env.CHECK_REPORT) writeFileSync(process.env.CHECK_REPORT, JSON.stringify({ passed, failed }));
process.exitCode = failed === 0 ? 0 : 1;
