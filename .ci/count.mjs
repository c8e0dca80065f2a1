// The last line of .ci/run: how many tests and checks passed and failed. Arguments: folder of the reports, exit codes of the two.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, testsExit, checksExit] = process.argv.slice(2);
let passed = 0;
let failed = 0;

function read(name) {
  try {
    return JSON.parse(readFileSync(join(folder, name), "utf8"));
  } catch {
    return undefined;
  }
}

function problem(text) {
  failed++;
  console.log(`FAILED ${text}`);
}

const tests = read("tests.json");
if (tests === undefined) problem(`npm test ended with code ${testsExit} and left no report (124: it took too long)`);
const before = failed;
for (const file of tests?.testResults ?? []) {
  if (file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed")) {
    problem(`${file.name}: ${(file.message ?? "could not be run").split("\n")[0]}`);
  }
  for (const test of file.assertionResults) {
    if (test.status === "passed") passed++;
    else if (test.status === "failed") problem(test.fullName);
    else problem(`${test.fullName} (${test.status}: nothing may be left out here)`);
  }
}
if (tests !== undefined && testsExit !== "0" && failed === before) problem(`npm test ended with code ${testsExit}`);

const checks = read("checks.json");
passed += checks?.passed ?? 0;
failed += checks?.failed ?? 0;
if (checks === undefined)
  problem(`npm run check ended with code ${checksExit} and left no report (124: it took too long)`);
else if (checksExit !== "0" && checks.failed === 0) problem(`npm run check ended with code ${checksExit}`);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
