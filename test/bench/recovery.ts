import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RunningCommand, sluice, start } from "../cli/command.ts";
import type { Benchmark, Outcome } from "./benchmark.ts";
import { writeByHand } from "./data-checkpoint.ts";

const KEYS = 1_000_000;
/** In milliseconds. */
const PATIENCE = 120_000;

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Waits until a process says that it has all keys again. */
async function recovered(command: RunningCommand): Promise<Outcome> {
  const started = performance.now();
  const [, keys] = await command.seen("stdout", /recovered (\d+)\n/, PATIENCE);
  const cost = performance.now() - started;
  command.signal("SIGKILL");
  await command.ended;
  return { cost, check: keys! };
}

/** Runs a program until its states are in a checkpoint that a checkpoint of the driver refers to, and kills it. */
async function leaveBehind(folder: string, program: readonly string[]): Promise<void> {
  const driver = sluice(program);
  const batches = (): number => driver.stdout.split("\n").length - 1;
  const until = async (happened: () => boolean): Promise<void> => {
    const deadline = performance.now() + PATIENCE;
    while (!happened()) {
      if (performance.now() > deadline) throw new Error(`the program does not go on: ${driver.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await until(() => batches() > 0);
  const aside = join(folder, "keys.txt");
  writeFileSync(aside, Array.from({ length: KEYS }, (_, i) => `k${i}\n`).join(""));
  renameSync(aside, join(folder, "in", "keys.txt"));
  await until(() => hasStates(join(folder, "checkpoint")));
  const then = batches();
  await until(() => batches() > then + 1);
  driver.signal("SIGKILL");
  await driver.ended;
}

function hasStates(checkpoint: string): boolean {
  const written = readdirSync(checkpoint, { recursive: true, encoding: "utf8" });
  return written.some((name) => name.endsWith("part-00001") && statSync(join(checkpoint, name)).size > KEYS);
}

/** From the start of a process to the end of its first batch with 1,000,000 keys of state; against one that reads and decodes what was written by hand. */
export async function recovery(operation: "updateStateByKey" | "mapWithState"): Promise<Benchmark> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const [checkpoint, pristine, file] = ["checkpoint", "pristine", "by-hand"].map((name) => join(folder, name));
  mkdirSync(join(folder, "in"));
  const program = ["run", "--no-check", path("programs/recovered.ts"), "--", operation, folder];
  await leaveBehind(folder, program);
  cpSync(checkpoint!, pristine!, { recursive: true });
  const states = new Map(Array.from({ length: KEYS }, (_, i) => [`k${i}`, { v: 1 }]));
  writeByHand(states, [({ v }) => v], file!);
  return {
    name: `W8 process start to first recovered batch, ${operation}, 1,000,000 keys`,
    unit: "ms",
    limit: 2,
    warmUp: 1,
    runs: 7,
    async ours() {
      // a driver that was killed left it so
      rmSync(checkpoint!, { recursive: true });
      cpSync(pristine!, checkpoint!, { recursive: true });
      return recovered(sluice(program));
    },
    theirs: () => recovered(start(process.execPath, [path("programs/recovered-by-hand.mjs"), file!])),
    end: () => rmSync(folder, { recursive: true }),
  };
}
