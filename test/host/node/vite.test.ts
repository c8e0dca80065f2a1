import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { rolldown } from "rolldown";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sluice } from "../../../core/host/node/vite.ts";

const APP = fileURLToPath(new URL("app/", import.meta.url));
const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));

/** As an application has it that depends on the package. */
const ENGINE = { sluice: `${DIST}host/node/entry.js`, "sluice/closure": `${DIST}closure/index.js` };

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "sluice-vite-"));
});
afterAll(() => rm(out, { recursive: true }));

/** What the bundle prints. */
async function run(bundle: string, executor: string): Promise<string[]> {
  const env = { ...process.env, EXECUTOR: executor };
  const { stdout } = await promisify(execFile)(process.execPath, [bundle], { env });
  return stdout.trimEnd().split("\n");
}

const before = readFileSync(`${APP}main.ts`, "utf8").split("new RangeError")[0]!.split("\n");
const place = `main.ts:${before.length}:${before.at(-1)!.length + 1})`;
const PRINTED = ['[["A!",4],["B!",2]] 0', expect.stringContaining(place)];

test("a program bundled by Vite: its functions travel, in the driver's thread and to others", async () => {
  await build({
    root: APP,
    logLevel: "error",
    configFile: false,
    plugins: [sluice()],
    resolve: { alias: { "#lib": `${APP}lib` } },
    build: {
      ssr: "main.ts",
      outDir: out,
      target: "node22",
      minify: false,
      rolldownOptions: {
        external: (id) => id.startsWith("sluice"),
        output: { entryFileNames: "vite.mjs", paths: ENGINE },
      },
    },
  });
  expect(await run(join(out, "vite.mjs"), "inline")).toEqual(PRINTED);
  expect(await run(join(out, "vite.mjs"), "workers")).toEqual(PRINTED);
});

test("and by Rolldown, without a root of its own", async () => {
  const bundle = await rolldown({
    input: `${APP}main.ts`,
    platform: "node",
    plugins: [sluice()],
    external: (id) => id.startsWith("sluice"),
    resolve: { alias: { "#lib": `${APP}lib` } },
    logLevel: "warn",
  });
  await bundle.write({ file: join(out, "rolldown.mjs"), format: "esm", paths: ENGINE });
  await bundle.close();
  expect(await run(join(out, "rolldown.mjs"), "workers")).toEqual(PRINTED);
});
