/** A process of its own: `node-side.ts compare BENCHMARK` or `node-side.ts work WORK SIDE`; what comes of it is printed as JSON. */
import { measure } from "./benchmark.ts";
import { benchmarks } from "./benchmarks.ts";
import { nodeBenchmarks } from "./node-benchmarks.ts";
import { node } from "./node-place.ts";
import { runSide, type Side, type WorkName } from "./peak-heap.ts";

const [what, name, side] = process.argv.slice(2);
const result =
  what === "compare"
    ? await measure(await { ...benchmarks, ...nodeBenchmarks }[name!]!(node))
    : await runSide(node, name as WorkName, side as Side);
console.log(JSON.stringify(result));
