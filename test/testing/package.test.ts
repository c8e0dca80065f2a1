import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** A project that depends on the package as it is published, with the README's program and its test. */
let project: string;

/** The blocks of code in a section of the README. */
function examples(heading: string): string[] {
  const section = readFileSync(`${ROOT}README.md`, "utf8")
    .split(/^## /m)
    .find((each) => each.startsWith(`${heading}\n`));
  return [...(section ?? "").matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1]!);
}

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "sluice-project-"));
  const modules = join(project, "node_modules");
  mkdirSync(join(modules, "sluice"), { recursive: true });
  const npm =
    process.env.npm_execpath?.endsWith("npm-cli.js") === true ? [process.execPath, process.env.npm_execpath] : ["npm"];
  // dist/ has been made already
  const packing = [...npm, "pack", "--ignore-scripts", "--json", "--pack-destination", project];
  const { stdout } = await run(packing[0]!, packing.slice(1), { cwd: ROOT, maxBuffer: 1 << 26 });
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }];
  await run("tar", ["-xzf", join(project, filename), "-C", join(modules, "sluice"), "--strip-components", "1"]);
  for (const name of [...Object.keys(dependencies), "@types/node", "vitest"]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }

  const put = (name: string, content: string) => writeFileSync(join(project, name), content);
  const [program] = examples("The first program");
  const [test] = examples("Testing a program");
  put("package.json", JSON.stringify({ type: "module", private: true }));
  put("program.ts", program!);
  put("word-count.test.ts", test!);
  put("word-count.vitest.ts", test!.replace('import { test } from "node:test";', 'import { test } from "vitest";'));
  put(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: "ES2024",
        lib: ["ES2024"],
        module: "NodeNext",
        types: ["node"],
        allowImportingTsExtensions: true,
        skipLibCheck: false,
      },
      include: ["program.ts", "word-count.test.ts"],
    }),
  );
  put(
    "vitest.config.ts",
    `import { sluice } from "sluice/vite";
import { defineConfig } from "vitest/config";
export default defineConfig({ plugins: [sluice()], test: { include: ["*.vitest.ts"] } });
`,
  );
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What a command of the project's says, whether it succeeds or not. */
async function say(...command: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const env = { ...process.env, NODE_OPTIONS: "", VITEST: undefined, VITEST_WORKER_ID: undefined, NO_COLOR: "1" };
  // a runner inside of a runner would take itself for its child
  Reflect.deleteProperty(env, "NODE_TEST_CONTEXT");
  return run(process.execPath, command, { cwd: project, env, maxBuffer: 1 << 26 }).then(
    ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      text: error.stdout + error.stderr,
    }),
  );
}

test("the README's test has the types that it needs", async () => {
  expect(await say("node_modules/typescript/bin/tsc", "-p", ".")).toEqual({ code: 0, text: "" });
});

test.each([
  ["compiled by sluice/register", ["--import", "sluice/register"]],
  ["as Node itself takes it, not compiled", []],
])("it passes in node:test, %s", async (_, options) => {
  const { code, text } = await say(...options, "--test", "--test-reporter", "tap", "word-count.test.ts");
  expect(text).toContain("# pass 3\n# fail 0");
  expect(code).toBe(0);
});

test("it passes in Vitest, compiled by sluice/vite", async () => {
  const { code, text } = await say("node_modules/vitest/vitest.mjs", "run", "--no-color");
  expect(text).toMatch(/Tests +3 passed \(3\)/);
  expect(code).toBe(0);
});
