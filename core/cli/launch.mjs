#!/usr/bin/env node
// Starts the `sluice` command. In a clone of the repository it first does the set-up, and hands over to the Node that the set-up
// installed when the one that runs this is too old; in the published package it only looks at the version. It is plain JavaScript
// since it runs before anything is compiled, and uses nothing newer than Node 20.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const setup = new URL("../../.ci/setup.mjs", import.meta.url);
const main = new URL("../../dist/cli/main.js", import.meta.url);

if (existsSync(setup)) {
  const { setUp } = await import(setup.href);
  setUp({ build: true });
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major > 22 || (major === 22 && minor >= 22)) {
  await import(main.href);
} else {
  const newer = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));
  if (existsSync(newer)) {
    const child = spawn(newer, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: "inherit" });
    // Ctrl-C reaches both; what it means is for the command to decide.
    process.on("SIGINT", () => {});
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    child.on("error", (error) => {
      console.error(`sluice: ${newer} could not be started: ${error.message}`);
      process.exitCode = 1;
    });
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
    });
  } else {
    console.error(`sluice: needs Node 22.22 or newer, and this is ${process.version}. Get it from https://nodejs.org`);
    process.exitCode = 1;
  }
}
