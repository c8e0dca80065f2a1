import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Result } from "./benchmark.ts";
import { heapFlags } from "./heap-needed.ts";
import type { Launcher } from "./launcher.ts";
import type { SideReport } from "./peak-heap.ts";

const SIDE = fileURLToPath(new URL("node-side.ts", import.meta.url));

interface Ended {
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Places in processes of Node. */
export const nodeLauncher: Launcher = {
  async compare(name) {
    const { failed, stdout, stderr } = await start(["--expose-gc"], ["compare", name]);
    if (failed) throw new Error(stderr);
    return JSON.parse(stdout) as Result;
  },
  async work(name, side, megabytes) {
    const { failed, stdout, stderr } = await start(heapFlags(megabytes), ["work", name, side]);
    if (!failed) return JSON.parse(stdout) as SideReport;
    if (stderr.includes("heap out of memory")) return undefined;
    throw new Error(stderr);
  },
  async close() {},
};

function start(flags: readonly string[], words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, SIDE, ...words], (error, stdout, stderr) => {
      resolve({ failed: error !== null, stdout, stderr });
    });
  });
}
