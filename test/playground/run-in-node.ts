// Runs a compiled program in Node, in the playground's own simulated world, and writes its trace, one event a line; what was kept of its files in the end
// stands in the last line, their bytes in base64, as they do in the scenario; also the answers to what is asked, where the scenario explains.
//   node run-in-node.ts < {"program", "scenario", "until", "asks"}
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { registerModule } from "../../core/closure/index.ts";
import { $module } from "../../core/closure/registry.ts";
import { capturePlatform } from "../../core/host/browser/platform.ts";
import * as sluice from "../../core/index.ts";
import type { Explained, Explanation } from "../../core/scheduler/provenance/explain.ts";
import type { TraceEvent } from "../../core/trace/events.ts";
import { checkMessage } from "../../playground/sandbox/check-message.ts";
import { ProgramDriver } from "../../playground/sandbox/program-driver.ts";
import type { CompiledProgram, Scenario } from "../../playground/sandbox/protocol.ts";
import { KeptFolder, type KeptText, worldOf } from "./kept-folder.ts";

const { program, scenario, until, asks } = JSON.parse(await text(process.stdin)) as {
  readonly program: CompiledProgram;
  readonly scenario: Omit<Scenario, "kept"> & { readonly kept?: KeptText };
  /** Ends with the first event at or after this time. */
  readonly until: number;
  /** What records were made of; it ends with the last answer. */
  readonly asks?: readonly Explained[];
};

registerModule("sluice", sluice);
const kept = new KeptFolder(scenario.kept);
const folder = mkdtempSync(join(tmpdir(), "sluice-run-"));
const events: TraceEvent[] = [];
const explained: (Explanation | null)[] = [];
let published = 0;

const driver: ProgramDriver = new ProgramDriver({
  platform: capturePlatform(),
  post: (posted) => {
    // As the page sees it.
    const { message } = checkMessage(structuredClone(posted));
    if (message.type === "trace") {
      events.push(...message.events);
      driver.taken();
      if (message.events.some((event) => event.t >= until)) finish(undefined);
    } else if (message.type === "files") {
      kept.apply(message.changes, message.now);
      if (message.last) driver.kept(message.group);
    } else if (message.type === "explained") {
      explained.push(message.explanation ?? null);
      if (explained.length === asks?.length) finish(undefined);
    } else if (message.type === "ended") {
      finish(message.error);
    }
  },
  modules: {
    packages: { sluice, "sluice/closure": { $module } },
    publish: (code) => {
      const path = join(folder, `module-${published++}.mjs`);
      writeFileSync(path, code);
      return pathToFileURL(path).href;
    },
    importModule: (url) => import(url),
  },
});

let isFinished = false;
function finish(error: unknown): void {
  if (isFinished) return;
  isFinished = true;
  rmSync(folder, { recursive: true, force: true });
  const lines = events.filter((event) => event.t < until).map((event) => JSON.stringify(event));
  process.stdout.write(
    `${[...lines, JSON.stringify({ ended: error ?? null, ...(scenario.kept && { kept: kept.text }), ...(asks && { explained }) })].join("\n")}\n`,
    () => process.exit(0),
  );
}

void driver.run(program, { ...scenario, kept: scenario.kept && worldOf(scenario.kept) });
if (asks === undefined) driver.play(Number.POSITIVE_INFINITY);
else for (const [question, what] of asks.entries()) await driver.explain(question, what);
