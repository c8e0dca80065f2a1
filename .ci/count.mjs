// The last line of .ci/run: how many tests and checks passed and failed. Arguments: folder of the reports, exit codes of the two.
// With `--failed` instead of the exit codes: the test files in which something failed, a line each.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";

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

const isWhole = (file) => file.status === "passed" && file.assertionResults.every((test) => test.status === "passed");

function problem(text) {
  failed++;
  console.log(`FAILED ${text}`);
}

const tests = read("tests.json");
if (testsExit === "--failed") {
  for (const file of tests?.testResults ?? []) if (!isWhole(file)) console.log(relative(process.cwd(), file.name));
  process.exit();
}

// A file that failed beside the others, on a machine that is slow or busy, was run once more by itself: that counts, and is said.
const again = new Map((read("again.json")?.testResults ?? []).map((file) => [file.name, file]));

if (tests === undefined) problem(`npm test ended with code ${testsExit} and left no report (124: it took too long)`);
const before = failed;
for (const first of tests?.testResults ?? []) {
  const second = again.get(first.name);
  const file = second ?? first;
  if (second !== undefined) {
    for (const { fullName, status, failureMessages } of first.assertionResults)
      if (status !== "passed")
        console.log(`AGAIN ${fullName} (${status}: ${failureMessages?.[0]?.split("\n")[0] ?? ""})`);
  }
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
