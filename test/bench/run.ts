/** `npm run bench [-- NAME…] [--json]`: runs the benchmarks whose names contain one of the words, all without any. */
import { parseArgs } from "node:util";
import { type Benchmark, measure } from "./benchmark.ts";
import { callShippedClosure, createClosures } from "./closures.ts";
import { emptyJobs, wordCountInThreads } from "./executors.ts";
import { groupByKey } from "./group-by-key.ts";
import { join } from "./join.ts";
import { smallBatches } from "./small-batches.ts";
import { soak } from "./soak.ts";
import { sortByKey } from "./sort-by-key.ts";
import { wordCount } from "./word-count.ts";

const benchmarks: readonly { readonly name: string; readonly make: () => Benchmark | Promise<Benchmark> }[] = [
  { name: "small-batches", make: smallBatches },
  { name: "word-count", make: wordCount },
  { name: "join", make: join },
  { name: "group-by-key", make: groupByKey },
  { name: "sort-by-key", make: sortByKey },
  { name: "create-closures", make: createClosures },
  { name: "call-shipped-closure", make: callShippedClosure },
  { name: "soak", make: soak },
  { name: "executors-word-count", make: wordCountInThreads },
  { name: "executors-empty-job-inline", make: () => emptyJobs("inline", 0.3) },
  { name: "executors-empty-job", make: () => emptyJobs("workers", 1) },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});
const chosen = benchmarks.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
);
if (chosen.length === 0) {
  console.error(
    `No benchmark is called ${positionals.join(" or ")}. There are: ${benchmarks.map(({ name }) => name).join(", ")}.`,
  );
  process.exit(2);
}
for (const { make } of chosen) {
  const result = await measure(await make());
  if (values.json) {
    console.log(JSON.stringify(result));
  } else {
    const [ours, theirs, ratio] = [result.ours, result.theirs, result.ratio].map((n) => n.toFixed(n < 1 ? 3 : 2));
    const verdict = result.ratio <= result.limit ? "within" : "OVER";
    console.log(
      `${result.name}\n  ours ${ours} ${result.unit}, theirs ${theirs} ${result.unit}: ratio ${ratio} (${verdict} ${result.limit}, ${result.runs} runs)`,
    );
  }
}
