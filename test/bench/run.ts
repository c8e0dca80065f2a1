/**
 * `npm run bench [-- NAME…] [--chromium] [--long] [--json]`: runs the benchmarks whose names contain one of the words, all without any; in Node or in the
 * machine's Chromium; those of the playground always there. `--long` gives the socket 30 seconds a side instead of 10.
 */
import { parseArgs } from "node:util";
import { measure, type Result } from "./benchmark.ts";
import { benchmarks } from "./benchmarks.ts";
import { heapNeeded } from "./heap-needed.ts";
import type { Launcher } from "./launcher.ts";
import { nodeBenchmarks } from "./node-benchmarks.ts";
import { nodeLauncher } from "./node-launcher.ts";
import { playgroundBenchmarks, removePages } from "./playground/index.ts";
import { socketWordCount } from "./socket.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    chromium: { type: "boolean", default: false },
    long: { type: "boolean", default: false },
  },
});
const all: Readonly<Record<string, (launcher: Launcher) => Promise<Result | readonly Result[]>>> = {
  ...inPlaces(benchmarks),
  "peak-heap-word-count": (launcher) => heapNeeded(launcher, "word-count"),
  "peak-heap-group-by-key": (launcher) => heapNeeded(launcher, "group-by-key"),
  // a browser has neither sockets nor files of the machine's
  ...(values.chromium
    ? {}
    : {
        socket: async () => measure(await socketWordCount(values.long ? 30 : 10)),
        ...inPlaces(nodeBenchmarks),
        ...playgroundBenchmarks,
      }),
};

function inPlaces(all: object): Record<string, (launcher: Launcher) => Promise<Result>> {
  return Object.fromEntries(Object.keys(all).map((name) => [name, (launcher: Launcher) => launcher.compare(name)]));
}

const chosen = Object.entries(all).filter(
  ([name]) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
);
if (chosen.length === 0) {
  console.error(`No benchmark is called ${positionals.join(" or ")}. There are: ${Object.keys(all).join(", ")}.`);
  process.exit(2);
}
const launcher = values.chromium ? await (await import("./chromium-launcher.ts")).chromiumLauncher() : nodeLauncher;
try {
  for (const [, run] of chosen) for (const result of [await run(launcher)].flat()) report(result);
} finally {
  await removePages();
  await launcher.close();
}

function report(result: Result): void {
  if (values.json) {
    console.log(JSON.stringify(result));
    return;
  }
  const [ours, theirs, ratio] = [result.ours, result.theirs, result.ratio].map((n) => n.toFixed(n < 1 ? 3 : 2));
  const verdict = result.ratio <= result.limit ? "within" : "OVER";
  const runs = result.runs === 1 ? "1 run" : `${result.runs} runs`;
  console.log(
    `${result.name}\n  ours ${ours} ${result.unit}, theirs ${theirs} ${result.unit}: ratio ${ratio} (${verdict} ${result.limit}, ${runs})`,
  );
}
