import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { endCommands, sluice } from "./command.ts";

let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "sluice-new-"));
});
afterEach(async () => {
  await endCommands();
  rmSync(place, { recursive: true, force: true });
});

test("makes a project, whole with the Sluice that made it", async () => {
  const command = sluice(["new", "Word Count"], { cwd: place });
  expect(await command.ended).toBe(0);
  expect(command.stdout).toMatch(/npm install\n.*nc -lk 9999.*\n {2}npm start\n$/);
  const project = join(place, "Word Count");
  const { name, dependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  expect(name).toBe("word-count");
  expect(readFileSync(join(project, "program.ts"), "utf8")).toBe(
    readFileSync(new URL("../../lessons/01-network-word-count/program.ts", import.meta.url), "utf8"),
  );
  const packed = spawnSync("tar", ["tzf", join(project, dependencies.sluice.replace(/^file:/, ""))], {
    encoding: "utf8",
  });
  const files = packed.stdout.split("\n");
  for (const file of ["package.json", "core/cli/launch.mjs", "dist/cli/main.js", "dist/index.d.ts"]) {
    expect(files).toContain(`package/${file}`);
  }
}, 120_000);

test("leaves a folder with something in it as it is", async () => {
  mkdirSync(join(place, "mine"));
  writeFileSync(join(place, "mine/notes.txt"), "keep");
  const command = sluice(["new", "mine"], { cwd: place });
  expect(await command.ended).toBe(1);
  expect(command.stderr).toBe(
    "sluice: mine is not empty: nothing was written. Give the name of a folder that is not there yet\n",
  );
  expect(readdirSync(join(place, "mine"))).toEqual(["notes.txt"]);
});

test.each([
  [["new"], /missing required argument/],
  [["new", "file"], /file is a file/],
])("%j is wrong usage", async (args, message) => {
  writeFileSync(join(place, "file"), "");
  const command = sluice(args, { cwd: place });
  expect(await command.ended).toBe(2);
  expect(command.stderr).toMatch(message);
});
